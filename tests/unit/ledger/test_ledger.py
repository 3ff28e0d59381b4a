import asyncio
from collections.abc import AsyncGenerator

import pytest

from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.errors import Unavailable
from inhouse.core.events import Usage
from inhouse.core.ids import new_id
from inhouse.core.prompt import Cleared, Verdict
from inhouse.core.pseudonyms import chat_name, person_name
from inhouse.ledger import Ending, Ledger, LedgerUnavailable, Origin, Outcome, Refusal
from inhouse.ledger import ledger as ledger_module
from inhouse.ledger.entry import Acted, commitment
from inhouse.ledger.records import PostgresLog
from inhouse.store import Addresses, Store
from tests.ledgers import NAMES, MemoryLog, name_of, told
from tests.prompts import ANNA, CHAT, FAR, HERE, KEY, prompt_of
from tests.unit.ledger.test_records import end_all_sessions_of_the_app

ORIGIN = Origin("inhouse.test/one", "tenant")
CLEARED = Cleared(prompt_of("a very private question"), HERE, Verdict.PASS, "policy", "1")


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
async def ledger(log: MemoryLog) -> AsyncGenerator[Ledger]:
    ledger = Ledger(log, ORIGIN, name_of)
    await ledger.start()
    yield ledger
    await ledger.stop()


async def test_a_line_says_who_where_and_what_without_content(ledger: Ledger, log: MemoryLog) -> None:
    line = await ledger.open(ANNA, CLEARED, b"exact bytes")

    assert str(line) == "inhouse.test/one/1"
    entry = log.entries[0]
    assert entry["actor"] == person_name(NAMES, ANNA.person)
    assert entry["conversation"] == chat_name(KEY.key, CHAT)
    assert entry["commit"] == commitment(KEY, b"exact bytes")
    assert (entry["bytes"], entry["purpose"], entry["verdict"]) == (11, "chat", "pass")
    raw = log.rows[0].entry
    assert b"private" not in raw
    assert str(ANNA.person).encode() not in raw
    assert KEY.key not in raw


async def test_a_call_without_a_chat_has_no_conversation(ledger: Ledger, log: MemoryLog) -> None:
    cleared = Cleared(prompt_of("hi", chat=None), HERE, Verdict.PASS, "policy", "1")
    await ledger.open(ANNA, cleared, b"")
    assert log.entries[0]["conversation"] is None


async def test_closing_says_how_it_ended_and_what_it_took(ledger: Ledger, log: MemoryLog) -> None:
    line = await ledger.open(ANNA, CLEARED, b"x")
    await ledger.close(line, Usage(3, 4), Ending(Outcome.FAILED, "engine_died", "beef"))

    entry = log.entries[1]
    assert (entry["closes"], entry["outcome"], entry["error"]) == (1, "failed", "engine_died")
    assert entry["usage"] == {"prompt": 3, "completion": 4, "cached": 0, "reasoning": 0}
    assert entry["response_commit"] == "beef"


async def test_a_refusal_has_a_line_of_its_own(ledger: Ledger, log: MemoryLog) -> None:
    await ledger.refuse(ANNA, Refusal(prompt_of("hi"), FAR, "policy", "1", "destination_refused"))

    entry = log.entries[0]
    assert (entry["kind"], entry["verdict"], entry["error"]) == ("refused", "refuse", "destination_refused")
    assert (entry["destination"], entry["bytes"], entry["commit"]) == ("openai", 0, None)


async def test_a_caller_who_goes_before_the_line_is_durable_leaves_no_open_line(ledger: Ledger, log: MemoryLog) -> None:
    opening = asyncio.create_task(ledger.open(ANNA, CLEARED, b"x"))
    await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    await ledger.stop()
    assert [told(row) for row in log.rows] == ["opened", "closed cut not_sent"]


async def test_closing_waits_a_bounded_time_and_does_not_raise(
    ledger: Ledger, log: MemoryLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_module, "CLOSE_SECONDS", 0.01)
    line = await ledger.open(ANNA, CLEARED, b"x")
    log.away = True
    await ledger.close(line, None, Ending(Outcome.OK))
    with pytest.raises(LedgerUnavailable):
        await ledger.open(ANNA, CLEARED, b"x")
    log.away = False


async def test_without_a_name_there_is_no_line(log: MemoryLog) -> None:
    async def nobody_knows(caller: Caller) -> str:
        raise Unavailable("The database does not answer.")

    ledger = Ledger(log, ORIGIN, nobody_knows)
    await ledger.start()
    with pytest.raises(LedgerUnavailable):
        await ledger.open(ANNA, CLEARED, b"x")
    await ledger.stop()
    assert log.rows == []


async def test_acts_get_lines_and_one_that_no_entry_can_hold_is_left_out(ledger: Ledger, log: MemoryLog) -> None:
    good = Acted(new_id(), clock.now(), "policy", "actor", None, None, {"what": "guard", "version": 2})
    wrong = Acted(new_id(), clock.now(), "policy", None, None, None, {"what": "x" * 70_000})
    assert await ledger.number([good, wrong]) == 1

    entry = log.entries[0]
    assert (entry["kind"], entry["act"], entry["actor"]) == ("policy", str(good.act), "actor")
    assert entry["facts"] == {"what": "guard", "version": 2}
    assert (log.rows[0].kind, log.rows[0].act) == ("act", good.act)


async def test_the_state_is_known_without_asking_the_database(ledger: Ledger, log: MemoryLog) -> None:
    line = await ledger.open(ANNA, CLEARED, b"x")
    state = ledger.state()
    assert (state.log, state.lines, state.open_lines, state.writable) == ("inhouse.test/one", 1, 1, True)
    await ledger.close(line, None, Ending(Outcome.OK))
    assert (ledger.state().lines, ledger.state().open_lines) == (2, 0)
    assert ledger.state().last_at == log.rows[1].time


async def test_it_all_holds_in_postgresql(database: Store, database_addresses: Addresses) -> None:
    first = Ledger(PostgresLog(database_addresses, ORIGIN.log), ORIGIN, name_of)
    assert await first.start() == 0
    lines = await asyncio.gather(*[first.open(ANNA, CLEARED, b"x") for _ in range(50)])
    await asyncio.gather(*[first.close(line, Usage(1, 1), Ending(Outcome.OK)) for line in lines[:48]])
    await first.stop()

    second = Ledger(PostgresLog(database_addresses, ORIGIN.log), ORIGIN, name_of)
    assert await second.start() == 2
    assert (second.state().lines, second.state().open_lines) == (100, 0)
    await second.stop()


async def test_a_database_that_was_restarted_costs_nobody_an_error(
    database: Store, database_addresses: Addresses
) -> None:
    ledger = Ledger(PostgresLog(database_addresses, ORIGIN.log), ORIGIN, name_of)
    await ledger.start()
    line = await ledger.open(ANNA, CLEARED, b"x")
    await end_all_sessions_of_the_app(database_addresses)
    await ledger.close(line, None, Ending(Outcome.OK))
    await end_all_sessions_of_the_app(database_addresses)
    assert (await ledger.open(ANNA, CLEARED, b"x")).number == 3
    await ledger.stop()
