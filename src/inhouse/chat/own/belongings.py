"""Everything of a person to take along, one entry after the other, each read only when its turn comes.

index.html            what is here          profile.json  sessions.json  keys.json  consents.json  requests.json
chats/0001-NAME.json  every message         usage.csv
chats/0001-NAME.html  the same, to read     files/0001/NAME.txt, NAME.png
responses/0001.json   what was kept for one's programs, with all that led to it
unreadable.json       the ids of chats that are damaged, where there are any

Of a file that was read only its text is kept, or its picture made anew: these are what can be taken along.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson

from inhouse.chat import export
from inhouse.chat.errors import ChatNotFound
from inhouse.chat.files.file import File
from inhouse.chat.files.place import Part
from inhouse.chat.own.pages import ENGLISH, GERMAN, Labels, contents, page
from inhouse.chat.own.zipped import Entry
from inhouse.chat.place import Access, Places
from inhouse.chat.records import FileRows, Rows, chat_ids
from inhouse.core import clock
from inhouse.core.acts import Act, ActKind
from inhouse.core.caller import Caller
from inhouse.core.errors import Gone
from inhouse.core.ids import ChatId
from inhouse.gateway.responses.errors import ResponseUnknown
from inhouse.gateway.responses.kept import Kept
from inhouse.gateway.usage.export import OWN_COLUMNS, csv_line, own_row
from inhouse.gateway.usage.rows import UsageRows
from inhouse.gateway.usage.sums import Month
from inhouse.guard.policies.releases import Releases
from inhouse.identity import Identity
from inhouse.identity.consents import Consents
from inhouse.store.acts import note
from inhouse.vault import DoesNotOpen

_NAME_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Belongings:
    """Where everything of a person is found."""

    places: Places
    rows: Rows
    identity: Identity
    usage: UsageRows
    releases: Releases

    async def take(self, caller: Caller) -> AsyncGenerator[Entry]:
        """All entries, for an archive. That they were taken is on record before the first one is read."""
        ids = await chat_ids(self.rows, caller)
        async with self.rows.store.work(caller) as work:
            await note(work, Act(ActKind.TAKE_OUT, caller.person, facts={"chats": len(ids)}))
        return self._entries(caller, ids)

    async def _entries(self, caller: Caller, ids: Sequence[ChatId]) -> AsyncGenerator[Entry]:
        profile = await self.identity.people.profile(caller)
        labels = GERMAN if profile.locale == "de" else ENGLISH
        listed, others, damaged = list[tuple[str, str | None]](), list[str](), list[ChatId]()
        for path, known in await self._known(caller, asdict(profile)):
            others.append(path)
            yield path, _once(orjson.dumps(known, default=str, option=orjson.OPT_INDENT_2))
        others.append("usage.csv")
        yield "usage.csv", self._used(caller, profile.created_at)
        for number, chat_id in enumerate(ids, start=1):
            try:
                access = await self.places.access(caller, chat_id)
            except (ChatNotFound, Gone):
                # Deleted since the list was made.
                continue
            except DoesNotOpen:
                damaged.append(chat_id)
                continue
            stem = f"chats/{number:04}-{export.file_name(access.chat.title, 'html').removesuffix('.html')}"
            listed.append((f"{stem}.html", access.chat.title))
            yield f"{stem}.json", export.json(caller, access)
            yield f"{stem}.html", _readable(labels, caller, access)
            async with aclosing(self._files(caller, chat_id, number)) as files:
                async for entry in files:
                    yield entry
        kept = Kept(self.rows.store, self.rows.vault)
        for number, name in enumerate(await kept.mine(caller), start=1):
            try:
                found = await kept.find(caller, name)
            except ResponseUnknown:
                continue
            others.append(f"responses/{number:04}.json")
            yield others[-1], _once(orjson.dumps({"id": name, "response": found.response, "items": found.items}))
        if damaged:
            others.append("unreadable.json")
            yield others[-1], _once(orjson.dumps([str(chat) for chat in damaged]))
        yield "index.html", _once(contents(labels, listed, others))

    async def _known(self, caller: Caller, profile: dict[str, Any]) -> list[tuple[str, object]]:
        keys = await self.identity.keys.list(caller)
        sessions = await self.identity.sessions.list(caller)
        consents = await Consents(self.rows.store).said(caller)
        requests, _ = await self.releases.mine(caller)
        found = {"sessions": sessions, "keys": keys, "consents": consents, "requests": requests}
        return [("profile.json", profile), *((f"{name}.json", list(some)) for name, some in found.items())]

    async def _used(self, caller: Caller, since: datetime) -> AsyncGenerator[bytes]:
        yield csv_line(OWN_COLUMNS)
        month, last = Month.of(since), Month.of(clock.now())
        while month.first <= last.first:
            async with aclosing(self.usage.own_calls(caller, month)) as portions:
                async for calls in portions:
                    yield b"".join(csv_line([own_row(call)[name] for name in OWN_COLUMNS]) for call in calls)
            month = Month.of(month.after)

    async def _files(self, caller: Caller, chat_id: ChatId, number: int) -> AsyncGenerator[Entry]:
        place = FileRows(self.rows.store, self.rows.vault, self.rows.node)
        taken = set[str]()
        for file in await place.files(caller, chat_id):
            part = _kept(file)
            name = _free(_safe(file.name) + _ending(file, part), taken)
            taken.add(name)
            yield f"files/{number:04}/{name}", _content(place, caller, chat_id, file, part)


async def _readable(labels: Labels, caller: Caller, access: Access) -> AsyncGenerator[bytes]:
    tree = access.tree
    shown = [node.id for node in tree.path(access.chat.leaf_id)]
    said = export.messages(caller, access, [node.id for node in access.opened.nodes])
    async with aclosing(page(labels, access.chat, shown, said)) as pieces:
        async for piece in pieces:
            yield piece


def _kept(file: File) -> Part:
    """What there is of a file: its picture, its text, or, as long as it is being read, itself."""
    if file.picture is not None:
        return Part.PICTURE
    return Part.PORTION if file.portions else Part.ORIGINAL


def _ending(file: File, part: Part) -> str:
    if part is Part.ORIGINAL:
        return ""
    ending = ".txt" if file.picture is None else f".{file.picture.media_type.rpartition('/')[2]}"
    return "" if file.name.lower().endswith(ending) else ending


async def _content(place: FileRows, caller: Caller, chat_id: ChatId, file: File, part: Part) -> AsyncGenerator[bytes]:
    number = 0
    while data := (await place.chunks(caller, chat_id, file.id, part, [number])).get(number):
        yield data + b"\n\n" if part is Part.PORTION and number + 1 < len(file.portions) else data
        number += 1


async def _once(content: bytes) -> AsyncGenerator[bytes]:
    yield content


def _safe(name: str) -> str:
    """A file's name that leads nowhere else: no folders, nothing that hides it or its ending."""
    letters = "".join(letter if letter.isprintable() and letter not in '/\\:*?"<>|' else "_" for letter in name)
    return letters.strip(". ")[-_NAME_CHARACTERS:] or "file"


def _free(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    count, found = 2, name
    while found in taken:
        found = f"{stem} ({count}){dot}{ending}" if dot else f"{name} ({count})"
        count += 1
    return found
