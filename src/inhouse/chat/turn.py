"""The turn: from a person's words to a stored answer.

1  access: the caller's chat, or it is not there
2  the question and an empty answer are stored              unit of work 1; from here on nothing is lost
3  prompt = instructions + what fits of history and files   `context`, `files.choose`
4  one prompt goes down the road, one stream of events comes up; what is too long for the model goes shorter
5  the answer is folded from the events and stored          unit of work 2, `keep`
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from inhouse.chat import context, titles
from inhouse.chat.chat import Attachment, Chat, Message, Node, Speaker, Status
from inhouse.chat.context import Gauge, Plan, Ratios, Room
from inhouse.chat.draft import Again, Ask, Draft, RunStarted, Say, draft, said_before
from inhouse.chat.errors import AlreadySaid, NoModel
from inhouse.chat.files.choose import Choice
from inhouse.chat.files.shelf import Shelf, check_pictures
from inhouse.chat.keep import keep
from inhouse.chat.notebook import ChatNotebook
from inhouse.chat.place import Access, Begin, Places, Resume, Retitle
from inhouse.chat.runs import About, Run, Runs
from inhouse.chat.titles import Road
from inhouse.chat.tree import Tree
from inhouse.core import tasks
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.errors import InhouseError
from inhouse.core.events import (
    Event,
    Failed,
    Finished,
    Place,
    Reading,
    ReasoningDelta,
    Relayed,
    Snapshot,
    Started,
    TextDelta,
    Titled,
    Usage,
)
from inhouse.core.ids import ChatId, MessageId, RunId, new_id
from inhouse.core.prompt import Prompt, PromptMessage, Purpose, Role, Sampling, Text
from inhouse.guard import blocked_of
from inhouse.models.errors import ModelUnavailable, PromptTooLong
from inhouse.models.model import Model, State

ATTEMPTS = 5
"""How often a prompt is made shorter; the last attempt sends the words of the newest turn alone."""
ANSWER_CHARACTERS = 4 * 1024 * 1024
"""The longest answer, so that a model without an end does not fill the memory."""
_YIELD_EVENTS = 64
_WORTH_ANOTHER_TRY = 429
_ROLES = {Speaker.USER: Role.USER, Speaker.ASSISTANT: Role.ASSISTANT}


@dataclass(frozen=True, slots=True)
class Turn:
    """All that one turn is made of. `path` leads from the first message to the newest; the draft's are its last."""

    caller: Caller
    access: Access
    draft: Draft
    path: tuple[Node, ...]
    model: Model
    instructions: str
    title: str | None

    @property
    def room(self) -> Room:
        """How much the model takes."""
        return Room(self.model.profile.context_tokens, self.model.profile.answer_tokens)

    @property
    def size(self) -> int:
        """Bytes of the instructions that the model will see."""
        return len((self.instructions or self.model.profile.system_prompt or "").encode())


class Catalogue(Protocol):
    """The models, as a turn needs them: `models.catalogue.Catalogue`."""

    async def find(self, model_id: str, caller: Caller) -> Model:
        """The model, if the caller may use it; raises ModelUnknown."""
        ...

    async def default(self, caller: Caller) -> Model | None:
        """The model for who chooses none; None when there is no model at all."""
        ...

    def state(self, model: Model) -> State:
        """Whether the model can be asked now."""
        ...


