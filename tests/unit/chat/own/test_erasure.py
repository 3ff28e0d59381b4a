from collections.abc import AsyncGenerator

import pytest

from inhouse.chat.errors import ChatNotFound
from inhouse.chat.jobs import Jobs
from inhouse.chat.memory import Memory
from inhouse.chat.own.erasure import Erasure
from inhouse.chat.place import Begin, Create
from inhouse.chat.records import Rows
from inhouse.chat.runs import Runs
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden, InvalidRequest
from inhouse.core.ids import PersonId, new_id
from inhouse.identity import Identity
from inhouse.identity.access import Console
from inhouse.identity.errors import LastAdministrator, PersonUnknown, WrongPassword
from inhouse.identity.key import KeyTerms
from inhouse.identity.passwords import Passwords
from inhouse.store import Addresses, Role
from tests.chats import a_chat, a_question, an_answer
from tests.records import acts_of

PASSWORD = "correct horse battery"


@pytest.fixture
async def erasure(rows: Rows) -> AsyncGenerator[Erasure]:
    identity = Identity.open(rows.store, rows.vault, Passwords(memory_kib=64, passes=1))
    yield Erasure(rows.store, rows.vault, identity)
    await identity.keys.close()


async def a_person(erasure: Erasure, name: str, *, admin: bool = False) -> Caller:
    person = await erasure.identity.people.create(f"{name}@example.com", name, PASSWORD, admin=admin)
    return Caller(person, admin=admin, kind=CallerKind.SESSION, credential=new_id())


async def test_nothing_of_an_erased_person_is_left_and_nothing_of_others_goes(
    erasure: Erasure, rows: Rows, database_addresses: Addresses
) -> None:
    ada, bob = await a_person(erasure, "ada"), await a_person(erasure, "bob")
    chats = {}
    for caller in (ada, bob):
        chat, asked = a_chat(caller), a_question()
        await rows.write(caller, chat.id, Create(chat))
        await rows.write(caller, chat.id, Begin(asked, an_answer(asked.id), "A seal"))
        await erasure.identity.keys.create(caller, KeyTerms("mine"))
        chats[caller.person] = chat.id
    dropped = list[PersonId]()
    receipt = await Erasure(rows.store, rows.vault, erasure.identity, dropped.append).myself(ada, PASSWORD, "")
    assert dropped == [ada.person]
    (act,) = await acts_of(database_addresses, "erasure")
    assert (act.id, act.facts["what"]) == (receipt.act, "account")
    assert receipt.unreadable_here < receipt.unreadable_anywhere
    async with rows.store.work(ada) as work:
        assert await rows.vault.chats(work, ada) == {}
    # The rows follow with the next round of the jobs.
    async with rows.store.work(ada) as work:
        await work.bulk("UPDATE chat.chats SET deleted_at = now() - interval '1 minute' RETURNING id")
    await Jobs(rows, Memory(), Runs(), lambda _: pytest.fail("nobody is asked")).end_chats()
    async with rows.store.work(None, Role.JOBS) as work:
        owners = {row[0] for row in await work.bulk("SELECT DISTINCT owner_id FROM chat.messages")}
        people = {row[0] for row in await work.bulk("SELECT id FROM identity.people")}
    assert owners == people == {bob.person}
    assert (await rows.open(bob, chats[bob.person])).chat.title == "A seal"
    assert await acts_of(database_addresses) == []


async def test_it_has_to_be_the_person_who_asks(erasure: Erasure, rows: Rows) -> None:
    ada = await a_person(erasure, "ada")
    for password, email in (("wrong", "ada@example.com"), ("", "ada@example.com")):
        with pytest.raises(WrongPassword):
            await erasure.myself(ada, password, email)
    # Who has no password, because somebody else says who they are, types their e-mail.
    boss = await a_person(erasure, "boss", admin=True)
    row = await erasure.identity.people.add(boss, "eve@example.com", "Eve", admin=False)
    eve = Caller(row.id, admin=False, kind=CallerKind.SESSION, credential=new_id())
    with pytest.raises(WrongPassword):
        await erasure.myself(eve, "", "ada@example.com")
    await erasure.myself(eve, "", " Eve@Example.com ")
    with pytest.raises(ChatNotFound):
        await rows.open(eve, a_chat(eve).id)


async def test_the_last_administrator_cannot_go(erasure: Erasure) -> None:
    boss = await a_person(erasure, "boss", admin=True)
    with pytest.raises(LastAdministrator):
        await erasure.myself(boss, PASSWORD, "")
    with pytest.raises(LastAdministrator):
        await erasure.other(Console.HERE, boss.person)
    second = await a_person(erasure, "second", admin=True)
    await erasure.other(second, boss.person)
    with pytest.raises(LastAdministrator):
        await erasure.myself(second, PASSWORD, "")


async def test_an_administrator_erases_others_and_nobody_else_does(
    erasure: Erasure, database_addresses: Addresses
) -> None:
    ada, boss = await a_person(erasure, "ada"), await a_person(erasure, "boss", admin=True)
    with pytest.raises(Forbidden):
        await erasure.other(ada, boss.person)
    with pytest.raises(InvalidRequest):
        await erasure.other(boss, boss.person)
    await erasure.other(boss, ada.person)
    with pytest.raises(PersonUnknown):
        await erasure.other(boss, ada.person)
    assert len(await acts_of(database_addresses, "erasure")) == 1
