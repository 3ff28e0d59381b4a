from inhouse.edge.asgi import Message
from inhouse.gateway.limits.counter import Bound, Counter, Met
from inhouse.gateway.limits.errors import refusal
from inhouse.gateway.limits.rule import Bounds, Need
from inhouse.gateway.limits.standing import Telling, headers
from tests.meters import Clock

CLOCK = Clock()


def counter(requests: int | None = None, tokens: int | None = None, streams: int | None = None) -> Counter:
    made = Counter(Bounds(requests, tokens, streams), CLOCK().month)
    made.take(CLOCK(), Need(30))
    return made


def test_the_rule_with_the_least_left_is_told() -> None:
    told = dict(headers([counter(requests=10), counter(requests=5, tokens=100)], CLOCK.seconds))
    assert told == {
        b"x-ratelimit-limit-requests": b"5",
        b"x-ratelimit-remaining-requests": b"4",
        b"x-ratelimit-reset-requests": b"61s",
        b"x-ratelimit-limit-tokens": b"100",
        b"x-ratelimit-remaining-tokens": b"70",
        b"x-ratelimit-reset-tokens": b"61s",
    }


def test_without_bounds_nothing_is_told() -> None:
    assert headers([counter(streams=3)], CLOCK.seconds) == []


async def sent(telling_of: Telling, messages: list[Message]) -> None:
    await telling_of({"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]})
    await telling_of({"type": "http.response.body", "body": b""})


async def test_what_is_left_is_added_to_the_head_of_an_answer() -> None:
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    telling = Telling(send)
    telling.counters = [counter(requests=5)]
    await sent(telling, messages)
    names = [name for name, _ in messages[0]["headers"]]
    assert names[0] == b"a"
    assert b"x-ratelimit-remaining-requests" in names
    assert messages[1] == {"type": "http.response.body", "body": b""}


async def test_clients_are_told_when_trying_again_is_of_no_use() -> None:
    for bound, wait, useless in (
        (Bound.BUDGET, 5.0, True),
        (Bound.TOKENS, float("inf"), True),
        (Bound.TOKENS, 5.0, False),
    ):
        messages: list[Message] = []

        async def send(message: Message, kept: list[Message] = messages) -> None:
            kept.append(message)

        telling = Telling(send)
        telling.refused = refusal(Met(bound, wait, 10, "EUR"))
        await sent(telling, messages)
        assert ((b"x-should-retry", b"false") in messages[0]["headers"]) is useless
