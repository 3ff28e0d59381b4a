import pytest

from inhouse.core.events import (
    Event,
    Failed,
    Finished,
    Queued,
    ReasoningDelta,
    Relayed,
    TextDelta,
    ToolCall,
    Usage,
)
from inhouse.core.prompt import Cleared, Verdict
from inhouse.gateway.crossing import Crossing
from inhouse.ledger import AnswerCommitment, Ledger, Origin
from inhouse.models.errors import AnswerBroken
from tests.ledgers import MemoryLog, name_of
from tests.prompts import ANNA, HERE, KEY, prompt_of

ENDS: list[tuple[Event, tuple[str, str | None]]] = [
    (Finished("stop"), ("ok", None)),
    (Finished("length"), ("ok", None)),
    (Finished("loop"), ("ok", None)),
    (Finished("tool_calls"), ("ok", None)),
    (Finished("cancelled"), ("cut", None)),
    (Finished("interrupted"), ("cut", None)),
    (Failed("engine_died", "It died.", None, retryable=True), ("failed", "engine_died")),
]


@pytest.mark.parametrize(("end", "expected"), ENDS, ids=lambda value: str(value)[:40])
async def test_the_end_event_decides_how_the_line_is_closed(end: Event, expected: tuple[str, str | None]) -> None:
    log = MemoryLog()
    ledger = Ledger(log, Origin("inhouse.test/one", "tenant"), name_of)
    await ledger.start()
    line = await ledger.open(ANNA, Cleared(prompt_of("hello"), HERE, Verdict.PASS, "policy", "1"), b"body")

    async with Crossing(ledger, line) as crossing:
        told = [crossing.note(event) for event in (Queued(1), TextDelta("Hi "), Usage(1, 2), TextDelta("you"), end)]

    assert told == [False, False, False, False, True]
    entry = log.entries[-1]
    assert (entry["outcome"], entry["error"]) == expected
    answer = AnswerCommitment(KEY)
    answer.add("text/0", b"Hi you")
    assert entry["response_commit"] == answer.hexdigest()
    await ledger.stop()


SAID: list[tuple[Event | Relayed, str, bytes]] = [
    (TextDelta("Hi", choice=1), "text/1", b"Hi"),
    (ReasoningDelta("Hm"), "reasoning/0", b"Hm"),
    (ToolCall(2, "call-1", "look", '{"a"', choice=1), "tool/1/2", b'look{"a"'),
    (ToolCall(2, None, None, ":1}"), "tool/0/2", b":1}"),
    (Relayed(b"data: {}\n\n", 1), "wire", b"data: {}\n\n"),
    (TextDelta("\ud83d"), "text/0", b"\xed\xa0\xbd"),
]


@pytest.mark.parametrize(("event", "channel", "said"), SAID, ids=lambda value: str(value)[:20])
async def test_everything_that_is_said_is_committed_to(event: Event | Relayed, channel: str, said: bytes) -> None:
    log = MemoryLog()
    ledger = Ledger(log, Origin("inhouse.test/one", "tenant"), name_of)
    await ledger.start()
    line = await ledger.open(ANNA, Cleared(prompt_of("hello"), HERE, Verdict.PASS, "policy", "1"), b"body")
    async with Crossing(ledger, line) as crossing:
        crossing.note(event)
    answer = AnswerCommitment(KEY)
    answer.add(channel, said)
    assert log.entries[-1]["response_commit"] == answer.hexdigest()
    await ledger.stop()


async def test_an_answer_that_breaks_off_has_its_cause_in_the_line() -> None:
    log = MemoryLog()
    ledger = Ledger(log, Origin("inhouse.test/one", "tenant"), name_of)
    await ledger.start()
    line = await ledger.open(ANNA, Cleared(prompt_of("hello"), HERE, Verdict.PASS, "policy", "1"), b"body")
    broken = AnswerBroken("It broke.")
    broken.cause = "destination_timed_out"
    async with Crossing(ledger, line) as crossing:
        crossing.fail(broken)
    assert (log.entries[-1]["outcome"], log.entries[-1]["error"]) == ("failed", "destination_timed_out")
    await ledger.stop()
