from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from inhouse.chat.errors import ChatGone, ChatNotFound
from inhouse.chat.place import Alter, Begin, Create
from inhouse.chat.records import Rows
from inhouse.chat.retention.retention import Retention, Retirement
from inhouse.chat.retention.rule import NOTICE, Rules
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.errors import Forbidden
from inhouse.core.ids import ChatId, PersonId, new_id
from inhouse.identity import Identity
from inhouse.identity.access import Console
from inhouse.identity.errors import GroupUnknown
from inhouse.identity.passwords import Passwords
from inhouse.store import Addresses
from tests.chats import a_chat, a_question, an_answer
from tests.people import someone
from tests.records import acts_of

Later = Callable[[timedelta], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Moves the clock forward."""
    moved, real = timedelta(), clock.now

    def move(by: timedelta) -> None:
        nonlocal moved
        moved += by
        monkeypatch.setattr(clock, "now", lambda: real() + moved)

    return move


def a_retirement(rows: Rows, gone: list[tuple[PersonId, ChatId]] | None = None) -> Retirement:
    return Retirement(rows, lambda owner, chat: None if gone is None else gone.append((owner, chat)))


async def a_used_chat(rows: Rows, caller: Caller) -> ChatId:
    chat, asked = a_chat(caller), a_question()
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(caller, chat.id, Begin(asked, an_answer(asked.id)))
    return chat.id


async def stays(rows: Rows, caller: Caller, chat: ChatId) -> bool:
    try:
        await rows.open(caller, chat)
    except ChatGone:
        return False
    return True


async def test_a_chat_goes_on_the_date_that_its_owner_sees(
    rows: Rows, later: Later, database_addresses: Addresses
) -> None:
    caller, gone = someone(), list[tuple[PersonId, ChatId]]()
    retention, retirement = Retention(rows), a_retirement(rows, gone)
    chat = await a_used_chat(rows, caller)
    assert (await retention.standing(caller, chat)).goes_at is None
    await retention.change(Console.HERE, Rules(days=30))
    goes_at = (await retention.standing(caller, chat)).goes_at
    assert goes_at is not None
    later(goes_at - clock.now() - timedelta(minutes=1))
    assert await retirement.look() == 0
    later(timedelta(minutes=2))
    assert await retirement.look() == 1
    assert gone == [(caller.person, chat)]
    with pytest.raises(ChatGone):
        await rows.open(caller, chat)
    (act,) = await acts_of(database_addresses)
    assert (act.facts["what"], act.facts["why"]) == ("chat", "retention")
    assert await retirement.look() == 0


async def test_a_pinned_chat_survives_and_has_its_time_again_when_it_is_let_go(rows: Rows, later: Later) -> None:
    caller, retention, retirement = someone(), Retention(rows), a_retirement(rows)
    chat = await a_used_chat(rows, caller)
    await rows.write(caller, chat, Alter({"pinned": True}))
    await retention.change(Console.HERE, Rules(days=30))
    later(timedelta(days=400))
    assert await retirement.look() == 0
    await rows.write(caller, chat, Alter({"pinned": False}))
    assert await retirement.look() == 0
    later(timedelta(days=31))
    assert await retirement.look() == 1


async def test_a_change_of_rules_gives_notice(rows: Rows, later: Later) -> None:
    caller, retention, retirement = someone(), Retention(rows), a_retirement(rows)
    chat = await a_used_chat(rows, caller)
    later(timedelta(days=400))
    await retention.change(Console.HERE, Rules(days=30))
    assert await retirement.look() == 0
    later(NOTICE + timedelta(minutes=1))
    assert await retirement.look() == 1
    assert not await stays(rows, caller, chat)


async def test_the_rule_of_a_group_takes_the_place_of_the_organisations(
    rows: Rows, later: Later, tmp_path: Path
) -> None:
    identity = Identity.open(rows.store, rows.vault, Passwords(memory_kib=64, passes=1))
    people = [
        await identity.people.create(f"{n}@example.com", "Ada", "correct horse battery", admin=False) for n in "abc"
    ]
    callers = [Caller(one, admin=False, kind=someone().kind, credential=new_id()) for one in people]
    long, short = [(await identity.groups.create(Console.HERE, name)).id for name in ("long", "short")]
    await identity.groups.add_member(Console.HERE, long, people[0])
    for group in (long, short):
        await identity.groups.add_member(Console.HERE, group, people[1])
    chats = [await a_used_chat(rows, caller) for caller in callers]
    retention, retirement = Retention(rows), a_retirement(rows)
    changed = await retention.change(Console.HERE, Rules(days=60, groups={long: 365, short: 20}))
    assert (changed.days, changed.groups) == (60, {long: 365, short: 20})
    # One in the long group, one in both, one in none.
    found = [(await retention.standing(caller, chat)).rule_days for caller, chat in zip(callers, chats, strict=True)]
    assert found == [365, 20, 60]
    for days, left in ((21, [True, False, True]), (40, [True, False, False]), (400, [False, False, False])):
        later(timedelta(days=days))
        await retirement.look()
        assert [await stays(rows, caller, chat) for caller, chat in zip(callers, chats, strict=True)] == left
    with pytest.raises(GroupUnknown):
        await retention.change(Console.HERE, Rules(groups={new_id(): 3}))
    assert (await retention.rules(Console.HERE)).days == 60
    await identity.keys.close()


async def test_the_owner_may_give_a_chat_less_time(rows: Rows, later: Later) -> None:
    caller, retention, retirement = someone(), Retention(rows), a_retirement(rows)
    chat, other = await a_used_chat(rows, caller), await a_used_chat(rows, caller)
    later(timedelta(days=100))
    standing = await retention.give(caller, chat, 2)
    assert (standing.days, standing.goes_at) == (2, standing.used_at + timedelta(days=2))
    assert await retirement.look() == 0
    later(timedelta(days=3))
    assert await retirement.look() == 1
    assert (await stays(rows, caller, chat), await stays(rows, caller, other)) == (False, True)
    assert (await retention.give(caller, other, None)).goes_at is None
    with pytest.raises(ChatNotFound):
        await retention.give(someone(), other, 1)
    with pytest.raises(ChatNotFound):
        await retention.standing(someone(), other)


async def test_only_administrators_change_the_rules(rows: Rows) -> None:
    with pytest.raises(Forbidden):
        await Retention(rows).change(someone(), Rules(days=1))
    with pytest.raises(Forbidden):
        await Retention(rows).rules(someone())


async def test_it_is_looked_every_few_minutes(rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    caller, retention, retirement = someone(), Retention(rows), a_retirement(rows)
    await retirement()
    chat = await a_used_chat(rows, caller)
    await retention.give(caller, chat, 1)
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=2))
    assert await retirement() == 0
    at = clock.monotonic()
    monkeypatch.setattr(clock, "monotonic", lambda: at + 301)
    assert await retirement() == 1
