"""The export for training: whose words are in it, and whose are not."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from inhouse.chat.chat import Chat, Message, Status
from inhouse.chat.place import Begin, Create, Delete, Keep
from inhouse.chat.records import Rows
from inhouse.chat.training import Manifest, Training
from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Conflict
from inhouse.core.ids import ChatId, MessageId, PersonId, new_id
from inhouse.guard.inspection import Eyes
from inhouse.guard.scanners import Scanners
from inhouse.guard.strip import Stripping
from inhouse.identity import Identity
from inhouse.identity.access import Console
from inhouse.identity.consent import Consent, Rule
from inhouse.identity.consents import Consents
from inhouse.identity.errors import TrainingForbidden
from inhouse.store import Work
from tests.chats import a_chat, a_question, an_answer

STRIPPING = Stripping(Eyes(Scanners(lambda: None).of), frozenset({"de"}), names=False)


@pytest.fixture
def identity(rows: Rows) -> Identity:
    return Identity.open(rows.store, rows.vault)


@pytest.fixture
def consents(rows: Rows) -> Consents:
    return Consents(rows.store)


async def member(identity: Identity, name: str) -> Caller:
    person = await identity.people.create(f"{name}@example.com", name, "correct horse battery", admin=False)
    return Caller(person, admin=False, kind=CallerKind.SESSION, credential=new_id())


async def talk(rows: Rows, caller: Caller, question: str, answer: str) -> Chat:
    chat, asked = a_chat(caller), replace(a_question(), text=question)
    said = an_answer(asked.id)
    await rows.write(caller, chat.id, Create(chat))
    await rows.write(caller, chat.id, Begin(asked, said, "A title that is nobody's business"))
    await rows.write(caller, chat.id, Keep(replace(said, text=answer, status=Status.COMPLETE)))
    return chat


async def exported(rows: Rows, consents: Consents) -> tuple[list[list[str]], Manifest]:
    lines: list[bytes] = []
    manifest = await Training(consents, rows, STRIPPING).export(lines.append)
    assert manifest.sha256 == hashlib.sha256(b"".join(lines)).hexdigest()
    assert manifest.examples == len(lines)
    return [[said["content"] for said in orjson.loads(line)["messages"]] for line in lines], manifest


async def test_without_a_yes_nobody_is_in_it(rows: Rows, identity: Identity, consents: Consents) -> None:
    ada = await member(identity, "ada")
    await talk(rows, ada, "Why is it late?", "Because.")
    with pytest.raises(TrainingForbidden):
        await exported(rows, consents)
    await consents.allow(Console.HERE, "Our own model.")
    lines, manifest = await exported(rows, consents)
    assert (lines, manifest.people, manifest.consents) == ([], 0, ())


async def test_only_what_was_given_is_in_it_and_no_longer_after_a_no(
    rows: Rows, identity: Identity, consents: Consents
) -> None:
    ada, bob = await member(identity, "ada"), await member(identity, "bob")
    given = await talk(rows, ada, "Which screw?", "M6.")
    await talk(rows, ada, "Am I ill?", "Ask a doctor.")
    await talk(rows, bob, "Bob asks.", "Bob is answered.")
    rule = await consents.allow(Console.HERE, "Our own model.")
    await consents.say(ada, given.id, rule.hash, yes=True)
    lines, manifest = await exported(rows, consents)
    assert lines == [["Which screw?", "M6."]]
    assert (manifest.people, manifest.chats, len(manifest.consents)) == (1, 1, 1)
    assert str(ada.person).encode() not in manifest.encode()
    await consents.say(ada, None, rule.hash, yes=False)
    assert (await exported(rows, consents))[0] == []


async def test_what_the_organisation_forbids_later_is_not_exported(
    rows: Rows, identity: Identity, consents: Consents
) -> None:
    ada = await member(identity, "ada")
    chat = await talk(rows, ada, "Which screw?", "M6.")
    rule = await consents.allow(Console.HERE, "Our own model.")
    await consents.say(ada, chat.id, rule.hash, yes=True)
    await consents.allow(Console.HERE, "A model for others.")
    assert (await exported(rows, consents))[0] == []
    await consents.forbid(Console.HERE)
    with pytest.raises(TrainingForbidden):
        await exported(rows, consents)


async def test_what_the_guard_finds_is_taken_out_and_a_deleted_chat_is_not_in_it(
    rows: Rows, identity: Identity, consents: Consents
) -> None:
    ada = await member(identity, "ada")
    mail = await talk(rows, ada, "Write to maria.huber@kunde-nord.de.", "To maria.huber@kunde-nord.de: hello")
    gone = await talk(rows, ada, "Forget this.", "It is forgotten.")
    rule = await consents.allow(Console.HERE, "Our own model.")
    for chat in (mail, gone):
        await consents.say(ada, chat.id, rule.hash, yes=True)
    await rows.write(ada, gone.id, Delete(clock.now() - timedelta(seconds=1)))
    ((question, answer),), manifest = await exported(rows, consents)
    assert "maria" not in question + answer
    assert question.startswith("Write to [")
    assert (manifest.examples, manifest.left_out) == (1, 0)


async def test_what_is_taken_back_while_it_is_written_is_not_exported(
    rows: Rows, identity: Identity, consents: Consents
) -> None:
    ada = await member(identity, "ada")
    given = await talk(rows, ada, "Which screw?", "M6.")
    rule = await consents.allow(Console.HERE, "Our own model.")

    class Meanwhile(Consents):
        async def willing(self, rule: Rule) -> Sequence[tuple[PersonId, Sequence[Consent]]]:
            found = await super().willing(rule)
            await next(happens)()
            return found

    async def no() -> None:
        await consents.say(ada, None, rule.hash, yes=False)

    async def forbidden() -> None:
        await consents.forbid(Console.HERE)

    happens = iter((no, forbidden))
    for _ in range(2):
        await consents.allow(Console.HERE, rule.purpose)
        await consents.say(ada, given.id, rule.hash, yes=True)
        with pytest.raises(Conflict, match="taken back"):
            await exported(rows, Meanwhile(rows.store))
    await consents.allow(Console.HERE, rule.purpose)
    assert (await exported(rows, consents))[1].examples == 1


async def test_a_chat_that_is_deleted_while_it_is_written_is_not_exported(
    rows: Rows, identity: Identity, consents: Consents
) -> None:
    ada = await member(identity, "ada")
    given = await talk(rows, ada, "Which screw?", "M6.")
    rule = await consents.allow(Console.HERE, "Our own model.")
    await consents.say(ada, given.id, rule.hash, yes=True)

    class Gone(Rows):
        async def messages(self, caller: Caller, chat_id: ChatId, ids: Sequence[MessageId]) -> tuple[Message, ...]:
            found = await super().messages(caller, chat_id, ids)
            await rows.write(ada, given.id, Delete(clock.now()))
            return found

    with pytest.raises(Conflict, match="deleted"):
        await Training(consents, Gone(rows.store, rows.vault, rows.node), STRIPPING).export(len)


async def test_a_chat_that_is_deleted_as_the_act_is_noted_is_not_exported(
    rows: Rows, identity: Identity, consents: Consents
) -> None:
    ada = await member(identity, "ada")
    given = await talk(rows, ada, "Which screw?", "M6.")
    rule = await consents.allow(Console.HERE, "Our own model.")
    await consents.say(ada, given.id, rule.hash, yes=True)

    class AtTheEnd(Consents):
        async def stand(self, work: Work, rule: Rule, used: Mapping[PersonId, Sequence[Consent]]) -> bool:
            stood = await super().stand(work, rule, used)
            await rows.write(ada, given.id, Delete(clock.now()))
            return stood

    with pytest.raises(Conflict, match="deleted"):
        await Training(AtTheEnd(rows.store), rows, STRIPPING).export(len)
