"""Chats and messages as clients see them; the shapes of our HTTP answers."""

from dataclasses import dataclass, replace
from datetime import datetime

from inhouse.chat import cursors
from inhouse.chat.chat import Attachment, Chat, Counted, Guarded, Message, Rating, Speaker, Status, Trouble
from inhouse.chat.notebook import Sent, SentMessage
from inhouse.chat.records import ChatRow
from inhouse.chat.removal.receipt import Receipt
from inhouse.chat.runs import Runs
from inhouse.chat.search import Hit, Page
from inhouse.chat.tree import Tree
from inhouse.core.events import CutFile, Place
from inhouse.core.ids import ChatId, MessageId, PersonId, RunId


@dataclass(frozen=True, slots=True)
class RunView:
    """A run that is writing."""

    id: RunId
    message_id: MessageId


@dataclass(frozen=True, slots=True)
class ChatView:
    """A chat."""

    id: ChatId
    title: str | None
    pinned: bool
    archived: bool
    temporary: bool
    model: str | None
    instructions: str
    temperature: float | None
    leaf_id: MessageId | None
    created_at: datetime
    updated_at: datetime
    run: RunView | None


@dataclass(frozen=True, slots=True)
class ChatRowView:
    """A chat in the sidebar; `running` is a run that writes in it."""

    id: ChatId
    title: str | None
    pinned: bool
    archived: bool
    updated_at: datetime
    running: RunId | None


@dataclass(frozen=True, slots=True)
class ChatPage:
    """Some chats, and where to go on."""

    items: list[ChatRowView]
    next: str | None


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message. While it is being written, `text` is what stood there when its run began; events bring the rest."""

    id: MessageId
    parent_id: MessageId | None
    role: Speaker
    text: str
    reasoning: str
    status: Status
    error: Trouble | None
    model: str | None
    destination: Place | None
    rating: Rating | None
    siblings: list[MessageId]
    created_at: datetime
    usage: Counted | None
    left_out: int
    finish: str | None
    run_id: RunId | None
    attachments: tuple[Attachment, ...]
    cut_files: tuple[CutFile, ...]
    guarded: Guarded | None


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Messages of the path that is shown, oldest first; `earlier` says whether there are older ones."""

    items: list[MessageView]
    earlier: bool


@dataclass(frozen=True, slots=True)
class HitView:
    """A title or a message that was found; `ranges` count UTF-16 units of `snippet`, as browsers do."""

    chat_id: ChatId
    title: str | None
    message_id: MessageId | None
    role: Speaker | None
    snippet: str
    ranges: list[tuple[int, int]]
    at: datetime


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Some hits, how many messages were opened for them, and where to go on."""

    items: list[HitView]
    scanned_messages: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Deleted:
    """Until when a deleted chat can be brought back, and the receipt that holds from then on.

    There is none for a temporary chat, of which nothing was stored.
    """

    undo_until: datetime
    receipt: Receipt | None


def chat_view(chat: Chat, runs: Runs) -> ChatView:
    """A chat and what runs in it."""
    live = runs.live(chat.owner, chat.id)
    return ChatView(
        id=chat.id,
        title=chat.title,
        pinned=chat.pinned,
        archived=chat.archived,
        temporary=chat.temporary,
        model=chat.model,
        instructions=chat.instructions,
        temperature=chat.temperature,
        leaf_id=chat.leaf_id,
        created_at=chat.created_at,
        updated_at=chat.updated_at,
        run=RunView(live[0].about.id, live[0].about.answer.id) if live else None,
    )


def chat_page(owner: PersonId, rows: tuple[ChatRow, ...], limit: int, runs: Runs) -> ChatPage:
    """A page of `limit` chats out of one row more than that."""
    items: list[ChatRowView] = []
    for row in rows[:limit]:
        live = runs.live(owner, row.id)
        running = live[0].about.id if live else None
        items.append(ChatRowView(row.id, row.title, row.pinned, row.archived, row.updated_at, running))
    last = rows[limit - 1] if len(rows) > limit else None
    return ChatPage(items, cursors.encode(last.updated_at, last.id, int(last.pinned)) if last else None)


def message_view(message: Message, tree: Tree, runs: Runs) -> MessageView:
    """A message as it stands now: what this process knows of its run is newer than what is stored."""
    run = runs.get(message.run_id) if message.run_id is not None else None
    if run is not None and run.ended:
        message = replace(run.message(), rating=message.rating)
    elif run is None and message.status is Status.RUNNING:
        # Nobody writes it any more; its parts are joined in a moment.
        message = replace(message, status=Status.INTERRUPTED)
    return MessageView(
        id=message.id,
        parent_id=message.parent_id,
        role=message.speaker,
        text=message.text,
        reasoning=message.reasoning,
        status=message.status,
        error=message.trouble,
        model=message.model,
        destination=message.destination,
        rating=message.rating,
        siblings=list(tree.siblings(message.id)),
        created_at=message.created_at,
        usage=message.usage,
        left_out=message.left_out,
        finish=message.finish,
        run_id=message.run_id if message.status is Status.RUNNING else None,
        attachments=message.attachments,
        cut_files=message.cut_files,
        guarded=message.guarded,
    )


@dataclass(frozen=True, slots=True)
class SentView:
    """What left for an answer. `unchanged`: the words that people wrote, and `messages` is empty.

    `model` is the one that saw it, `line` its number in the ledger. `stand_ins` are those that the
    messages hold.
    """

    unchanged: bool
    replaced: int
    model: str | None
    destination: Place | None
    line: str | None
    messages: tuple[SentMessage, ...]
    stand_ins: tuple[str, ...]


def left_unchanged(answer: Message) -> bool:
    """Whether what left for an answer is what people wrote; a note of an earlier attempt is not about this one."""
    guarded = answer.guarded
    return guarded is not None and not guarded.replaced and not guarded.removed


def sent_view(answer: Message, sent: Sent | None, stand_ins: tuple[str, ...]) -> SentView:
    """What left for an answer."""
    guarded = answer.guarded
    return SentView(
        unchanged=sent is None,
        replaced=0 if guarded is None else guarded.replaced,
        model=answer.model if sent is None else sent.model,
        destination=answer.destination,
        line=None if guarded is None else guarded.line,
        messages=() if sent is None else sent.messages,
        stand_ins=stand_ins,
    )


def search_page(page: Page) -> SearchPage:
    """A page of hits."""
    after = page.after
    return SearchPage(
        items=[_hit(hit) for hit in page.hits],
        scanned_messages=page.scanned,
        next=cursors.encode(after.updated_at, after.chat_id, after.number) if after is not None else None,
    )


def _hit(hit: Hit) -> HitView:
    return HitView(hit.chat_id, hit.title, hit.message_id, hit.speaker, hit.snippet, list(hit.ranges), hit.at)
