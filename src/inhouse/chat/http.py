"""The routes of chats. A chat, message or run that is not the caller's is not there."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictFloat, StrictInt

from inhouse.chat import cursors, export
from inhouse.chat.chat import INSTRUCTIONS_CHARACTERS, TITLE_CHARACTERS, Chat, Rating, Speaker, TitleSource
from inhouse.chat.context import Gauge
from inhouse.chat.draft import Again, Ask, Continue, RunStarted, Say
from inhouse.chat.errors import ChatGone, MessageNotFound, RunNotFound
from inhouse.chat.files.shelf import Wanted
from inhouse.chat.finding import Finding, Found
from inhouse.chat.jobs import UNDO_SECONDS
from inhouse.chat.notebook import ChatNotebook
from inhouse.chat.place import Access, Alter, Create, Delete, Rate, Values
from inhouse.chat.records import Rows, SidebarPosition, chat_ids, history, sidebar
from inhouse.chat.removal.removals import Removals
from inhouse.chat.search import Position, search, words_of
from inhouse.chat.turn import Turns
from inhouse.chat.views import (
    ChatPage,
    ChatView,
    Deleted,
    MessagePage,
    SearchPage,
    SentView,
    chat_page,
    chat_view,
    left_unchanged,
    message_view,
    search_page,
    sent_view,
)
from inhouse.chat.words import checked
from inhouse.core import clock
from inhouse.core.errors import InvalidRequest, NotFound
from inhouse.core.ids import ChatId, FileId, MessageId, RunId, new_id
from inhouse.edge.callers import Member

MESSAGES_AT_ONCE = 100
PAGE_BYTES = 2 * 1024 * 1024
"""Text of one page of messages; a page has one message at least."""
CHATS_AT_ONCE = 100
_DRAFT_BYTES = 1 << 24
_ATTACHED_BYTES = 1 << 30
_TEMPERATURE = 2.0


def _checked(value: object) -> object:
    # Before pydantic looks at it: half a surrogate pair would end as a refusal that does not say where it stands.
    return checked(value) if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_checked)]
Title = Annotated[Words, Field(min_length=1, max_length=TITLE_CHARACTERS)]
Instructions = Annotated[Words, Field(max_length=INSTRUCTIONS_CHARACTERS)]
Temperature = Annotated[StrictFloat, Field(ge=0, le=_TEMPERATURE)]
ModelId = Annotated[Words, Field(min_length=1, max_length=200)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", protected_namespaces=())


class NewChat(_Body):
    """A chat to make. The same `id` again gives the same chat. `temporary`: its history is off, so it is not stored."""

    id: UUID | None = None
    model: ModelId | None = None
    instructions: Instructions = ""
    temperature: Temperature | None = None
    temporary: StrictBool = False


class ChatChange(_Body):
    """What to change about a chat; what is left out stays."""

    title: Title = ""
    pinned: StrictBool = False
    archived: StrictBool = False
    model: ModelId | None = None
    instructions: Instructions = ""
    temperature: Temperature | None = None
    leaf_id: UUID | None = None


class AttachmentBody(_Body):
    """A file of this chat that goes with the message; `portions` chooses parts of it by number, null takes all."""

    file: UUID
    portions: tuple[StrictInt, ...] | None = None


class DecisionBody(_Body):
    """What the person says about one thing that the guard found: the finding's key, and the way out that was chosen."""

    key: Annotated[str, Field(max_length=64)]
    valve: Literal["not_sensitive", "remove", "stand_ins", "real_values", "release"]


class GuardBody(_Body):
    """What the person says about what the guard found; it holds for the rest of the chat."""

    decisions: Annotated[tuple[DecisionBody, ...], Field(max_length=1000)] = ()


class _AskBody(_Body):
    guard: GuardBody | None = None


class SayBody(_AskBody):
    """New words. `message_id` is made by the client; the same id again gives the same run."""

    kind: Literal["say"]
    text: Words
    parent_id: UUID | None = None
    message_id: UUID | None = None
    model: ModelId | None = None
    attachments: tuple[AttachmentBody, ...] = ()


class AgainBody(_AskBody):
    """Another answer to the same question."""

    kind: Literal["again"]
    message_id: UUID
    model: ModelId | None = None


class ContinueBody(_AskBody):
    """More of an answer that ended early."""

    kind: Literal["continue"]
    message_id: UUID


class RatingBody(_Body):
    """What the reader thinks of an answer; null takes it back."""

    rating: Rating | None


StartBody = Annotated[SayBody | AgainBody | ContinueBody, Field(discriminator="kind")]


