"""Every JSON route, asked with what its description allows and with what it does not: never a 500, always words."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, reject, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.schemas import APIOperation

from inhouse.app import openapi
from tests.product import PASSWORD, Product

EXAMPLES = 8
"""For each route, once with data that fits and once with data that does not."""
ELSEWHERE = "127.0.0.2"
"""Guessed passwords and links slow down the address they come from; nobody else shall wait for this."""

_SCHEMA = schemathesis.openapi.from_dict(openapi())
_OPERATIONS = [_SCHEMA[path][method] for path in _SCHEMA for method in _SCHEMA[path]]
_QUIET = settings(
    max_examples=EXAMPLES,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


@dataclass
class Visitor:
    """An administrator with a chat, who signs in again whenever a request has signed them out."""

    client: httpx2.Client
    email: str
    ids: dict[str, str]
    csrf: str = ""

    def sign_in(self) -> None:
        self.client.cookies.clear()
        reply = self.client.post("/api/session", json={"email": self.email, "password": PASSWORD})
        assert reply.status_code == 200, reply.text
        self.csrf = reply.json()["csrf"]

    def ask(self, wanted: dict[str, Any]) -> httpx2.Response:
        """Send what schemathesis made."""
        headers = {name: value for name, value in wanted["headers"].items() if name.lower() == "content-type"}
        reply = self.client.request(
            wanted["method"],
            wanted["url"],
            headers={"x-csrf-token": self.csrf, **headers},
            params=wanted.get("params"),
            json=wanted.get("json"),
            content=wanted.get("data"),
        )
        if reply.status_code == 401 or (reply.status_code == 204 and "session" in wanted["url"]):
            self.sign_in()
        return reply


@pytest.fixture(scope="module")
def visitor(product: Product) -> Iterator[Visitor]:
    transport = httpx2.HTTPTransport(local_address=ELSEWHERE)
    with httpx2.Client(base_url=product.address, transport=transport, timeout=30) as client:
        found = Visitor(client, product.make_person(admin=True), {})
        found.sign_in()
        found.ids["chat"] = client.post("/api/chats", json={}, headers={"x-csrf-token": found.csrf}).json()["id"]
        yield found
        # What it may have put in force would count for the tests that follow.
        found.sign_in()
        for path, body in (
            ("history", {"history": "free"}),
            ("retention", {"days": None}),
            ("training", {"allowed": False}),
        ):
            reply = client.put(f"/api/admin/{path}", json=body, headers={"x-csrf-token": found.csrf})
            assert reply.status_code == 200, reply.text


def check(reply: httpx2.Response, wanted: dict[str, Any]) -> None:
    """Not a fault of ours, and an error says what and why."""
    assert reply.status_code != 500, wanted
    if reply.status_code >= 400:
        body = reply.json()
        assert body["code"], wanted
        assert body["code"] != "internal_error", wanted
        assert len(body["message"]) > 5, wanted
        assert body["request_id"] == reply.headers["x-request-id"]
        if reply.status_code == 503:
            assert int(reply.headers["retry-after"]) >= 1, wanted


@pytest.mark.parametrize("operation", _OPERATIONS, ids=[one.label for one in _OPERATIONS])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "wrong"])
def test_no_request_ends_in_a_fault_of_ours(visitor: Visitor, operation: APIOperation, mode: GenerationMode) -> None:
    @seed(20)
    @_QUIET
    @given(operation.as_strategy(generation_mode=mode), st.booleans())
    def ask(case: Case, own: bool) -> None:
        if own:
            case.path_parameters.update({name: value for name, value in visitor.ids.items() if name in operation.path})
        try:
            wanted = case.as_transport_kwargs(base_url="")
            reply = visitor.ask(wanted)
        except (httpx2.InvalidURL, httpx2.LocalProtocolError, UnicodeEncodeError):
            reject()  # the client does not send it
        check(reply, wanted)

    # A route that takes neither body nor parameters cannot be asked wrongly.
    with suppress(Unsatisfiable):
        ask()
