from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import InvalidRequest
from inhouse.core.ids import ChatId, new_id
from inhouse.guard.policies import releases as releases_module
from inhouse.guard.policies.current import Policies
from inhouse.guard.policies.errors import OfficersOnly, ReleaseAnswered, ReleaseUnknown, TooManyReleases
from inhouse.guard.policies.presets import BALANCED
from inhouse.guard.policies.releases import KEPT_DAYS, MOST_HOURS, MOST_KEYS, Releases, Request
from inhouse.guard.records.tables import RELEASES
from inhouse.identity import Identity
from inhouse.identity.access import Console
from inhouse.identity.passwords import Passwords
from inhouse.store import Role, Store
from inhouse.store.errors import StatementFailed
from inhouse.vault import Vault

CHAT = ChatId(new_id())


@dataclass
class Office:
    """Ada asks, Bob does too, Eve is an administrator."""

    identity: Identity
    policies: Policies
    releases: Releases
    ada: Caller
    bob: Caller
    eve: Caller

    async def officers(self, *members: Caller) -> None:
        """From now on a group answers."""
        group = await self.identity.groups.create(Console.HERE, f"Officers {uuid4().hex}")
        for member in members:
            await self.identity.groups.add_member(Console.HERE, group.id, member.person)
        await self.policies.change(Console.HERE, replace(BALANCED, officers=group.id), self.policies.current.number)


@pytest.fixture
async def office(database: Store, tmp_path: Path) -> AsyncGenerator[Office]:
    vault = await Vault.open(tmp_path / "master.key", database)
    identity = Identity.open(database, vault, Passwords(memory_kib=64, passes=1))

    async def person(name: str, *, admin: bool = False) -> Caller:
        made = await identity.people.create(f"{name.lower()}@example.com", name, "correct horse battery", admin=admin)
        return Caller(made, admin=admin, kind=CallerKind.SESSION, credential=new_id())

    policies = Policies(database)
    await policies.start()
    ada, bob, eve = await person("Ada"), await person("Bob"), await person("Eve", admin=True)
    yield Office(identity, policies, Releases(database, vault), ada, bob, eve)
    await identity.keys.close()


def request(*keys: str, chat: ChatId = CHAT) -> Request:
    return Request(chat, keys or ("k1",), ("label.secret",), "It is our own brochure.", "The excerpt.")


async def test_a_request_is_asked_answered_and_seen(office: Office) -> None:
    made = await office.releases.ask(office.ada, request("k1", "k2"))
    (waiting,) = await office.releases.asked(office.eve)
    assert (waiting.id, waiting.name, waiting.email) == (made.id, "Ada", "ada@example.com")
    assert (waiting.request, waiting.answer) == (made.request, None)
    assert await office.releases.granted(office.ada, CHAT) == {}
    await office.releases.answer(office.eve, made.id, hours=2, note="Yes, this once.")
    (seen,), officer = await office.releases.mine(office.ada)
    assert not officer
    assert seen.answer is not None
    assert (seen.answer.granted, seen.answer.note, seen.answer.by) == (True, "Yes, this once.", office.eve.person)
    assert seen.answer.until == seen.answer.at + timedelta(hours=2)
    assert await office.releases.granted(office.ada, CHAT) == {"k1": {"label.secret"}, "k2": {"label.secret"}}


async def test_a_release_is_for_one_person_in_one_chat(office: Office) -> None:
    made = await office.releases.ask(office.ada, request())
    await office.releases.answer(office.eve, made.id, hours=1, note="")
    assert await office.releases.granted(office.ada, ChatId(new_id())) == {}
    assert await office.releases.granted(office.bob, CHAT) == {}


async def test_what_was_not_granted_or_is_over_releases_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = await office.releases.ask(office.ada, request("no"))
    await office.releases.answer(office.eve, refused.id, hours=None, note="No.")
    short = await office.releases.ask(office.ada, request("yes"))
    await office.releases.answer(office.eve, short.id, hours=1, note="")
    assert await office.releases.granted(office.ada, CHAT) == {"yes": {"label.secret"}}
    later = clock.now() + timedelta(minutes=61)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await office.releases.granted(office.ada, CHAT) == {}


async def test_an_answer_stays(office: Office) -> None:
    made = await office.releases.ask(office.ada, request())
    await office.releases.answer(office.eve, made.id, hours=None, note="No.")
    with pytest.raises(ReleaseAnswered):
        await office.releases.answer(office.eve, made.id, hours=1, note="Yes.")
    with pytest.raises(ReleaseUnknown):
        await office.releases.answer(office.eve, new_id(), hours=1, note="")


