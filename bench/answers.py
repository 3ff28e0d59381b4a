"""What a model makes of stand-ins: sixty small tasks as they are, with stand-ins, and with other realistic names.

The model at hand is the built-in one with 135 million parameters, at which the quality of an answer is noise, so
**quality is not measured**. What is counted: how many stand-ins in the answers could be put back exactly, and how many
answers have the form that was asked for (a letter, a sentence, JSON that can be read, a query, a table). An answer has
40 to 72 tokens, by what is asked: what has not its form by then counts as without it, and a sentence must have ended.
"""

import asyncio
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from bench.clearing.tasks import CUSTOMERS, PEOPLE, REALISTIC_CUSTOMERS, REALISTIC_PEOPLE, Task, tasks
from bench.results import Figure, Section, number, progress, stated, table
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.events import Finished, TextDelta
from inhouse.core.ids import PersonId
from inhouse.core.prompt import (
    Cleared,
    CommitmentKey,
    Placed,
    Prompt,
    PromptMessage,
    Purpose,
    Role,
    Sampling,
    Spot,
    Text,
    Verdict,
)
from inhouse.guard.detectors.terms import Dictionary, Term
from inhouse.guard.scan import Scanner
from inhouse.guard.scanners import Scanners
from inhouse.guard.stand_ins import Channel, Restorer, StandIns, Swap, replace
from inhouse.host import look_at_machine
from inhouse.models.call import Models
from inhouse.models.demo import DEMO, demo_model
from inhouse.models.engine import Engine, built_in_model
from inhouse.models.engines import Engines
from inhouse.models.model import Model
from inhouse.net import Client, Destinations

TITLE = "The guard: answers"
_WORDS = "Words such as PersonQ7K2 stand for real names and numbers. Use them exactly as they are written."
_AT_ONCE = 4
_CHANNEL = Channel(0, "text")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the model said, and whether it had ended by itself."""

    said: str
    ended: bool


@dataclass(slots=True)
class _Tally:
    """What the answers in one form of asking were like."""

    asked: int = 0
    formed: int = 0
    restored: int = 0
    unknown: int = 0
    kinds: dict[str, list[bool]] = field(default_factory=lambda: defaultdict[str, list[bool]](list))


def measure(*, quick: bool) -> Section:
    """All tasks in all three forms."""
    return asyncio.run(_measure(6 if quick else 1))


async def _measure(every: int) -> Section:
    destinations, machine = Destinations(), look_at_machine()
    tallies: dict[str, _Tally] = {}
    with tempfile.TemporaryDirectory(prefix="ih-") as folder:
        engines = Engines(destinations, lambda name, file, told: Engine(Path(folder) / name, file, machine, told))
        await engines.start(DEMO, built_in_model())
        try:
            async with Client(destinations) as client:
                model = demo_model(engines.destination(DEMO), 4096, _AT_ONCE)
                asker = _Asker(Models(client, lambda _name: model), model)
                progress("answers: as they are")
                tallies["as it is"] = await asker.plainly(tasks()[::every])
                progress("answers: stand-ins")
                tallies["stand-ins"] = await asker.with_stand_ins(tasks()[::every])
                progress("answers: realistic names")
                other = tasks(REALISTIC_PEOPLE, REALISTIC_CUSTOMERS)[::every]
                tallies["realistic names"] = await asker.plainly(other)
        finally:
            await engines.close()
    return Section(TITLE, __doc__ or "", tuple(_figures(tallies)), (_table(tallies),))


class _Asker:
    """Asks the model, a few tasks at a time."""

    def __init__(self, models: Models, model: Model) -> None:
        self._models = models
        self._model = model

    async def plainly(self, asked: Sequence[Task]) -> _Tally:
        """The tasks as they are."""
        tally = _Tally()
        answers = await self._all(asked, [task.text for task in asked], "")
        for task, answer in zip(asked, answers, strict=True):
            _count(tally, task, answer.said, ended=answer.ended)
        return tally

    async def with_stand_ins(self, asked: Sequence[Task]) -> _Tally:
        """The tasks as they would leave, and the answers as they would be shown."""
        terms = [*(Term(one, "person") for one in PEOPLE), *(Term(one, "customer") for one in CUSTOMERS)]
        dictionary = Dictionary(terms)
        scanner = Scanners(lambda: dictionary).of(frozenset())
        made = [_leaving(scanner, task.text) for task in asked]
        tally = _Tally()
        answers = await self._all(asked, [text for text, _ in made], _WORDS)
        for task, (_, stand_ins), answer in zip(asked, made, answers, strict=True):
            restorer = Restorer(stand_ins)
            pieces = [*restorer.feed(_CHANNEL, answer.said), *restorer.flush(_CHANNEL)]
            tally.restored += sum(piece.original is not None for piece in pieces)
            tally.unknown += restorer.unknown
            _count(tally, task, "".join(piece.shown for piece in pieces), ended=answer.ended)
        return tally

    async def _all(self, asked: Sequence[Task], texts: Sequence[str], system: str) -> list[_Answer]:
        free = asyncio.Semaphore(_AT_ONCE)

        async def one(task: Task, text: str) -> _Answer:
            async with free:
                return await self._ask(text, system, task.tokens)

        return list(await asyncio.gather(*map(one, asked, texts)))

    async def _ask(self, text: str, system: str, tokens: int) -> _Answer:
        asked = PromptMessage(Role.USER, (Text(text),))
        messages = (PromptMessage(Role.SYSTEM, (Text(system),)), asked) if system else (asked,)
        prompt = Prompt(DEMO, messages, Purpose.CHAT, CommitmentKey(bytes(32)), Sampling(max_tokens=tokens))
        # Not through the whole house: this program is not the product.
        cleared = Cleared(prompt, self._model.destination, Verdict.PASS, "bench", "bench")
        caller = Caller(PersonId(uuid4()), admin=False, kind=CallerKind.SYSTEM, credential=uuid4())
        stream = self._models.stream(self._models.prepare(cleared, self._model.deployments[0]), caller)
        said, ended = "", False
        async with aclosing(stream) as events:
            async for event in events:
                if isinstance(event, TextDelta):
                    said += event.text
                elif isinstance(event, Finished):
                    ended = event.reason == "stop"
        return _Answer(said, ended)


def _leaving(scanner: Scanner, text: str) -> tuple[str, StandIns]:
    stand_ins = StandIns(b"k" * 32)
    swaps = [Swap(finding) for finding in scanner.scan(text)]
    return replace(stand_ins, [Placed(text, Spot.WORDS)], [swaps]).texts[0], stand_ins


def _count(tally: _Tally, task: Task, said: str, *, ended: bool) -> None:
    formed = task.has_form(said) and (ended or not task.whole)
    tally.asked += 1
    tally.formed += formed
    tally.kinds[task.kind].append(formed)


def _figures(tallies: dict[str, _Tally]) -> list[Figure]:
    known = tallies["stand-ins"]
    seen = known.restored + known.unknown
    return [
        Figure("quality", "not measured"),
        Figure("stand-ins in the answers put back exactly", f"{known.restored} of {seen}"),
        stated("the same", known.restored / seen if seen else 1.0, "of all"),
        *(Figure(f"valid form, {name}", f"{one.formed} of {one.asked}") for name, one in tallies.items()),
    ]


def _table(tallies: dict[str, _Tally]) -> str:
    kinds = list(tallies["as it is"].kinds)
    rows = [
        (name, *(number(sum(one.kinds[kind]) / len(one.kinds[kind])) for kind in kinds))
        for name, one in tallies.items()
    ]
    return table(("valid form", *kinds), rows)