def routes(turns: Turns, rows: Rows, removals: Removals) -> APIRouter:
    """All routes of this room but the event stream (`stream.RunEvents`)."""
    chats = _Chats(turns, rows, removals)
    talk = _Talk(turns, rows)
    router = APIRouter(prefix="/api", tags=["chats"])
    add = router.add_api_route
    add("/chats", chats.page, methods=["GET"])
    add("/chats", chats.create, methods=["POST"], status_code=201, response_model=ChatView)
    add("/chats/{chat}", chats.show, methods=["GET"])
    add("/chats/{chat}", chats.change, methods=["PATCH"])
    add("/chats/{chat}", chats.delete, methods=["DELETE"])
    add("/chats/{chat}/undelete", chats.undelete, methods=["POST"])
    add("/chats/{chat}/export", chats.export, methods=["GET"], response_class=StreamingResponse)
    add("/export", chats.export_all, methods=["GET"], response_class=StreamingResponse)
    add("/search", chats.search, methods=["GET"])
    add("/chats/{chat}/messages", talk.messages, methods=["GET"])
    add("/messages/{message}/rating", talk.rate, methods=["PUT"], status_code=204)
    add("/messages/{message}/sent", talk.sent, methods=["GET"])
    add("/chats/{chat}/runs", talk.start, methods=["POST"], status_code=202)
    add("/chats/{chat}/gauge", talk.gauge, methods=["GET"])
    add("/runs/{run}/cancel", talk.cancel, methods=["POST"], status_code=202)
    return router


@dataclass(frozen=True, slots=True)
class _Chats:
    turns: Turns
    rows: Rows
    removals: Removals

    async def page(
        self,
        caller: Member,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=CHATS_AT_ONCE)] = 50,
        archived: bool = False,  # noqa: FBT001, FBT002 (a query parameter)
    ) -> ChatPage:
        """The caller's chats: pinned ones first, then the newest first."""
        after = None
        if cursor is not None:
            moment, chat, pinned = cursors.decode(cursor)
            after = SidebarPosition(bool(pinned), moment, ChatId(chat))
        found = await sidebar(self.rows, caller, after, archived=archived, limit=limit + 1)
        return chat_page(caller.person, found, limit, self.turns.runs)

    async def create(self, caller: Member, body: NewChat, response: Response) -> ChatView:
        """A new chat; 200 when it was there already."""
        places, now = self.turns.places, clock.now()
        if body.model is not None:
            await self.turns.model(caller, body.model)
        chat_id = ChatId(body.id or new_id())
        if body.id is not None:
            try:
                known = await places.chat(caller, chat_id)
                response.status_code = 200
                return chat_view(known, self.turns.runs)
            except NotFound:
                pass
        chat = Chat(
            id=chat_id,
            owner=caller.person,
            created_at=now,
            updated_at=now,
            instructions=body.instructions,
            temperature=body.temperature,
            model=body.model,
            temporary=body.temporary,
        )
        places.may_write(caller, body.temporary)
        place = places.memory if body.temporary else places.rows
        await place.write(caller, chat_id, Create(chat))
        return chat_view(await places.chat(caller, chat_id), self.turns.runs)

    async def show(self, caller: Member, chat: ChatId) -> ChatView:
        """One chat."""
        return chat_view(await self.turns.places.chat(caller, chat), self.turns.runs)

    async def change(self, caller: Member, chat: ChatId, body: ChatChange) -> ChatView:
        """Change what is given. A `leaf_id` shows the newest branch below that message."""
        access = await self._access(caller, chat)
        values = Values(**body.model_dump(include=body.model_fields_set))
        if body.model is not None:
            await self.turns.model(caller, body.model)
        if "title" in values or body.instructions:
            self.turns.places.may_write(caller, access.chat.temporary)
        if "title" in values:
            values["title_source"] = TitleSource.PERSON
        if body.leaf_id is not None:
            tree = access.tree
            if body.leaf_id not in tree:
                raise MessageNotFound
            values["leaf_id"] = tree.newest_leaf(MessageId(body.leaf_id))
        else:
            values.pop("leaf_id", None)
        if values:
            await access.place.write(caller, chat, Alter(values))
        return chat_view(await self.turns.places.chat(caller, chat), self.turns.runs)

    async def delete(self, caller: Member, chat: ChatId) -> Deleted:
        """Delete a chat. For 15 seconds it can be brought back; then its key is destroyed, and the receipt holds."""
        receipt = await self.removals.chat(caller, await self._access(caller, chat))
        return Deleted(clock.now() + timedelta(seconds=UNDO_SECONDS), receipt)

    async def undelete(self, caller: Member, chat: ChatId) -> ChatView:
        """Bring a chat back."""
        place = self.turns.places.of(caller, chat)
        opened = await place.open(caller, chat)
        deleted_at = opened.chat.deleted_at
        if deleted_at is not None:
            if clock.now() > deleted_at + timedelta(seconds=UNDO_SECONDS):
                raise ChatGone
            await place.write(caller, chat, Delete(None))
        return chat_view(replace(opened.chat, deleted_at=None), self.turns.runs)

    async def export(
        self,
        caller: Member,
        chat: ChatId,
        format: Literal["markdown", "json"] = "markdown",  # noqa: A002
    ) -> Response:
        """One chat to take along."""
        await self.turns.runs.stored(caller.person, chat)
        access = await self._access(caller, chat)
        if format == "json":
            return _file(export.json(caller, access), export.file_name(access.chat.title, "json"), "application/json")
        name = export.file_name(access.chat.title, "md")
        return _file(export.markdown(caller, access), name, "text/markdown; charset=utf-8")

    async def export_all(self, caller: Member, format: Literal["json"] = "json") -> Response:  # noqa: A002
        """All chats of the caller to take along."""
        del format  # there is one so far
        await self.turns.runs.stored(caller.person)
        ids = await chat_ids(self.rows, caller)
        pieces = export.all_json(caller, self.turns.places, ids, clock.now())
        return _file(pieces, "inhouse-chats.json", "application/json")

    async def search(
        self, caller: Member, q: Annotated[str, Query(max_length=1000)] = "", cursor: str | None = None
    ) -> SearchPage:
        """Search titles and messages of the caller; case and accents do not matter."""
        after = None
        if cursor is not None:
            moment, chat, number = cursors.decode(cursor)
            after = Position(moment, ChatId(chat), number)
        words = words_of(q)
        if not words:
            return SearchPage([], 0, None)
        await self.turns.runs.stored(caller.person)
        return search_page(await search(history(self.rows, caller, after), words, after))

    async def _access(self, caller: Member, chat: ChatId) -> Access:
        return await self.turns.places.access(caller, chat)


