import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from inhouse.core.caller import Caller
from inhouse.core.errors import Forbidden, InhouseError
from inhouse.core.ids import PersonId, new_id
from inhouse.identity import Identity
from inhouse.identity.attempts import FOR_LINKS
from inhouse.identity.errors import (
    LinkUnknown,
    LinkUsed,
    PasswordChosen,
    PersonUnknown,
    SignInFailed,
    TooManyAttempts,
    WeakPassword,
)
from inhouse.identity.links import INVITE_LASTS, SETUP_LASTS
from inhouse.identity.person import Browser, LinkKind, OneTimeLink, Opened
from tests.people import someone

PASSWORD = "correct horse battery staple"
HERE = Browser("192.0.2.1")


async def set_up_link(identity: Identity) -> OneTimeLink:
    link = await identity.links.new_set_up()
    assert link is not None
    return link


async def set_up(identity: Identity) -> Opened:
    link = await set_up_link(identity)
    return await identity.links.set_up(link.token, "boss@example.com", "Boss", PASSWORD, HERE)


async def invited(identity: Identity, boss: Caller) -> tuple[PersonId, OneTimeLink]:
    row = await identity.people.add(boss, "ada@example.com", "Ada", admin=False)
    return row.id, await identity.links.new_invite(boss, row.id)


async def test_the_set_up_link_makes_the_first_administrator(identity: Identity) -> None:
    link = await set_up_link(identity)
    assert link.path == f"/setup#{link.token}"
    assert (await identity.links.look(link.token, HERE)).kind is LinkKind.SETUP
    opened = await identity.links.set_up(f" {link.token}\n", "boss@example.com", "Boss", PASSWORD, HERE)
    assert opened.caller.admin
    assert await identity.sessions.find(opened.token) == opened.caller
    assert [row.email for row in await identity.people.list(opened.caller)] == ["boss@example.com"]
    assert await identity.links.new_set_up() is None
    for again in (link.token, f" {link.token}"):
        with pytest.raises(LinkUsed):
            await identity.links.set_up(again, "eve@example.com", "Eve", PASSWORD, HERE)


async def test_of_fifty_who_set_up_at_once_one_wins(identity: Identity) -> None:
    links = [await set_up_link(identity), await set_up_link(identity)]

    async def attempt(number: int) -> Opened:
        browser = Browser(f"198.51.100.{number}")
        email = f"p{number}@example.com"
        return await identity.links.set_up(links[number % 2].token, email, "Somebody", PASSWORD, browser)

    results = await asyncio.gather(*(attempt(number) for number in range(50)), return_exceptions=True)
    winners = [result for result in results if isinstance(result, Opened)]
    assert len(winners) == 1
    assert [result for result in results if not isinstance(result, Opened | LinkUsed)] == []
    assert len(await identity.people.list(winners[0].caller)) == 1


async def test_a_weak_password_does_not_use_the_link_up(identity: Identity) -> None:
    link = await set_up_link(identity)
    with pytest.raises(WeakPassword):
        await identity.links.set_up(link.token, "boss@example.com", "Boss", "short", HERE)
    await identity.links.set_up(link.token, "boss@example.com", "Boss", PASSWORD, HERE)


async def test_a_person_made_by_the_command_line_ends_the_set_up(identity: Identity) -> None:
    link = await set_up_link(identity)
    await identity.people.create("boss@example.com", "Boss", PASSWORD, admin=True)
    with pytest.raises(LinkUsed):
        await identity.links.set_up(link.token, "eve@example.com", "Eve", PASSWORD, HERE)


async def test_links_end(identity: Identity, later: Callable[[timedelta], None]) -> None:
    link = await set_up_link(identity)
    later(SETUP_LASTS + timedelta(seconds=1))
    with pytest.raises(LinkUnknown):
        await identity.links.set_up(link.token, "boss@example.com", "Boss", PASSWORD, HERE)
    boss = (await set_up(identity)).caller
    _, invite = await invited(identity, boss)
    later(INVITE_LASTS + timedelta(seconds=1))
    with pytest.raises(LinkUnknown):
        await identity.links.accept(invite.token, PASSWORD, None, HERE)


