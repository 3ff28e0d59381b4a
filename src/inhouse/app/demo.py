"""`inhouse demo`: the promises, seen to hold, offline, on an installation of its own that is gone afterwards.

1  a text is typed              2  what a pretend provider gets of it       3  the answer on the screen
4  the receipt                  5  the record is verified                   6  a byte of it is changed, and found
7  the chat is deleted          8  neither Inhouse nor an old copy of the row opens it any more
"""

import shutil
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

import orjson

from inhouse import settings
from inhouse.app.api import Server, turns_of
from inhouse.app.pretend import PretendProvider
from inhouse.app.publishing import export_ledger, signing_keys
from inhouse.app.receipts import proofs_in
from inhouse.app.rooms import Ground, Rooms, Silent, join, open_database
from inhouse.app.serve import server_of
from inhouse.app.step import Step
from inhouse.app.ways import open_outside
from inhouse.chat.chat import Chat, Message
from inhouse.chat.draft import Say
from inhouse.chat.errors import ChatGone
from inhouse.chat.jobs import UNDO_SECONDS
from inhouse.chat.place import Create, Delete
from inhouse.chat.sealed import open_title, seal_title
from inhouse.core import clock
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.destination import DestinationClass
from inhouse.core.ids import ChatId, MessageId, new_id
from inhouse.identity.access import Console
from inhouse.ledger.receipts import Receipts
from inhouse.ledger.verify import verify
from inhouse.models.accounts import NewAccount
from inhouse.models.changes import Offer
from inhouse.models.model import Terms, WireName
from inhouse.vault import DoesNotOpen

TEXT: Final = (
    "Write to Ms Huber (maria.huber@kunde-nord.de, +49 30 901820): the invoice for Projekt Falke is open, "
    "please pay to DE89 3704 0044 0532 0130 00."
)
_BY: Final = "the demo"
_SECONDS: Final = 60.0
"""The longest that an answer takes."""


async def demo(folder: Path) -> AsyncGenerator[Step]:
    """Walk through, on an installation in the empty `folder`. Use in `aclosing`; raises InhouseError.

    Nothing that is set for Inhouse itself counts here: no other place to keep keys, no proxy, no copies sent out.
    """
    own = settings.taken_over(
        {
            "INHOUSE_DATA_DIR": str(folder / "data"),
            "INHOUSE_MASTER_KEY_FILE": str(folder / "keys" / "master.key"),
            "INHOUSE_ENGINE": False,
        }
    )
    async with AsyncExitStack() as stack:
        outside = open_outside(own, stack)
        addresses, _ = await open_database(own, stack, Silent())
        rooms = await join(Ground(own, addresses, outside), stack)
        provider = await stack.enter_async_context(PretendProvider())
        server = await stack.enter_async_context(server_of(rooms, None))
        caller, chat = await _prepare(rooms, server, provider.port)
        answer = await _ask(rooms, server, caller, chat)
        yield Step("typed", "You type this", "the chat in your browser", "", (TEXT,))
        hidden = "maria.huber" not in provider.received[-1] and "Falke" not in provider.received[-1]
        title, place = "What a pretend provider gets of it", "the link 'What the model saw' at an answer"
        yield Step("left", title, place, "", (provider.received[-1],), hidden)
        restored = "maria.huber" in answer.text
        yield Step("read", "What you read", "the answer in your browser", "", (answer.text,), restored)
        yield await _receipt(rooms, caller, answer)
        for step in await _verify(rooms, server, folder):
            yield step
        for step in await _delete(rooms, server, caller, chat):
            yield step


async def _prepare(rooms: Rooms, server: Server, port: int) -> tuple[Caller, Chat]:
    person = await rooms.identity.people.create("demo@example.com", "Demo", new_id().hex, admin=False)
    caller = Caller(person, admin=False, kind=CallerKind.SESSION, credential=new_id())
    terms = Terms(trained_on=False, kept_days=30, monitored=True)
    account = NewAccount(f"http://127.0.0.1:{port}/v1", WireName.OPENAI, DestinationClass.EXTERNAL, terms, "pretend")
    model = await rooms.changes.offer_at(account, "pretend", Offer("Pretend provider", make_default=True), _BY)
    await server.guarding.terms.add(Console.HERE, "Projekt Falke,project", "other")
    now = clock.now()
    chat = Chat(ChatId(new_id()), person, now, now, model=model.id)
    await server.rows.write(caller, chat.id, Create(chat))
    return caller, chat


