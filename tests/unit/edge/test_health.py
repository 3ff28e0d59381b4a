"""What load balancers and scripts ask."""

from inhouse.edge.health import Health
from tests.asgi import call


def health(**words: str) -> Health:
    def check_of(word: str):  # noqa: ANN202 (a check, see Health)
        async def check() -> str:
            return word

        return check

    return Health({name: check_of(word) for name, word in words.items()})


async def test_a_living_process_says_so_whatever_it_stands_on() -> None:
    reply = await call(health(database="away"), "GET", "/healthz")
    assert (reply.status, reply.json()) == (200, {"status": "alive"})


async def test_what_is_switched_off_on_purpose_is_fine() -> None:
    reply = await call(health(database="ready", engine="off"), "GET", "/readyz")
    assert (reply.status, reply.json()) == (200, {"database": "ready", "engine": "off", "ready": True})


async def test_what_is_away_is_named_with_a_time_to_come_back() -> None:
    reply = await call(health(database="ready", engine="starting"), "GET", "/readyz")
    assert (reply.status, reply.json()["engine"], reply.headers["retry-after"]) == (503, "starting", "2")
