"""Chats for tests: messages, a road that says what the test wants, and turns on top of it.

road = ScriptedRoad()
road.will([TextDelta("Hello"), gate, Finished("stop")])     # steps: events, gates, errors to raise
turns = turns_on(road, rows)
"""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Sequence

from inhouse.chat.chat import Chat, Message, Speaker, Status
from inhouse.chat.files.memory import FilesInMemory
from inhouse.chat.files.place import FilePlace
from inhouse.chat.files.reading import Readings
from inhouse.chat.files.shelf import Shelf
from inhouse.chat.memory import Memory
from inhouse.chat.place import ChatPlace, Places
from inhouse.chat.runs import Runs
from inhouse.chat.turn import Turns
from inhouse.core import clock
from inhouse.core.caller import Caller
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.core.events import Event, Place
from inhouse.core.ids import ChatId, MessageId, RunId, new_id
from inhouse.core.prompt import Prompt, Purpose
from inhouse.knowledge.document import Complete, Finding
from inhouse.models.errors import ModelUnknown
from inhouse.models.model import HERE, Deployment, Kind, Model, State
from inhouse.models.profile import Profile

HERE_PLACE = Place("local engine", DestinationClass.LOCAL)

Step = Event | asyncio.Event | InhouseError


def a_chat(caller: Caller) -> Chat:
    now = clock.now()
    return Chat(ChatId(new_id()), caller.person, now, now)


def a_question(text: str = "What is a seal?", parent: MessageId | None = None) -> Message:
    return Message(MessageId(new_id()), parent, Speaker.USER, clock.now(), text)


def an_answer(parent: MessageId | None) -> Message:
    """An answer that has just begun."""
    return Message(
        MessageId(new_id()),
        parent,
        Speaker.ASSISTANT,
        clock.now(),
        status=Status.RUNNING,
        model="demo",
        destination=HERE_PLACE,
        run_id=RunId(new_id()),
    )


def a_model() -> Model:
    return Model(
        id="demo",
        name="Demo model",
        description="",
        kind=Kind.GGUF,
        deployments=(Deployment(Destination("local engine", DestinationClass.LOCAL, Assurance.ENFORCED), "demo"),),
        profile=Profile(context_tokens=4096, answer_tokens=512),
        terms=HERE,
    )


class OneModel:
    """A catalogue with one model."""

    def __init__(self, model: Model | None, state: State = State.READY) -> None:
        self.model = model
        self.now = state

    async def find(self, model_id: str, caller: Caller) -> Model:
        if self.model is None or self.model.id != model_id:
            raise ModelUnknown
        return self.model

    async def default(self, caller: Caller) -> Model | None:
        return self.model

    def state(self, model: Model) -> State:
        return self.now


class ScriptedRoad:
    """A road whose answers the test writes. `asked` are the prompts for answers, `titles` those for titles."""

    def __init__(self) -> None:
        self.asked: list[Prompt] = []
        self.titles: list[Prompt] = []
        self.left = asyncio.Event()
        self.title: Sequence[Step] = ()
        self._answers: deque[Sequence[Step]] = deque()

    def will(self, *answers: Sequence[Step]) -> None:
        self._answers.extend(answers)

    async def __call__(self, caller: Caller, prompt: Prompt) -> AsyncGenerator[Event]:
        if prompt.purpose is Purpose.TITLE:
            self.titles.append(prompt)
            steps = self.title
        else:
            self.asked.append(prompt)
            steps = self._answers.popleft()
        try:
            for step in steps:
                if isinstance(step, asyncio.Event):
                    await step.wait()
                elif isinstance(step, InhouseError):
                    raise step
                else:
                    yield step
        finally:
            self.left.set()


def turns_on(road: ScriptedRoad, rows: ChatPlace, model: Model | None = None, own: str = "") -> Turns:
    async def instructions(caller: Caller) -> str:
        return own

    places = Places(Memory(), rows)
    return Turns(places, a_shelf(places), Runs(), road, OneModel(model or a_model()), instructions)


def a_shelf(places: Places, files: FilePlace | None = None) -> Shelf:
    """A shelf of files that nobody reads."""

    async def unread(content: AsyncGenerator[bytes], ending: str) -> AsyncGenerator[Finding]:
        yield Complete(cut=False)

    return Shelf(places, FilesInMemory(), files or FilesInMemory(), Readings(unread))
