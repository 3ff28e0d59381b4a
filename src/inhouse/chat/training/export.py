"""`inhouse export training`: JSONL in the chat format of fine-tuning APIs, and a manifest of whose yes it rests on.

1  what the organisation allows now                       forbidden: refused, nothing is read
2  who ever said yes to the purpose as it is now          nobody else's chats are opened
3  each message's latest consent, at this moment          withdrawn since the last time: not in it any more
4  the guard takes out what it finds                      what cannot be read is left out as a whole
5  nobody has taken a yes back, deleted a chat or changed the rule meanwhile; else nothing of it may be used
6  manifest and act on record before the file has its name
"""

import hashlib
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import orjson

from inhouse.chat.chat import Message
from inhouse.chat.errors import ChatNotFound
from inhouse.chat.records import Rows, chat_ids, hold_chats
from inhouse.chat.training.examples import Example, examples
from inhouse.chat.tree import Tree
from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import Conflict, Gone
from inhouse.core.ids import ChatId, PersonId, new_id
from inhouse.guard.clear import GUARD_VERSION
from inhouse.guard.strip import Stripping, strip
from inhouse.identity.consent import Consent, Rule, consented
from inhouse.identity.consents import Consents
from inhouse.identity.errors import TrainingForbidden
from inhouse.store import Role
from inhouse.store.acts import note

FORMAT: Final = "inhouse.training"
VERSION: Final = 1
_LONGEST_PATH: Final = 2_000
"""Messages of one conversation; what came before is left out."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in an export and what it rests on, without names and texts. `consents` are the ids of every yes used."""

    purpose: str
    purpose_hash: str
    people: int
    chats: int
    examples: int
    left_out: int
    consents: tuple[UUID, ...]
    guard: str
    names_removed: bool
    sha256: str

    def encode(self) -> bytes:
        """The manifest as JSON."""
        facts = {"format": FORMAT, "version": VERSION, "exported_at": clock.now(), "purpose": self.purpose}
        facts |= {
            "purpose_hash": self.purpose_hash,
            "people": self.people,
            "chats": self.chats,
            "examples": self.examples,
            "left_out_unreadable": self.left_out,
            "consents": [str(each) for each in self.consents],
            "guard": self.guard,
            "names_removed": self.names_removed,
            "sha256": self.sha256,
        }
        return orjson.dumps(facts, option=orjson.OPT_INDENT_2) + b"\n"


@dataclass(slots=True)
class _Sum:
    people: dict[PersonId, Sequence[Consent]] = field(default_factory=dict[PersonId, Sequence[Consent]])
    chats: set[ChatId] = field(default_factory=set[ChatId])
    consents: set[UUID] = field(default_factory=set[UUID])
    examples: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Training:
    """Exports what people gave for training."""

    consents: Consents
    rows: Rows
    stripping: Stripping

    async def export(self, write: Callable[[bytes], object]) -> Manifest:
        """Write one line for each example; the act is on record when this returns.

        Raises TrainingForbidden, and Conflict when what was written must not be used after all.
        """
        rule = await self.consents.rule()
        if not rule.allowed:
            raise TrainingForbidden(
                "Your organisation does not allow training.", hint="An administrator decides it under Administration."
            )
        digest, summed = hashlib.sha256(), _Sum()
        for person, said in await self.consents.willing(rule):
            async with aclosing(self._of_person(person, said, rule, summed)) as lines:
                async for line in lines:
                    digest.update(line)
                    write(line)
        manifest = Manifest(
            purpose=rule.purpose,
            purpose_hash=rule.hash,
            people=len(summed.people),
            chats=len(summed.chats),
            examples=summed.examples,
            left_out=summed.left_out,
            consents=tuple(sorted(summed.consents)),
            guard=GUARD_VERSION,
            names_removed=self.stripping.names,
            sha256=digest.hexdigest(),
        )
        await self._record(manifest, rule, summed)
        return manifest

    async def _of_person(
        self, person: PersonId, said: Sequence[Consent], rule: Rule, summed: _Sum
    ) -> AsyncGenerator[bytes]:
        # As if this person asked: row-level security opens this person's chats and nobody else's.
        caller = Caller(person, admin=False, kind=CallerKind.SYSTEM, credential=new_id())
        for chat in await chat_ids(self.rows, caller):
            for example in await self._of_chat(caller, chat, lambda m, c=chat: _yes(said, rule, c, m) is not None):
                stripped = await strip([message.text for message in example], self.stripping)
                if stripped is None:
                    summed.left_out += 1
                    continue
                used = (_yes(said, rule, chat, message) for message in example)
                summed.consents |= {yes.id for yes in used if yes is not None}
                summed.people[person] = said
                summed.chats.add(chat)
                summed.examples += 1
                yield _line(example, stripped)

    async def _of_chat(self, caller: Caller, chat: ChatId, usable: Callable[[Message], bool]) -> Sequence[Example]:
        try:
            opened = await self.rows.open(caller, chat)
            path = Tree(opened.nodes).path(opened.chat.leaf_id)[-_LONGEST_PATH:]
            return examples(await self.rows.messages(caller, chat, [node.id for node in path]), usable)
        except (ChatNotFound, Gone):
            # Deleted since we asked for the list.
            return ()

    async def _record(self, manifest: Manifest, rule: Rule, summed: _Sum) -> None:
        facts = {
            "purpose": manifest.purpose_hash,
            "rule": rule.version,
            "people": manifest.people,
            "chats": manifest.chats,
            "examples": manifest.examples,
            "sha256": manifest.sha256,
            "manifest": hashlib.sha256("".join(map(str, manifest.consents)).encode()).hexdigest(),
        }
        async with self.rows.store.work(None, Role.JOBS) as work:
            # The chats last: from then on none can go before the act is on record.
            if not await self.consents.stand(work, rule, summed.people) or not await hold_chats(work, summed.chats):
                raise Conflict(
                    "A yes was taken back, a chat deleted or the rule changed while this was written.",
                    hint="Nothing of it may be used. Export again.",
                )
            await note(work, Act(ActKind.TRAINING_EXPORT, None, facts=facts))


def _yes(said: Sequence[Consent], rule: Rule, chat: ChatId, message: Message) -> Consent | None:
    return consented(said, rule, chat, message.created_at)


def _line(example: Example, texts: Sequence[str]) -> bytes:
    turns = zip(example, texts, strict=True)
    said = [{"role": message.speaker.value, "content": text} for message, text in turns]
    return orjson.dumps({"messages": said}) + b"\n"
