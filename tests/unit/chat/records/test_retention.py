from inhouse.chat.records import Rows
from inhouse.chat.records.retention import retire, rules
from inhouse.chat.retention.rule import Rules
from inhouse.core import clock
from inhouse.store import Role


async def test_at_first_there_are_no_rules_and_nothing_goes(rows: Rows) -> None:
    async with rows.store.work(None, Role.JOBS) as work:
        assert await rules(work) == Rules()
    assert await retire(rows, clock.now()) == ()
