from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta

import pytest

from inhouse.core import clock
from inhouse.core.destination import DestinationClass
from inhouse.core.ids import new_id
from inhouse.gateway.usage import rows as rows_module
from inhouse.gateway.usage.call import Outcome
from inhouse.gateway.usage.rows import UsageRows
from inhouse.gateway.usage.sums import By, Month
from inhouse.identity.access import Console
from inhouse.store import Store
from tests.meters import call_of
from tests.people import someone

NOVEMBER = Month(2026, 11)


async def test_all_calls_of_a_month_come_in_portions(database: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_module, "AT_ONCE", 3)
    rows, anna = UsageRows(database), someone()
    await rows.keep([call_of(anna) for _ in range(6)])
    async with aclosing(rows.own_calls(anna, NOVEMBER)) as portions:
        sizes = [len(portion) async for portion in portions]
    assert sizes == [3, 3, 0]


async def test_a_person_sees_days_and_a_command_sums(database: Store) -> None:
    rows, anna = UsageRows(database), someone()
    await rows.keep([call_of(anna), *(call_of(someone()) for _ in range(4))])
    (day,) = await rows.own(anna, NOVEMBER)
    assert day.calls == 1
    (total,) = await rows.together(Console.HERE, NOVEMBER, By.MODEL)
    assert (total.people, total.calls) == (5, 5)


async def test_a_person_sees_where_their_own_words_went_and_how_often_they_did_not_leave(database: Store) -> None:
    rows, anna = UsageRows(database), someone()
    sent = replace(call_of(anna), at=clock.now(), destination_class=DestinationClass.EXTERNAL)
    refused = replace(sent, id=new_id(), outcome=Outcome.REFUSED)
    long_ago = replace(sent, id=new_id(), at=clock.now() - timedelta(days=40))
    await rows.keep([sent, refused, long_ago, replace(call_of(someone()), at=clock.now())])
    (day,) = await rows.own_departures(anna, 30)
    assert (day.model, day.destination_class, day.left, day.refused) == (sent.model, DestinationClass.EXTERNAL, 1, 1)
