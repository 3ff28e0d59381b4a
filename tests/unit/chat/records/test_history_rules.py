from inhouse.chat.history.rule import History, Rule
from inhouse.chat.records import history_rules
from inhouse.core import clock
from inhouse.store import Role, Store


async def test_one_rule_for_everybody_replaces_the_one_before(database: Store) -> None:
    told: list[History] = []
    for history in (History.OFF, History.KEPT, History.FREE, History.FREE):
        async with database.work(None, Role.JOBS) as work:
            told.append(await history_rules.put(work, Rule(None, history), clock.now()))
            assert len(await history_rules.rules(work)) == (0 if history is History.FREE else 1)
    assert told == [History.FREE, History.OFF, History.KEPT, History.FREE]
