"""Refusals as bodies, through the framework."""

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from inhouse.core.errors import NotFound
from inhouse.edge import refusals
from tests.asgi import call


class Body(BaseModel):
    """A body with one known field."""

    model_config = ConfigDict(extra="forbid")
    title: str


def app() -> FastAPI:
    made = FastAPI()
    refusals.install(made)

    @made.post("/api/things")
    def make(body: Body) -> None:
        raise NotFound("There is no such thing.")

    return made


async def post(body: bytes) -> tuple[int, str, str]:
    reply = await call(app(), "POST", "/api/things", headers={"content-type": "application/json"}, chunks=[body])
    found = reply.json()
    return reply.status, str(found["code"]), str(found["message"])


async def test_a_refusal_of_a_room_keeps_its_status_and_code() -> None:
    assert await post(b'{"title": "a"}') == (404, "not_found", "There is no such thing.")


async def test_an_unknown_field_is_named_and_its_value_is_not_repeated() -> None:
    status, code, message = await post(b'{"title": "a", "owner": "SECRET"}')
    assert (status, code, message) == (422, "invalid_request", "The field owner is not known.")


async def test_a_missing_field_is_named() -> None:
    assert await post(b"{}") == (422, "invalid_request", "The field title is missing.")


async def test_what_is_not_json_gets_a_clear_answer() -> None:
    for body in (b'{"title": ', b"\xff\xfe", b"[" * 100_000):
        assert await post(body) == (422, "invalid_request", "The body is not valid JSON.")


async def test_unknown_addresses_and_methods_get_our_bodies_too() -> None:
    missing = await call(app(), "GET", "/api/nothing")
    wrong = await call(app(), "PUT", "/api/things")
    assert (missing.status, missing.json()["code"]) == (404, "not_found")
    assert (wrong.status, wrong.json()["code"]) == (405, "method_not_allowed")