@dataclass(frozen=True, slots=True)
class _Talk:
    turns: Turns
    rows: Rows

    async def messages(
        self,
        caller: Member,
        chat: ChatId,
        before: UUID | None = None,
        limit: Annotated[int, Query(ge=1, le=MESSAGES_AT_ONCE)] = 40,
    ) -> MessagePage:
        """A page of the path that is shown: the newest messages, or those before one of them."""
        access = await self.turns.places.access(caller, chat)
        tree = access.tree
        ids = [node.id for node in tree.path(access.chat.leaf_id or tree.newest_leaf())]
        if before is not None:
            if before not in ids:
                raise MessageNotFound
            ids = ids[: ids.index(MessageId(before))]
        page = tree.newest_within(ids, limit, PAGE_BYTES)
        found = await access.place.messages(caller, chat, page)
        return MessagePage([message_view(one, tree, self.turns.runs) for one in found], earlier=len(ids) > len(page))

    async def rate(self, caller: Member, message: MessageId, body: RatingBody) -> None:
        """Rate an answer up or down."""
        found = await self._answer(caller, message, "Only an answer can be rated.")
        await found.access.place.write(caller, found.access.chat.id, Rate(message, body.rating))

    async def sent(self, caller: Member, message: MessageId) -> SentView:
        """What the model saw for an answer: the words that left, where they were not those that people wrote."""
        found = await self._answer(caller, message, "Only for an answer something was sent.")
        notebook = ChatNotebook(found.access.place, caller, found.access.chat.id, message)
        sent = None if left_unchanged(found.message) else await notebook.shown()
        return sent_view(found.message, sent, () if sent is None else await notebook.stand_ins(sent))

    async def _answer(self, caller: Member, message: MessageId, otherwise: str) -> Found:
        found = await Finding(self.turns.places, self.turns.runs).message(caller, message)
        if found.message.speaker is not Speaker.ASSISTANT:
            raise InvalidRequest(otherwise)
        return found

    async def start(self, caller: Member, chat: ChatId, body: StartBody) -> RunStarted:
        """Say something, have a question answered again, or have an answer continued. The answer comes as events."""
        return await self.turns.start(caller, chat, _ask(body))

    async def gauge(
        self,
        caller: Member,
        chat: ChatId,
        draft_bytes: Annotated[int, Query(ge=0, le=_DRAFT_BYTES)] = 0,
        attached_bytes: Annotated[int, Query(ge=0, le=_ATTACHED_BYTES)] = 0,
    ) -> Gauge:
        """How full the model's context is for the next message, with so many bytes of words and of files."""
        return await self.turns.gauge(caller, chat, draft_bytes, attached_bytes)

    async def cancel(self, caller: Member, run: RunId) -> dict[str, Any]:
        """Stop a run. Its readers see the end within 200 ms; stopping what has ended changes nothing."""
        live = self.turns.runs.get(run)
        if live is not None and live.about.owner == caller.person:
            live.cancel()
        else:
            found = await self.turns.places.locate(caller, run)
            if found is None or found[1] == run:
                raise RunNotFound
        return {}


def _ask(body: SayBody | AgainBody | ContinueBody) -> Ask:
    decisions = () if body.guard is None else tuple((each.key, each.valve) for each in body.guard.decisions)
    match body:
        case SayBody():
            parent = None if body.parent_id is None else MessageId(body.parent_id)
            files = tuple(Wanted(FileId(one.file), one.portions) for one in body.attachments)
            return Say(body.text, parent, MessageId(body.message_id or new_id()), body.model, files, decisions)
        case AgainBody():
            return Again(MessageId(body.message_id), body.model, decisions)
        case ContinueBody():
            return Continue(MessageId(body.message_id), decisions)


def _file(pieces: AsyncGenerator[bytes], name: str, kind: str) -> StreamingResponse:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(pieces, media_type=kind, headers=headers)