async def test_nobody_answers_their_own_request(office: Office) -> None:
    made = await office.releases.ask(office.eve, request())
    with pytest.raises(OfficersOnly):
        await office.releases.answer(office.eve, made.id, hours=1, note="")


async def test_only_administrators_answer_while_no_group_is_named(office: Office) -> None:
    made = await office.releases.ask(office.ada, request())
    for who in (office.ada, office.bob):
        with pytest.raises(OfficersOnly):
            await office.releases.asked(who)
        with pytest.raises(OfficersOnly):
            await office.releases.answer(who, made.id, hours=1, note="")
    assert (await office.releases.mine(office.eve))[1]


async def test_the_group_that_the_policy_names_answers_and_nobody_else(office: Office) -> None:
    await office.officers(office.bob)
    made = await office.releases.ask(office.ada, request())
    assert (await office.releases.mine(office.bob))[1]
    assert not (await office.releases.mine(office.eve))[1]
    with pytest.raises(OfficersOnly):
        await office.releases.asked(office.eve)
    await office.releases.answer(office.bob, made.id, hours=1, note="")
    assert [one.id for one in await office.releases.asked(office.bob)] == [made.id]


async def test_what_waits_comes_first(office: Office) -> None:
    first, second, third = [await office.releases.ask(office.ada, request()) for _ in range(3)]
    await office.releases.answer(office.eve, third.id, hours=1, note="")
    assert [one.id for one in await office.releases.asked(office.eve)] == [second.id, first.id, third.id]
    mine, _ = await office.releases.mine(office.ada)
    assert [one.id for one in mine] == [third.id, second.id, first.id]


async def test_what_is_taken_back_is_gone_with_its_release(office: Office) -> None:
    made = await office.releases.ask(office.ada, request())
    await office.releases.answer(office.eve, made.id, hours=1, note="")
    with pytest.raises(ReleaseUnknown):
        await office.releases.take_back(office.bob, made.id)
    await office.releases.take_back(office.ada, made.id)
    assert await office.releases.granted(office.ada, CHAT) == {}
    assert await office.releases.asked(office.eve) == []


async def test_words_of_requests_and_answers_are_sealed(office: Office, database: Store) -> None:
    made = await office.releases.ask(office.ada, request())
    await office.releases.answer(office.eve, made.id, hours=1, note="Yes, this once.")
    async with database.work(office.ada) as work:
        row = (await work.execute(select(RELEASES))).one()
    assert b"brochure" not in row.content
    assert b"excerpt." not in row.content
    assert b"this once" not in row.note


async def test_nobody_writes_an_answer_past_the_officers(office: Office, database: Store) -> None:
    await office.releases.ask(office.ada, request())
    with pytest.raises(StatementFailed):
        async with database.work(office.ada) as work:
            await work.execute(text("UPDATE guard.releases SET granted = true, until = now() + interval '1 day'"))
    with pytest.raises(StatementFailed):
        async with database.work(office.ada) as work:
            await work.execute(text("SELECT * FROM guard.asked_releases(10)"))
    with pytest.raises(StatementFailed):
        async with database.work(office.ada) as work:
            await work.execute(
                text("INSERT INTO guard.releases SELECT gen_random_uuid(), owner_id, chat_id, keys, kinds, content, "
                     "now(), now(), owner_id, true, now() + interval '1 day' FROM guard.releases")
            )  # fmt: skip


async def test_only_so_many_requests_wait(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases_module, "MOST_WAITING", 2)
    first = await office.releases.ask(office.ada, request())
    await office.releases.ask(office.ada, request())
    with pytest.raises(TooManyReleases):
        await office.releases.ask(office.ada, request())
    await office.releases.ask(office.bob, request())
    await office.releases.answer(office.eve, first.id, hours=None, note="")
    await office.releases.ask(office.ada, request())


async def test_what_is_no_request_or_answer_is_refused(office: Office) -> None:
    for keys in ((), ("k",) * (MOST_KEYS + 1)):
        with pytest.raises(InvalidRequest):
            await office.releases.ask(office.ada, replace(request(), keys=keys))
    made = await office.releases.ask(office.ada, request())
    for hours in (0, -1, MOST_HOURS + 1):
        with pytest.raises(InvalidRequest):
            await office.releases.answer(office.eve, made.id, hours=hours, note="")


async def test_old_requests_go(office: Office, database: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    await office.releases.ask(office.ada, request())
    assert await office.releases.remove_old() == 0
    later = clock.now() + timedelta(days=KEPT_DAYS, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert await office.releases.remove_old() == 1
    async with database.work(None, Role.JOBS) as work:
        assert (await work.execute(select(RELEASES.c.id))).all() == []
