from datetime import UTC, datetime
from uuid import uuid4

import pytest

from inhouse.core.errors import InhouseError
from inhouse.gate import log
from inhouse.ledger.errors import ActsGone, LogAway
from inhouse.ledger.writer import Row, Tail
from inhouse.net.errors import GateRefused
from tests.gates import house

NOW = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)


def test_rows_and_tails_arrive_as_they_were() -> None:
    rows = [Row(1, NOW, "open", None, b'{"a":1}'), Row(2, NOW, "act", None, '{"b":"é"}'.encode(), uuid4())]
    rows.append(Row(3, NOW, "outcome", 1, b"{}"))
    assert log.rows_of(log.rows_told(rows)) == rows
    for tail in (Tail(0, None, ()), Tail(7, NOW, (3, 5))):
        assert log.tail_of(log.tail_told(tail)) == tail


OPENED = Row(1, NOW, "open", None, b'{"kind":"open","log":"a1b2c3d4e5f60718","seq":1}')


@pytest.mark.parametrize("said", [b"", b"{", b"[1]", b"[[1]]", b'[[1,"x","open",null,"{}",null]]'])
def test_what_is_no_row_is_refused(said: bytes) -> None:
    with pytest.raises(GateRefused):
        log.rows_of(said)


@pytest.mark.parametrize("said", [b"", b"{}", b"[1,2]", b'["x",null,[]]'])
def test_what_is_no_tail_is_a_log_that_is_away(said: bytes) -> None:
    with pytest.raises(LogAway):
        log.tail_of(said)


async def test_a_log_that_is_away_behind_the_gate_is_away_before_it() -> None:
    async with house() as home:
        away = log.GateLog(home.client)
        home.log.away = True
        for asked in (away.take(), away.append([OPENED])):
            with pytest.raises(LogAway):
                await asked
        home.log.away = False
        act = uuid4()
        home.log.gone.add(act)
        acted = b'{"kind":"key","log":"a1b2c3d4e5f60718","seq":1}'
        with pytest.raises(ActsGone):
            await away.append([Row(1, NOW, "act", None, acted, act)])
        await away.settle(3)
        assert home.log.settled == [3]


async def test_a_gate_that_is_not_there_is_a_log_that_is_away() -> None:
    async with house() as home:
        gone = log.GateLog(home.client)
        await home.outlet.close()
        home.client.close()
        with pytest.raises(InhouseError) as caught:
            await gone.take()
        assert isinstance(caught.value, LogAway)
        await gone.release()
