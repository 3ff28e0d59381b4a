import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import delete, text, update

from inhouse.core.errors import Forbidden
from inhouse.core.tasks import spawn
from inhouse.guard.policies import current as current_module
from inhouse.guard.policies.current import Policies, Version
from inhouse.guard.policies.errors import PolicyChanged, PolicyUnusable
from inhouse.guard.policies.policy import Mode
from inhouse.guard.policies.presets import BALANCED, STRICT
from inhouse.guard.records.tables import POLICIES
from inhouse.identity.access import Console
from inhouse.store import Role, Store
from inhouse.store.errors import StatementFailed
from tests.moments import until
from tests.people import someone


async def started(database: Store) -> Policies:
    policies = Policies(database)
    await policies.start()
    return policies


async def test_at_the_first_start_the_balanced_policy_is_in_force(database: Store) -> None:
    policies = Policies(database)
    with pytest.raises(PolicyUnusable):
        assert policies.current
    first = await policies.start()
    assert (first.number, first.policy, first.hash, first.changed_by) == (1, BALANCED, BALANCED.hash(), None)
    assert policies.current == first


async def test_a_second_start_changes_nothing(database: Store) -> None:
    policies = await started(database)
    await policies.change(Console.HERE, STRICT, 1)
    again = await Policies(database).start()
    assert (again.number, again.policy) == (2, STRICT)


async def test_two_servers_that_start_at_once_make_one_policy(database: Store) -> None:
    first, second = await asyncio.gather(Policies(database).start(), Policies(database).start())
    assert first == second


async def test_a_change_is_a_new_version_with_its_hash_and_who_made_it(database: Store) -> None:
    policies = await started(database)
    made = await policies.change(Console.HERE, STRICT, 1, "We are a bank.")
    assert (made.number, made.policy, made.hash, made.note) == (2, STRICT, STRICT.hash(), "We are a bank.")
    assert policies.current == made
    assert [version.number for version in await policies.history(Console.HERE)] == [2, 1]
    assert [version.number for version in await policies.history(Console.HERE, before=2)] == [1]


async def test_of_two_changes_of_the_same_version_one_is_refused(database: Store) -> None:
    policies = await started(database)
    dry = replace(BALANCED, mode=Mode.RECORD)
    done = await asyncio.gather(
        *(policies.change(Console.HERE, policy, 1) for policy in (STRICT, dry)), return_exceptions=True
    )
    assert [type(one) for one in done if isinstance(one, BaseException)] == [PolicyChanged]
    assert policies.current.number == 2
    for wrong in (0, 1, 5):
        with pytest.raises(PolicyChanged):
            await policies.change(Console.HERE, STRICT, wrong)


async def test_only_administrators_change_the_policy_and_read_its_history(database: Store) -> None:
    policies = await started(database)
    # Whoever claims to be an administrator and is none is stopped by the database.
    for who, error in ((someone(), Forbidden), (someone(admin=True), StatementFailed)):
        with pytest.raises(error):
            await policies.change(who, STRICT, 1)
    with pytest.raises(Forbidden):
        await policies.history(someone())
    assert (await Policies(database).start()).number == 1


@pytest.mark.parametrize("role", [Role.APP, Role.JOBS])
async def test_nobody_changes_or_removes_a_version(database: Store, role: Role) -> None:
    await started(database)
    for statement in (update(POLICIES).values(note="nothing"), delete(POLICIES)):
        with pytest.raises(StatementFailed):
            async with database.work(None, role) as work:
                await work.execute(statement)


async def test_what_another_process_changes_holds_here(database: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_module, "LOOK_SECONDS", 0.001)
    here, there = await started(database), await started(database)
    following = spawn(here.follow(), "follow")
    await there.change(Console.HERE, STRICT, 1)
    await until(lambda: here.current.policy == STRICT)
    following.cancel()
    await asyncio.wait({following})


async def test_who_is_told_of_a_change_does_not_wait(database: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_module, "LOOK_SECONDS", 3600.0)
    here, there = await started(database), await started(database)
    following = spawn(here.follow(), "follow")
    await there.change(Console.HERE, STRICT, 1)
    here.look()
    await until(lambda: here.current.policy == STRICT)
    following.cancel()
    await asyncio.wait({following})


async def test_a_policy_that_cannot_be_read_does_not_take_the_place_of_one_that_can(
    database: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(current_module, "LOOK_SECONDS", 0.001)
    policies = await started(database)
    async with database.work(None, Role.JOBS) as work:
        await work.execute(
            text("INSERT INTO guard.policies VALUES (2, 'x', '{\"name\": \"later\", \"magic\": 1}', NULL, now(), '')")
        )
    following = spawn(policies.follow(), "follow")
    await until(lambda: "cannot be read" in caplog.text)
    following.cancel()
    await asyncio.wait({following})
    assert policies.current.policy == BALANCED
    assert [version.number for version in await policies.history(Console.HERE)] == [1]
    with pytest.raises(PolicyUnusable):
        await Policies(database).start()


async def test_what_is_to_be_told_of_a_change_is_told_once(database: Store) -> None:
    told: list[Version] = []

    async def tell(version: Version) -> None:
        told.append(version)

    policies = Policies(database, tell)
    await policies.start()
    made = await policies.change(Console.HERE, STRICT, 1)
    with pytest.raises(PolicyChanged):
        await policies.change(Console.HERE, STRICT, 1)
    assert told == [made]


async def test_a_policy_made_in_code_is_held_to_the_same_limits(database: Store) -> None:
    policies = await started(database)
    with pytest.raises(PolicyUnusable):
        await policies.change(Console.HERE, replace(BALANCED, name=""), 1)


async def test_a_policy_under_the_hash_of_another_is_not_put_in_force(
    database: Store,
) -> None:
    """What every line on record names is the hash: nothing else may hide behind it."""
    policies = await started(database)
    dry = """INSERT INTO guard.policies
        SELECT 2, hash, jsonb_set(policy, '{mode}', '"record"'), NULL, now(), '' FROM guard.policies"""
    async with database.work(None, Role.JOBS) as work:
        await work.execute(text(dry))
    for reader in (policies, Policies(database)):
        with pytest.raises(PolicyUnusable, match="its hash is another"):
            await reader.start()