async def _ask(rooms: Rooms, server: Server, caller: Caller, chat: Chat) -> Message:
    started = await turns_of(rooms, server).start(caller, chat.id, Say(TEXT, None, MessageId(new_id())))
    await server.runs.of(caller, started.run_id).ends_within(_SECONDS)
    await server.runs.stored(caller.person, chat.id)
    (answer,) = await server.rows.messages(caller, chat.id, [started.message_id])
    return answer


async def _receipt(rooms: Rooms, caller: Caller, answer: Message) -> Step:
    title, place = "The receipt: no content, and no name", "the link 'Receipt' at an answer"
    command = "inhouse ledger check FILE --key VKEY"
    if answer.guarded is None:
        return Step("receipt", title, place, command, ("There is none.",), held=False)
    receipts = Receipts(rooms.store, rooms.commitments.name_of, proofs_in(rooms.ground.settings.data_dir))
    fields = (await receipts.of_line(caller, answer.guarded.line)).entry.fields
    shown = ("kind", "destination", "destination_class", "model", "verdict", "findings", "bytes", "commit")
    lines = tuple(f"{name}: {orjson.dumps(fields.get(name)).decode()}" for name in shown)
    return Step("receipt", title, place, command, (f"line {answer.guarded.line}", *lines))


async def _verify(rooms: Rooms, server: Server, folder: Path) -> tuple[Step, Step]:
    export, copy = folder / "export", folder / "changed"
    await export_ledger(rooms, export, lambda _: None)
    place = export / server.ledger.state().log
    keys = await signing_keys(rooms).verifiers()
    (sound,) = verify([place], keys)
    size = 0 if sound.checkpoint is None else sound.checkpoint.size
    command = "inhouse ledger export DIR && inhouse ledger verify DIR --key VKEY"
    whole = Step(
        "verified",
        "The record is verified, offline",
        "",
        command,
        (f"{size} entries, {len(sound.faults)} faults",),
        held=size > 0 and not sound.faults,
    )
    shutil.copytree(place, copy)
    bundle = next(path for path in sorted((copy / "tile" / "entries").rglob("*")) if path.is_file())
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 1
    bundle.chmod(0o600)
    bundle.write_bytes(content)
    (changed,) = verify([copy], keys)
    found = tuple(changed.faults[:2])
    again = "inhouse ledger verify DIR --key VKEY"
    caught = Step("changed", "One bit of a copy is changed", "", again, found, held=len(found) > 0)
    return whole, caught


async def _delete(rooms: Rooms, server: Server, caller: Caller, chat: Chat) -> tuple[Step, Step]:
    async with rooms.store.work(caller) as work:
        old_copy = seal_title(await rooms.vault.chat(work, caller, chat.id), chat.id, "Ms Huber")
    # The time in which it could be brought back is over.
    await server.rows.write(caller, chat.id, Delete(clock.now() - timedelta(seconds=UNDO_SECONDS + 1)))
    await server.jobs.end_chats()
    ends = rooms.vault.epoch_ends()
    said = (
        "Its key is destroyed.",
        f"From {ends:%Y-%m-%d %H:%M} UTC on, old disks, logs and the master key together open it no more either.",
    )
    deleted = Step("deleted", "The chat is deleted", "Delete, in the chat's menu", "", said)
    opens = await _opens(rooms, server, caller, chat, old_copy)
    seen = ("It opens!",) if opens else ("In Inhouse: gone.", "A sealed row, copied before: does not open.")
    return deleted, Step("reopened", "It is opened again", "its address in your browser", "", seen, held=not opens)


async def _opens(rooms: Rooms, server: Server, caller: Caller, chat: Chat, old_copy: bytes | None) -> bool:
    """Whether the chat, or the copy of its title by any key that the house has or makes for it, can be read."""
    with suppress(ChatGone):
        await server.rows.open(caller, chat.id)
        return True
    async with rooms.store.work(caller) as work:
        sealer = await rooms.vault.chat(work, caller, chat.id, create=True)
    with suppress(DoesNotOpen):
        open_title(sealer, chat.id, old_copy)
        return True
    return False
