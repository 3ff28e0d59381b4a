from inhouse.core import clock
from inhouse.core.ids import new_id
from inhouse.gateway.limits.rule import Kind
from inhouse.gateway.records import limits as records
from inhouse.store import Role, Store
from tests.meters import rule


async def test_a_rule_for_the_same_subject_and_model_takes_the_place_of_the_old_one(database: Store) -> None:
    first, second = rule(requests=5), rule(euros="12.50", streams=3)
    async with database.work(None, Role.JOBS) as work:
        assert await records.keep(work, first, clock.now()) == first
        kept = await records.keep(work, second, clock.now())
    assert (kept.id, kept.bounds) == (first.id, second.bounds)
    async with database.work(None) as work:
        assert list(await records.rules(work)) == [kept]


async def test_the_widest_rules_come_first(database: Store) -> None:
    made = [
        rule(Kind.KEY, requests=1),
        rule(Kind.PERSON, new_id(), requests=1),
        rule(Kind.PERSON, requests=1),
        rule(requests=1, model="demo"),
        rule(requests=1),
    ]
    async with database.work(None, Role.JOBS) as work:
        for one in made:
            await records.keep(work, one, clock.now())
        assert list(await records.rules(work)) == list(reversed(made))


async def test_a_removed_rule_is_gone(database: Store) -> None:
    made = rule(requests=5)
    async with database.work(None, Role.JOBS) as work:
        await records.keep(work, made, clock.now())
        assert await records.remove(work, made.id)
        assert not await records.remove(work, made.id)
        assert list(await records.rules(work)) == []
