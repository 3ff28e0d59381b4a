from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from inhouse.chat.history.rule import History, HistoryMustBeOff, Rule
from inhouse.chat.history.rules import Rules
from inhouse.core.caller import CallerKind
from inhouse.core.errors import Forbidden
from inhouse.core.ids import new_id
from inhouse.identity import Identity
from inhouse.identity.access import Console
from inhouse.identity.errors import GroupUnknown
from inhouse.identity.passwords import Passwords
from inhouse.ledger.records import PostgresActs
from inhouse.store import Store
from inhouse.vault import Vault
from tests.people import someone


@pytest.fixture
async def identity(database: Store, tmp_path: Path) -> AsyncGenerator[Identity]:
    vault = await Vault.open(tmp_path / "master.key", database)
    opened = Identity.open(database, vault, Passwords(memory_kib=64, passes=1))
    yield opened
    await opened.keys.close()


async def test_a_rule_holds_at_once_and_is_taken_back(database: Store) -> None:
    rules, ada = Rules(database), someone()
    await rules.read()
    rules.check_kept(ada)
    await rules.set(Console.HERE, Rule(None, History.OFF))
    with pytest.raises(HistoryMustBeOff):
        rules.check_kept(ada)
    await rules.set(Console.HERE, Rule(None, History.KEPT))
    assert await rules.every(Console.HERE) == [Rule(None, History.KEPT)]
    await rules.set(Console.HERE, Rule(None, History.FREE))
    assert await rules.every(Console.HERE) == []


async def test_a_rule_of_a_group_goes_with_the_group(database: Store, identity: Identity) -> None:
    rules = Rules(database)
    group = await identity.groups.create(Console.HERE, "Legal")
    await rules.set(Console.HERE, Rule(group.id, History.OFF))
    assert rules.of(replace(someone(), groups=frozenset({group.id}))) is History.OFF
    assert rules.of(someone()) is History.FREE
    await identity.groups.remove(Console.HERE, group.id)
    await rules.read()
    assert await rules.every(Console.HERE) == []
    with pytest.raises(GroupUnknown):
        await rules.set(Console.HERE, Rule(uuid4(), History.OFF))


async def test_only_administrators_change_rules_and_each_change_is_on_record(
    database: Store, identity: Identity
) -> None:
    rules, ada = Rules(database), someone()
    with pytest.raises(Forbidden):
        await rules.set(ada, Rule(None, History.FREE))
    person = await identity.people.create("eve@example.com", "Eve", "correct horse battery", admin=True)
    eve = replace(ada, person=person, admin=True, kind=CallerKind.SESSION, credential=new_id())
    await rules.set(eve, Rule(None, History.OFF))
    noted = [one.facts for one in await PostgresActs(database, "any").claim(100) if one.kind == "policy"]
    assert noted == [{"rule": "history", "group": None, "before": "free", "after": "off"}]
