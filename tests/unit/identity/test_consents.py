"""Saying yes and no, and what the organisation allows."""

from datetime import timedelta

import pytest

from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Forbidden, InvalidRequest
from inhouse.core.ids import ChatId, new_id
from inhouse.identity import Identity
from inhouse.identity.access import Console
from inhouse.identity.consent import consented
from inhouse.identity.consents import FEWEST, LONGEST_PURPOSE, Consents
from inhouse.identity.errors import PurposeChanged, TrainingForbidden
from inhouse.store import Store

PURPOSE = "A model of our own for answers about our machines. Kept for a year."


async def someone(identity: Identity, name: str) -> Caller:
    person = await identity.people.create(f"{name}@example.com", name, "correct horse battery", admin=name == "boss")
    return Caller(person, admin=name == "boss", kind=CallerKind.SESSION, credential=new_id())


@pytest.fixture
def consents(database: Store) -> Consents:
    return Consents(database)


async def test_it_ships_forbidden_and_nobody_can_say_yes(identity: Identity, consents: Consents) -> None:
    ada = await someone(identity, "ada")
    rule = await consents.rule()
    assert (rule.allowed, rule.version) == (False, 0)
    with pytest.raises(TrainingForbidden):
        await consents.say(ada, None, rule.hash, yes=True)
    assert await consents.said(ada) == []


async def test_a_yes_is_to_the_words_that_were_shown(identity: Identity, consents: Consents) -> None:
    boss, ada = await someone(identity, "boss"), await someone(identity, "ada")
    shown = await consents.allow(boss, PURPOSE)
    chat = ChatId(new_id())
    await consents.say(ada, chat, shown.hash, yes=True)
    changed = await consents.allow(boss, "To be sold.")
    with pytest.raises(PurposeChanged):
        await consents.say(ada, None, shown.hash, yes=True)
    (said,) = await consents.said(ada)
    assert (said.chat, said.yes, said.purpose_hash) == (chat, True, shown.hash)
    assert consented([said], changed, chat, said.said_at) is None
    assert await consents.willing(changed) == []
    assert await consents.willing(shown) == [(ada.person, [said])]


async def test_a_no_is_always_taken(identity: Identity, consents: Consents) -> None:
    ada = await someone(identity, "ada")
    rule = await consents.allow(Console.HERE, PURPOSE)
    await consents.say(ada, None, rule.hash, yes=True)
    forbidden = await consents.forbid(Console.HERE)
    assert (forbidden.allowed, forbidden.purpose) == (False, PURPOSE)
    await consents.say(ada, None, "whatever was on the screen", yes=False)
    assert [said.yes for said in await consents.said(ada)] == [True, False]


async def test_the_last_word_counts_also_when_the_clock_was_set_back(
    identity: Identity, consents: Consents, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, chat = await someone(identity, "ada"), ChatId(new_id())
    rule = await consents.allow(Console.HERE, PURPOSE)
    await consents.say(ada, chat, rule.hash, yes=True)
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() - timedelta(hours=1))
    await consents.say(ada, chat, rule.hash, yes=False)
    said = await consents.said(ada)
    assert [each.yes for each in said] == [True, False]
    assert consented(said, rule, chat, said[0].said_at) is None


async def test_only_administrators_decide_for_the_organisation(identity: Identity, consents: Consents) -> None:
    ada, boss = await someone(identity, "ada"), await someone(identity, "boss")
    with pytest.raises(Forbidden):
        await consents.allow(ada, PURPOSE)
    with pytest.raises(Forbidden):
        await consents.forbid(ada)
    for words in ("", "  \n", "x" * (LONGEST_PURPOSE + 1)):
        with pytest.raises(InvalidRequest):
            await consents.allow(boss, words)


async def test_what_one_person_said_is_nobody_elses(identity: Identity, consents: Consents) -> None:
    ada, bob = await someone(identity, "ada"), await someone(identity, "bob")
    rule = await consents.allow(Console.HERE, PURPOSE)
    await consents.say(ada, None, rule.hash, yes=True)
    assert await consents.said(bob) == []


async def test_how_many_said_yes_is_told_of_five_and_only_in_steps_of_five(
    identity: Identity, consents: Consents
) -> None:
    boss = await someone(identity, "boss")
    rule = await consents.allow(boss, PURPOSE)
    people = [await someone(identity, f"person-{index}") for index in range(FEWEST + 1)]
    for person in people[: FEWEST - 1]:
        await consents.say(person, None, rule.hash, yes=True)
    assert await consents.number(boss) is None
    for person in people[FEWEST - 1 :]:
        await consents.say(person, ChatId(new_id()), rule.hash, yes=True)
    assert await consents.number(boss) == FEWEST
    for person in people[:2]:
        await consents.say(person, None, "", yes=False)
    assert await consents.number(Console.HERE) is None
    await consents.say(people[0], None, rule.hash, yes=True)
    await consents.forbid(boss)
    assert await consents.number(boss) is None
    with pytest.raises(Forbidden):
        await consents.number(people[0])