async def test_an_invitation_lets_a_person_choose_a_password_once(identity: Identity) -> None:
    boss = (await set_up(identity)).caller
    person, link = await invited(identity, boss)
    facts = await identity.links.look(link.token, HERE)
    assert (facts.kind, facts.email, facts.name) == (LinkKind.INVITE, "ada@example.com", "Ada")
    with pytest.raises(SignInFailed):
        await identity.sign_in("ada@example.com", PASSWORD, HERE)
    opened = await identity.links.accept(link.token, PASSWORD, "Ada L.", HERE)
    assert (opened.caller.person, opened.caller.admin) == (person, False)
    assert (await identity.people.profile(opened.caller)).name == "Ada L."
    with pytest.raises(LinkUsed):
        await identity.links.accept(link.token, "another long password", None, HERE)
    await identity.sign_in("ada@example.com", PASSWORD, HERE)


async def test_of_many_who_accept_at_once_one_wins(identity: Identity) -> None:
    boss = (await set_up(identity)).caller
    _, link = await invited(identity, boss)
    results = await asyncio.gather(
        *(identity.links.accept(link.token, f"password number {n}", None, HERE) for n in range(6)),
        return_exceptions=True,
    )
    assert sum(isinstance(result, Opened) for result in results) == 1
    assert [result for result in results if not isinstance(result, Opened | LinkUsed)] == []


async def test_a_new_link_ends_the_older_one_and_resets_the_password(identity: Identity) -> None:
    boss = (await set_up(identity)).caller
    person, first = await invited(identity, boss)
    second = await identity.links.new_invite(boss, person)
    with pytest.raises(LinkUnknown):
        await identity.links.accept(first.token, PASSWORD, None, HERE)
    old = await identity.links.accept(second.token, PASSWORD, None, HERE)
    second = await identity.links.new_password("ada@example.com")
    third = await identity.links.new_password("Ada@example.com")
    with pytest.raises(LinkUnknown):
        await identity.links.accept(second.token, PASSWORD, None, HERE)
    await identity.links.accept(third.token, "a whole new password", None, HERE)
    assert await identity.sessions.find(old.token) is None
    with pytest.raises(SignInFailed):
        await identity.sign_in("ada@example.com", PASSWORD, HERE)


async def test_an_administrator_cannot_set_the_password_of_somebody_who_has_one(identity: Identity) -> None:
    boss = (await set_up(identity)).caller
    person, link = await invited(identity, boss)
    await identity.links.accept(link.token, PASSWORD, None, HERE)
    with pytest.raises(PasswordChosen):
        await identity.links.new_invite(boss, person)
    with pytest.raises(PersonUnknown):
        await identity.links.new_password("nobody@example.com")


async def test_links_do_one_thing_only(identity: Identity) -> None:
    link = await set_up_link(identity)
    with pytest.raises(LinkUnknown):
        await identity.links.accept(link.token, PASSWORD, None, HERE)
    boss = (await set_up(identity)).caller
    _, invite = await invited(identity, boss)
    with pytest.raises(LinkUnknown):
        await identity.links.set_up(invite.token, "eve@example.com", "Eve", PASSWORD, HERE)


async def test_only_administrators_invite(identity: Identity) -> None:
    boss = (await set_up(identity)).caller
    with pytest.raises(Forbidden):
        await identity.links.new_invite(someone(), boss.person)
    with pytest.raises(PersonUnknown):
        await identity.links.new_invite(boss, PersonId(new_id()))
    # A caller that says of itself that it administers is not believed by the database.
    with pytest.raises(InhouseError, match="our side"):
        await identity.links.new_invite(someone(admin=True), boss.person)


async def test_guessing_links_is_slowed_down(identity: Identity) -> None:
    for _ in range(FOR_LINKS.free):
        with pytest.raises(LinkUnknown):
            await identity.links.look("guess", HERE)
    with pytest.raises(TooManyAttempts):
        await identity.links.look("guess", HERE)