@dataclass(frozen=True, slots=True)
class Turns:
    """Takes turns in chats. `instructions_of` gives what a person wants every model to know."""

    places: Places
    shelf: Shelf
    runs: Runs
    road: Road
    catalogue: Catalogue
    instructions_of: Callable[[Caller], Awaitable[str]]
    ratios: Ratios = field(default_factory=Ratios)

    async def start(self, caller: Caller, chat_id: ChatId, ask: Ask) -> RunStarted:
        """Store the question and begin to answer it. The same message id again gives the same run.

        Raises ChatNotFound, MessageNotFound, InvalidParent, CannotContinue, AnswerRunning, TooManyRuns, PromptTooLong,
        ModelUnknown, NoModel, ModelSeesNoPictures, and what `Places.writable` and `Shelf.attach` refuse.
        """
        await self.runs.stored(caller.person, chat_id)
        access = await self.places.writable(caller, chat_id)
        tree = access.tree
        if isinstance(ask, Say) and ask.message_id in tree:
            return said_before(chat_id, tree, ask.message_id)
        turn = await self._turn(caller, access, ask)
        try:
            return await self._begin(turn)
        except AlreadySaid:
            # The same request came twice at the same moment, or the id is that of a message elsewhere.
            access = await self.places.access(caller, chat_id)
            return said_before(chat_id, access.tree, turn.draft.question_id)

    async def model(self, caller: Caller, model_id: str | None) -> Model:
        """The model of that id, or the default; raises ModelUnknown, NoModel."""
        model = await (self.catalogue.default(caller) if model_id is None else self.catalogue.find(model_id, caller))
        if model is None:
            raise NoModel
        return model

    async def gauge(self, caller: Caller, chat_id: ChatId, draft_bytes: int, attached_bytes: int = 0) -> Gauge:
        """How full the context is on the path that is shown, with a draft of so many bytes and so many of files."""
        await self.runs.stored(caller.person, chat_id)
        access = await self.places.access(caller, chat_id)
        path = access.tree.path(access.chat.leaf_id)
        model = await self.model(caller, access.chat.model)
        instructions = await self._instructions(caller, access.chat)
        size = len((instructions or model.profile.system_prompt or "").encode())
        room = Room(model.profile.context_tokens, model.profile.answer_tokens)
        drafted = None
        if draft_bytes or attached_bytes:
            drafted = Node(MessageId(new_id()), None, Speaker.USER, size=draft_bytes, attached=attached_bytes)
        return context.gauge(path, drafted, size, room, self._ratio(path, size, model))

    async def _turn(self, caller: Caller, access: Access, ask: Ask) -> Turn:
        tree = access.tree
        attachments = await self.shelf.attach(caller, access, ask.files) if isinstance(ask, Say) else ()
        drafted = await draft(caller, access, self.runs, ask, attachments)
        model = await self.model(caller, drafted.model or access.chat.model)
        if isinstance(ask, Again):
            attachments = await self._attachments_of(caller, access, tree, drafted.answer.parent_id)
        check_pictures(attachments, model)
        place = Place(model.destination.name, model.destination.destination_class)
        answer = replace(drafted.answer, model=model.id, destination=place, run_id=RunId(new_id()))
        path = tree.path(answer.parent_id)
        if drafted.question is not None:
            path = (*tree.path(drafted.question.parent_id), drafted.question.node)
        if answer.text:
            path = (*path, answer.node)
        return Turn(
            caller=caller,
            access=access,
            draft=replace(drafted, answer=answer, decisions=ask.decisions),
            path=path,
            model=model,
            instructions=await self._instructions(caller, access.chat),
            title=_title(drafted.question) if drafted.question is not None and access.chat.title is None else None,
        )

    async def _attachments_of(
        self, caller: Caller, access: Access, tree: Tree, message: MessageId | None
    ) -> tuple[Attachment, ...]:
        if message is None or not tree[message].attached:
            return ()
        found = await access.place.messages(caller, access.chat.id, [message])
        return found[0].attachments if found else ()

    async def _begin(self, turn: Turn) -> RunStarted:
        drafted, chat = turn.draft, turn.access.chat
        answer = drafted.answer
        if self.catalogue.state(turn.model) is State.UNAVAILABLE:
            raise ModelUnavailable(
                f"{turn.model.name} is not available now.", hint="Choose another model, or try again.", retry_after=10
            )
        kept = self._plan(turn)
        if context.hopeless(turn.path, kept, turn.room):
            raise PromptTooLong(kept.tokens, turn.room.context_tokens)
        run_id = answer.run_id or RunId(new_id())
        key = turn.caller.credential if turn.caller.kind is CallerKind.KEY else None
        with self.runs.begin(About(run_id, chat.id, turn.caller.person, answer, key)) as run:
            change = Resume(answer.id, run_id) if drafted.resumes else Begin(drafted.question, answer, turn.title)
            await turn.access.place.write(turn.caller, chat.id, change)
        self.runs.go(
            run, partial(self._drive, turn=turn, kept=kept), partial(keep, place=turn.access.place, caller=turn.caller)
        )
        return RunStarted(run_id, chat.id, drafted.question_id, answer.id, answer.parent_id)

    async def _drive(self, run: Run, turn: Turn, kept: Plan) -> None:
        answer = turn.draft.answer
        if answer.destination is not None:
            run.publish(
                Started(
                    run_id=str(run.about.id),
                    chat_id=str(run.about.chat_id),
                    message_id=str(answer.id),
                    parent_id=None if answer.parent_id is None else str(answer.parent_id),
                    model=turn.model.id,
                    destination=answer.destination,
                )
            )
        if turn.draft.resumes:
            run.publish(Snapshot(answer.text, answer.reasoning))
        if turn.title is not None:
            run.publish(Titled(turn.title))
        try:
            await self._answer(run, turn, kept)
        except InhouseError as error:
            retryable = error.status == _WORTH_ANOTHER_TRY or error.retry_after is not None or error.status >= 500
            run.publish(Failed(error.code, error.message, error.hint, retryable, blocked_of(error)))

    async def _answer(self, run: Run, turn: Turn, kept: Plan) -> None:
        for attempt in range(ATTEMPTS):
            prompt, reading = await self._prompt(turn, kept)
            kept = replace(kept, attached=reading.attached)
            run.publish(reading)
            try:
                await self._listen(run, turn, prompt, reading)
                return
            except PromptTooLong as error:
                room = replace(turn.room, context_tokens=min(error.context_tokens, turn.room.context_tokens))
                less = context.shorter(turn.path, kept, turn.size, error.tokens, room)
                if less is None:
                    raise
                newest = context.turns(turn.path)[-1]
                kept = less if attempt < ATTEMPTS - 2 else Plan(newest, less.tokens)

    async def _listen(self, run: Run, turn: Turn, prompt: Prompt, reading: Reading) -> None:
        written = count = 0
        async with aclosing(self.road(turn.caller, prompt)) as events:
            async for event in events:
                self._take(run, turn, reading, event)
                if isinstance(event, TextDelta | ReasoningDelta):
                    if not written:
                        self._entitle(run, turn)
                    written += len(event.text) or 1
                    if written > ANSWER_CHARACTERS:
                        run.publish(Finished(reason="length"))
                if run.ended:
                    return
                count += 1
                if count % _YIELD_EVENTS == 0:
                    # A burst of tiny events must not keep everybody else waiting.
                    await asyncio.sleep(0)

    def _take(self, run: Run, turn: Turn, reading: Reading, event: Event | Relayed) -> None:
        match event:
            case Reading():
                run.publish(reading)
            case Usage(prompt_tokens=tokens):
                sent = turn.path[reading.left_out :]
                self.ratios.learn(turn.model.id, sent, turn.size + reading.attached, tokens)
                run.publish(event)
            case Started() | Relayed():
                pass
            case _:
                run.publish(event)

    async def _prompt(self, turn: Turn, kept: Plan) -> tuple[Prompt, Reading]:
        known = {message.id: message for message in (turn.draft.question, turn.draft.answer) if message is not None}
        shown = [node.id for node in turn.path[kept.first :] if _is_said(node)]
        chat = turn.access.chat
        wanted = [one for one in shown if one not in known]
        if wanted:
            history = await turn.access.place.messages(turn.caller, chat.id, wanted)
            known |= {message.id: message for message in history}
        messages = _without_stopped([known[one] for one in shown if one in known])
        sees = turn.model.profile.images
        choice = await self.shelf.choose(turn.caller, turn.access, messages, kept.attached, pictures=sees)
        spoken = [await self._spoken(turn, message, choice) for message in messages]
        if turn.instructions:
            spoken.insert(0, PromptMessage(Role.SYSTEM, (Text(turn.instructions),)))
        prompt = Prompt(
            model=turn.model.id,
            messages=tuple(spoken),
            purpose=Purpose.CHAT,
            commitment=turn.access.opened.commitment,
            sampling=Sampling(temperature=chat.temperature),
            chat=chat.id,
            continues=bool(turn.draft.answer.text),
            notebook=_notebook(turn),
        )
        return prompt, Reading(kept.first, choice.cut, choice.size)

    async def _spoken(self, turn: Turn, message: Message, choice: Choice) -> PromptMessage:
        files = await self.shelf.parts(turn.caller, turn.access, choice.of(message.id)) if message.attachments else ()
        words = (Text(message.text),) if message.text or not files else ()
        return PromptMessage(_ROLES[message.speaker], (*files, *words))

    def _plan(self, turn: Turn) -> Plan:
        return context.plan(turn.path, turn.size, turn.room, self._ratio(turn.path, turn.size, turn.model))

    def _ratio(self, path: tuple[Node, ...], size: int, model: Model) -> float:
        return context.learned(path, size, model.id) or self.ratios.of(model.id)

    async def _instructions(self, caller: Caller, chat: Chat) -> str:
        own = await self.instructions_of(caller)
        return "\n\n".join(part for part in (own.strip(), chat.instructions.strip()) if part)

    def _entitle(self, run: Run, turn: Turn) -> None:
        """Let a model that is fit for work write a title, beside the first answer of a chat that is stored."""
        question = turn.draft.question
        if turn.title is None or question is None or turn.access.chat.temporary or not question.text.strip():
            return
        if turn.model.fit_for_work and not turn.model.demo:
            tasks.spawn(self._write_title(run, turn, question), name="title")

    async def _write_title(self, run: Run, turn: Turn, question: Message) -> None:
        chat = turn.access.chat
        asked = titles.prompt(
            turn.model.id, question.text, turn.access.opened.commitment, chat.id, _notebook(turn, of_answer=False)
        )
        try:
            title = await titles.ask(self.road, turn.caller, asked)
            if title is not None:
                await turn.access.place.write(turn.caller, chat.id, Retitle(title, question.id))
                run.publish(Titled(title))
        except InhouseError:
            # The first words stay the title.
            return


def _is_said(node: Node) -> bool:
    """Whether a message has words or files, or is an answer that failed before its first word."""
    return bool(node.size or node.attached) or node.status is Status.FAILED


def _without_stopped(messages: Sequence[Message]) -> list[Message]:
    """The messages without the questions that the guard stopped: no model ever saw them, and none sees them later."""
    answers = [message for message in messages if message.trouble is not None and not message.text]
    stopped = {
        answer.parent_id for answer in answers if answer.trouble is not None and answer.trouble.guard is not None
    }
    return [message for message in messages if (message.text or message.attachments) and message.id not in stopped]


def _notebook(turn: Turn, *, of_answer: bool = True) -> ChatNotebook:
    answer = turn.draft.answer.id if of_answer else None
    return ChatNotebook(turn.access.place, turn.caller, turn.access.chat.id, answer, dict(turn.draft.decisions))


def _title(question: Message) -> str:
    """The first words, or the names of the files of a question without words."""
    return titles.first_words(
        question.text if question.text.strip() else ", ".join(f.name for f in question.attachments)
    )
