import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from inhouse.core import clock
from inhouse.ledger import writer as writer_module
from inhouse.ledger.entry import Acted, Closed, Opened, Origin, Outcome, Refused
from inhouse.ledger.errors import ActsGone, LedgerUnavailable, LogAway
from inhouse.ledger.writer import Row, Writer
from tests.ledgers import MemoryLog, told
from tests.moments import until
from tests.unit.ledger.test_entry import DEPARTURE

ORIGIN = Origin("inhouse.test/one", "tenant")
OPEN = Opened(DEPARTURE)


class SlowLog(MemoryLog):
    """Commits when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = asyncio.Event()
        self.let.set()

    async def append(self, rows: Sequence[Row]) -> None:
        await self.let.wait()
        await super().append(rows)


@pytest.fixture
def log() -> SlowLog:
    return SlowLog()


@pytest.fixture
async def writer(log: SlowLog) -> AsyncGenerator[Writer]:
    writer = Writer(log, ORIGIN)
    await writer.start()
    yield writer
    log.let.set()
    await writer.stop()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "RETRY_SECONDS", 0)
    monkeypatch.setattr(writer_module, "COMMIT_SECONDS", 0.05)


async def test_all_entries_that_wait_go_in_one_commit(writer: Writer, log: SlowLog) -> None:
    log.let.clear()
    first = writer.offer(OPEN)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [writer.offer(OPEN) for _ in range(20)]
    log.let.set()

    assert await first == 1
    assert await asyncio.gather(*others) == list(range(2, 22))
    assert log.batches == [1, 20]


async def test_nobody_is_answered_before_the_commit(writer: Writer, log: SlowLog) -> None:
    log.let.clear()
    durable = writer.offer(OPEN)
    for _ in range(10):
        await asyncio.sleep(0)
    assert not durable.done()
    assert log.rows == []


async def test_numbers_have_no_gaps_and_go_on_after_a_start(writer: Writer, log: SlowLog) -> None:
    await asyncio.gather(*[writer.offer(Refused(DEPARTURE, "no")) for _ in range(5)])
    await writer.stop()
    second = Writer(log, ORIGIN)
    await second.start()
    assert await second.offer(OPEN) == 6
    await second.stop()
    assert [row.number for row in log.rows] == [1, 2, 3, 4, 5, 6]


async def test_lines_that_a_crash_left_open_are_closed_as_unknown_at_the_start(log: SlowLog) -> None:
    crashed = Writer(log, ORIGIN)
    await crashed.start()
    lines = await asyncio.gather(*[crashed.offer(OPEN) for _ in range(3)])
    await crashed.offer(Closed(lines[1], Outcome.OK))
    await crashed.stop()

    second = Writer(log, ORIGIN)
    assert await second.start() == 2
    assert [told(row) for row in log.rows[4:]] == ["closed unknown", "closed unknown"]
    assert [row.closes for row in log.rows[4:]] == [1, 3]
    await second.stop()


async def test_a_start_waits_until_the_server_before_has_let_go(log: SlowLog, at_once: None) -> None:
    log.away = True
    second = Writer(log, ORIGIN)
    starting = asyncio.create_task(second.start())
    await asyncio.sleep(0)
    log.away = False
    assert await starting == 0
    await second.stop()


async def test_a_start_does_not_wait_for_ever(log: SlowLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "START_SECONDS", 0)
    log.away = True
    with pytest.raises(LogAway):
        await Writer(log, ORIGIN).start()


async def test_time_never_goes_backwards_in_a_log(
    writer: Writer, log: SlowLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    await writer.offer(OPEN)
    monkeypatch.setattr(clock, "now", lambda: datetime(2000, 1, 1, tzinfo=UTC))
    await writer.offer(OPEN)
    assert log.rows[1].time == log.rows[0].time
    monkeypatch.setattr(clock, "now", lambda: datetime.max.replace(tzinfo=UTC) - timedelta(days=1))
    await writer.offer(OPEN)
    assert log.rows[2].time > log.rows[1].time


async def test_when_the_log_is_away_opening_is_refused_and_comes_back_by_itself(
    writer: Writer, log: SlowLog, at_once: None
) -> None:
    log.away = True
    with pytest.raises(LedgerUnavailable):
        await writer.offer(OPEN)
    with pytest.raises(LedgerUnavailable) as refusal:
        writer.offer(OPEN)
    assert refusal.value.retry_after

    log.away = False
    await until(lambda: writer.sound)
    assert await writer.offer(OPEN) == 1


async def test_a_commit_that_takes_too_long_is_an_error_for_those_who_wait(
    writer: Writer, log: SlowLog, at_once: None
) -> None:
    log.let.clear()
    with pytest.raises(LedgerUnavailable):
        await writer.offer(OPEN)
    log.let.set()


async def test_closing_is_never_refused_and_is_written_when_the_log_is_back(
    writer: Writer, log: SlowLog, at_once: None
) -> None:
    line = await writer.offer(OPEN)
    log.away = True
    closing = writer.offer(Closed(line, Outcome.OK))
    await until(lambda: not writer.sound)
    log.away = False

    await closing
    assert [told(row) for row in log.rows] == ["opened", "closed ok"]


async def test_when_the_answer_to_a_commit_is_lost_it_is_found_to_have_happened(writer: Writer, log: SlowLog) -> None:
    line = await writer.offer(OPEN)
    log.lose_answer = True
    closing, opening = writer.offer(Closed(line, Outcome.OK)), writer.offer(OPEN)

    assert (await closing, await opening) == (2, 3)
    assert [told(row) for row in log.rows] == ["opened", "closed ok", "opened"]
    assert writer.sound


async def test_a_connection_that_died_while_nobody_wrote_costs_nobody_an_error(writer: Writer, log: SlowLog) -> None:
    log.fail_once = True
    assert await writer.offer(OPEN) == 1
    assert [told(row) for row in log.rows] == ["opened"]


async def test_every_few_thousand_entries_the_log_notes_up_to_where_all_is_closed(
    writer: Writer, log: SlowLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "SETTLE_ENTRIES", 2)
    first, second = await writer.offer(OPEN), await writer.offer(OPEN)
    await writer.offer(Closed(first, Outcome.OK))
    await writer.offer(OPEN)
    await until(lambda: len(log.settled) == 2)
    # The second line's end waits for the commit: until then it is open.
    log.let.clear()
    opening = writer.offer(OPEN)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    closing = writer.offer(Closed(second, Outcome.OK))
    log.let.set()
    assert (await opening, await closing) == (5, 6)
    await until(lambda: len(log.settled) == 3)
    assert log.settled == [0, 1, 3]


async def test_a_log_that_somebody_else_wrote_in_between_is_no_proof_of_ours(
    writer: Writer, log: SlowLog, at_once: None
) -> None:
    log.fail_once = True
    log.rows.append(Row(1, datetime(2020, 1, 1, tzinfo=UTC), "open", None, b"{}"))
    with pytest.raises(LedgerUnavailable):
        await writer.offer(OPEN)
    await until(lambda: writer.sound)
    assert await writer.offer(OPEN) == 3


async def test_when_the_answer_is_lost_and_the_log_stays_away_nothing_is_written_twice(
    writer: Writer, log: SlowLog, at_once: None
) -> None:
    line = await writer.offer(OPEN)
    log.lose_answer = log.away_after = True
    closing, opening = writer.offer(Closed(line, Outcome.OK)), writer.offer(OPEN)

    with pytest.raises(LedgerUnavailable):
        await opening
    log.away = False
    await closing
    await until(lambda: writer.sound)
    # The opening entry was durable after all; its call never went, and the log says so.
    assert [told(row) for row in log.rows] == ["opened", "closed ok", "opened", "closed failed not_sent"]
    assert writer.open_lines == 0


async def test_lines_that_are_open_stay_open_while_the_log_comes_back(
    writer: Writer, log: SlowLog, at_once: None
) -> None:
    line = await writer.offer(OPEN)
    log.away = True
    with pytest.raises(LedgerUnavailable):
        await writer.offer(OPEN)
    log.away = False
    await until(lambda: writer.sound)

    assert [told(row) for row in log.rows] == ["opened"]
    await writer.offer(Closed(line, Outcome.CUT))
    assert [told(row) for row in log.rows] == ["opened", "closed cut"]


async def test_a_line_is_closed_once(writer: Writer, log: SlowLog) -> None:
    line = await writer.offer(OPEN)
    await asyncio.gather(*[writer.offer(Closed(line, outcome)) for outcome in Outcome])
    await writer.offer(Closed(line, Outcome.FAILED))
    assert [told(row) for row in log.rows] == ["opened", "closed ok"]


async def test_too_many_who_wait_are_sent_away(writer: Writer, log: SlowLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "WAITING", 3)
    log.let.clear()
    waiting = [writer.offer(OPEN) for _ in range(3)]
    with pytest.raises(LedgerUnavailable):
        writer.offer(OPEN)
    log.let.set()
    await asyncio.gather(*waiting)


async def test_an_entry_that_cannot_be_written_does_not_hold_up_the_others(writer: Writer, log: SlowLog) -> None:
    good, bad, last = writer.offer(OPEN), writer.offer(Refused(DEPARTURE, "\ud800")), writer.offer(OPEN)
    assert await good == 1
    with pytest.raises(TypeError):
        await bad
    assert await last == 2


async def test_stopping_writes_what_waits(writer: Writer, log: SlowLog) -> None:
    waiting = [writer.offer(OPEN) for _ in range(3)]
    await writer.stop()
    assert await asyncio.gather(*waiting) == [1, 2, 3]
    with pytest.raises(LedgerUnavailable):
        writer.offer(OPEN)


async def test_stopping_while_the_log_is_away_leaves_nobody_waiting(
    writer: Writer, log: SlowLog, at_once: None
) -> None:
    line = await writer.offer(OPEN)
    log.away = True
    opening, closing = writer.offer(OPEN), writer.offer(Closed(line, Outcome.OK))
    await writer.stop()
    with pytest.raises(LedgerUnavailable):
        await opening
    await closing
    assert [told(row) for row in log.rows] == ["opened"]


async def test_when_the_writer_itself_breaks_nobody_waits_for_ever(writer: Writer, log: SlowLog) -> None:
    async def broken(rows: Sequence[Row]) -> None:
        raise ZeroDivisionError

    log.append = broken  # type: ignore[method-assign]
    durable = writer.offer(OPEN)
    with pytest.raises(LedgerUnavailable):
        await asyncio.wait_for(durable, 1)
    assert not writer.sound
    with pytest.raises(LedgerUnavailable):
        writer.offer(OPEN)


def act_of(number: int) -> Acted:
    return Acted(UUID(int=number), clock.now(), "policy", None, None, None, {})


async def test_acts_have_commits_of_their_own_and_take_turns_with_calls(writer: Writer, log: SlowLog) -> None:
    log.let.clear()
    first = writer.offer(OPEN)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [*[writer.offer(act_of(number)) for number in (1, 2)], *[writer.offer(OPEN) for _ in range(3)]]
    log.let.set()
    assert await asyncio.gather(first, *others) == [1, 2, 3, 4, 5, 6]
    assert log.batches == [1, 2, 3]
    assert [row.act for row in log.rows[1:3]] == [UUID(int=1), UUID(int=2)]


async def test_an_act_that_is_in_another_log_holds_up_nobody(writer: Writer, log: SlowLog) -> None:
    log.gone = {UUID(int=1)}
    with pytest.raises(ActsGone):
        await writer.offer(act_of(1))
    assert writer.sound
    assert await writer.offer(OPEN) == 1


async def test_a_lost_answer_gives_an_act_one_line(writer: Writer, log: SlowLog, at_once: None) -> None:
    log.lose_answer = True
    assert await writer.offer(act_of(1)) == 1
    log.fail_once = True
    assert await writer.offer(act_of(2)) == 2
    assert [row.act for row in log.rows] == [UUID(int=1), UUID(int=2)]


async def test_acts_are_turned_away_while_the_log_is_away(writer: Writer, log: SlowLog, at_once: None) -> None:
    log.away = True
    with pytest.raises(LedgerUnavailable):
        await writer.offer(act_of(1))
    with pytest.raises(LedgerUnavailable):
        writer.offer(act_of(1))
    log.away = False
    await until(lambda: writer.sound)
    assert await writer.offer(act_of(1)) == 1
