import hmac

import pytest

from inhouse.core.events import Event, Failed, Finished, Queued, TextDelta, Usage
from inhouse.core.prompt import Cleared, Verdict
from inhouse.gateway.crossing import Crossing
from inhouse.ledger import Ledger, Origin
from tests.ledgers import MemoryLog
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
    ledger = Ledger(log, Origin("inhouse.test/one", "tenant"), b"p" * 32)
    await ledger.start()
    line = await ledger.open(ANNA, Cleared(prompt_of("hello"), HERE, Verdict.PASS, "policy", "1"), b"body")

    async with Crossing(ledger, line) as crossing:
        told = [crossing.note(event) for event in (Queued(1), TextDelta("Hi "), Usage(1, 2), TextDelta("you"), end)]

    assert told == [False, False, False, False, True]
    entry = log.entries[-1]
    assert (entry["outcome"], entry["error"]) == expected
    assert entry["response_commit"] == hmac.digest(KEY.key, b"inhouse answer\0Hi you", "sha256").hex()
    await ledger.stop()
