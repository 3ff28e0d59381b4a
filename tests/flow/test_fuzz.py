"""Every JSON route, asked with what its description allows and with what it does not: never a 500, always words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from inhouse.app import openapi
from tests.product import PASSWORD, Product

EXAMPLES = 8
"""For each route, once with data that fits and once with data that does not."""
ELSEWHERE = "127.0.0.2"
"""Guessed passwords and links slow down the address they come from; nobody else shall wait for this."""

_OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(openapi()).get_all_operations()]


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

    def send(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {"x-csrf-token": self.csrf, **more.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **more)

    def ask(self, wanted: dict[str, Any]) -> httpx2.Response:
        """Send what schemathesis made, as requests would."""
        headers = {name: value for name, value in wanted["headers"].items() if name.lower() == "content-type"}
        body = {"content" if name == "data" else name: wanted[name] for name in ("json", "data") if name in wanted}
        reply = self.send(wanted["method"], wanted["url"], headers=headers, params=wanted.get("params"), **body)
        if reply.status_code == 401 or (reply.status_code == 204 and "session" in wanted["url"]):
            self.sign_in()
        return reply


@pytest.fixture(scope="module")
def visitor(product: Product) -> Iterator[Visitor]:
    transport = httpx2.HTTPTransport(local_address=ELSEWHERE)
    with httpx2.Client(base_url=product.address, transport=transport, timeout=30) as client:
        found = Visitor(client, product.make_person(admin=True), {})
        found.sign_in()
        found.ids["chat"] = found.send("POST", "/api/chats", json={}).json()["id"]
        yield found


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


def examples(strategy: Any, test: Callable[[Any, bool], None]) -> None:
    """Run `test` with examples, the same ones each time."""
    quiet = list(HealthCheck)
    run = given(strategy, st.booleans())(test)
    try:
        seed(20)(
            settings(
                max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=quiet
            )(run)
        )()
    except Unsatisfiable:
        return  # nothing of this kind can be made: the route takes neither body nor parameters


@pytest.mark.parametrize("operation", _OPERATIONS, ids=[one.label for one in _OPERATIONS])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "wrong"])
def test_no_request_ends_in_a_fault_of_ours(visitor: Visitor, operation: Any, mode: GenerationMode) -> None:
    def ask(case: Any, own: bool) -> None:  # noqa: FBT001
        if own:
            case.path_parameters.update({name: value for name, value in visitor.ids.items() if name in operation.path})
        try:
            wanted = case.as_transport_kwargs(base_url="")
            reply = visitor.ask(wanted)
        except (httpx2.InvalidURL, httpx2.LocalProtocolError, UnicodeEncodeError):
            assume(False)  # noqa: FBT003 (the client refuses to send it)
            return
        check(reply, wanted)

    examples(operation.as_strategy(generation_mode=mode), ask)
