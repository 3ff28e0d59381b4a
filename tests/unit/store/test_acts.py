"""Acts on their way into the ledger."""

from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from inhouse.core.acts import Act, ActKind
from inhouse.core.ids import ChatId, PersonId, new_id
from inhouse.ledger.records import PostgresActs
from inhouse.store import Role, StatementFailed, Store
from inhouse.store.acts import MOST_BYTES, acts, note

ANNA, BEN, CHAT = PersonId(new_id()), PersonId(new_id()), ChatId(new_id())
ACT = Act(ActKind.POLICY, ANNA, facts={"what": "retention", "days": 30})


class Names:
    async def of_person(self, person: PersonId) -> str | None:
        return f"person {person}"

    async def of_chat(self, owner: PersonId, chat: ChatId) -> str | None:
        return f"chat {chat} of {owner}"


@pytest.mark.parametrize("role", [Role.APP, Role.JOBS])
async def test_whoever_does_something_adds_an_act_and_cannot_look_at_it_again(database: Store, role: Role) -> None:
    async with database.work(None, role) as work:
        identity = await note(work, ACT)
    # Nobody of the server may look: the writer of the ledger takes it out by a function of its own.
    for statement in (select(acts.c.kind), delete(acts), update(acts).values(kind="x"), update(acts).values(facts={})):
        with pytest.raises(StatementFailed):
            async with database.work(None, role) as work:
                await work.execute(statement)
    assert identity.version == 7


async def test_what_waits_holds_pseudonyms_and_nobody(database: Store) -> None:
    database.names = Names()
    async with database.work(None) as work:
        own = await note(work, Act(ActKind.DELETION, ANNA, chat=CHAT))
        others = await note(work, Act(ActKind.READING, ANNA, BEN, CHAT))
        ours = await note(work, Act(ActKind.BACKUP, None))
    found = {each.act: (each.actor, each.subject, each.conversation) for each in await _waiting(database)}
    assert found == {
        own: (f"person {ANNA}", None, f"chat {CHAT} of {ANNA}"),
        others: (f"person {ANNA}", f"person {BEN}", f"chat {CHAT} of {BEN}"),
        ours: (None, None, None),
    }


async def test_without_keys_an_act_is_noted_without_names(database: Store) -> None:
    async with database.work(None) as work:
        await note(work, ACT)
    assert [(each.kind, each.actor) for each in await _waiting(database)] == [("policy", None)]


async def test_what_was_not_done_is_not_noted(database: Store) -> None:
    async def fail() -> None:
        async with database.work(None) as work:
            await note(work, ACT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await _waiting(database) == []


async def test_facts_are_few(database: Store) -> None:
    with pytest.raises(ValueError, match="few"):
        async with database.work(None) as work:
            await note(work, Act(ActKind.POLICY, None, facts={"what": "x" * MOST_BYTES}))


async def _waiting(store: Store):  # noqa: ANN202
    found = await PostgresActs(store, "any").claim(100)
    assert all(isinstance(each.act, UUID) for each in found)
    return found
