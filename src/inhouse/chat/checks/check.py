"""The check of a draft: its words and its files, for a model, in a chat or before there is one."""

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from inhouse.chat.chat import Message, Speaker
from inhouse.chat.files.shelf import Shelf, Wanted
from inhouse.chat.place import Access, Places
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.events import Counted, Place
from inhouse.core.ids import ChatId, FileId, MessageId, new_id
from inhouse.core.prompt import CommitmentKey, Part, Prompt, PromptMessage, Purpose, Role, Text
from inhouse.guard.check import Report, check
from inhouse.guard.clear import Guard, asked
from inhouse.guard.notes import Notes
from inhouse.guard.policies.decide import Ask
from inhouse.guard.policies.policy import Action, Mode, Policy, together
from inhouse.models.model import Model

_FILE_BYTES = 64 * 1024 * 1024
"""So much of a file's text is looked at: all that a file may hold."""


@dataclass(frozen=True, slots=True)
class Question:
    """A draft: the words, and the files of `chat` that would go with them. Without a chat it is the first message.

    `decisions` are what the person would say about findings: a valve for each key.
    """

    text: str
    chat: ChatId | None = None
    files: tuple[FileId, ...] = ()
    decisions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class FileChecked:
    """What would happen because of one file, and how many things of each kind it holds."""

    file_id: FileId
    action: Action
    counts: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What would happen with a draft. `action` is the strongest of its words and its files."""

    destination: Place
    model: str
    action: Action
    mode: Mode
    policy: str
    version: int
    report: Report
    files: tuple[FileChecked, ...]
    kept_on: str | None


@dataclass(frozen=True, slots=True)
class _Way:
    """Where the words would go, by which policy, and under which key findings have their names."""

    ask: Ask
    policy: Policy
    prompt: Prompt
    notes: Notes


@dataclass(frozen=True, slots=True)
class Checks:
    """Checks drafts by the guard that also clears them."""

    guard: Guard
    places: Places
    shelf: Shelf

    async def check(self, caller: Caller, question: Question, model: Model, here: Model | None) -> Checked:
        """What would happen; raises ChatNotFound, FileNotFound, FileNotReady. `here` may have what is kept here."""
        access = None if question.chat is None else await self.places.access(caller, question.chat)
        version = self.guard.policies.current
        way = await self._way(caller, access, model, question.decisions)
        said = replace(way.prompt, messages=(PromptMessage(Role.USER, (Text(question.text),)),))
        report = await self._report(way, said)
        files = () if access is None else [await self._file(way, caller, access, each) for each in question.files]
        action = together((report.action, *(each.action for each in files)))
        destination = model.destination
        return Checked(
            destination=Place(destination.name, destination.destination_class),
            model=model.id,
            action=action,
            mode=version.policy.mode,
            policy=version.policy.name,
            version=version.number,
            report=report,
            files=tuple(files),
            kept_on=here.id if here is not None and action is Action.KEEP_LOCAL else None,
        )

    async def simulate(self, text: str, ask: Ask, policy: Policy) -> Report:
        """What a policy would do with a text on any way, in no chat."""
        prompt = replace(_prompt(ask.model_id, fresh_key()), messages=(PromptMessage(Role.USER, (Text(text),)),))
        return await check(policy, ask, prompt, self.guard.eyes, {})

    async def _way(self, caller: Caller, access: Access | None, model: Model, chosen: Mapping[str, str]) -> _Way:
        key = fresh_key() if access is None else access.opened.commitment
        written = None if access is None else await access.place.note(caller, access.chat.id, access.chat.id)
        prompt = _prompt(model.id, key)
        ask = asked(prompt, caller, model.destination.destination_class)
        notes = Notes.of(written)
        known = replace(notes, decisions=notes.decided(chosen))
        return _Way(ask, self.guard.policies.current.policy, prompt, known)

    async def _report(self, way: _Way, prompt: Prompt) -> Report:
        return await check(way.policy, way.ask, prompt, self.guard.eyes, way.notes.decisions, way.notes.stand_ins)

    async def _file(self, way: _Way, caller: Caller, access: Access, file: FileId) -> FileChecked:
        attachments = await self.shelf.attach(caller, access, [Wanted(file)])
        message = Message(MessageId(new_id()), None, Speaker.USER, clock.now(), attachments=attachments)
        choice = await self.shelf.choose(caller, access, [message], _FILE_BYTES, pictures=True)
        parts: tuple[Part, ...] = await self.shelf.parts(caller, access, choice.chosen)
        report = await self._report(way, replace(way.prompt, messages=(PromptMessage(Role.USER, parts),)))
        kinds = Counter((each.kind, each.label) for each in report.findings)
        counts = tuple(Counted(kind, label, count) for (kind, label), count in sorted(kinds.items()))
        return FileChecked(file, report.action, counts)


def fresh_key() -> CommitmentKey:
    """A key for words that are in no chat yet."""
    return CommitmentKey(secrets.token_bytes(32))


def _prompt(model_id: str, key: CommitmentKey) -> Prompt:
    return Prompt(model=model_id, messages=(), purpose=Purpose.CHAT, commitment=key)
