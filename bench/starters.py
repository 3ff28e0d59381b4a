"""How often the demo model passes each starter task, on the road's own wire with the product's own settings.

Each task has a mechanical check, and the answer must end by itself. Those that the screen offers
(`inhouse.models.starters`) must pass 9 times of 10; the others are candidates that were tried and not taken.
"""

import asyncio
import re
import tempfile
from collections.abc import Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from uuid import uuid4

from bench.results import Figure, Section, table
from inhouse.core.caller import Caller, CallerKind
from inhouse.core.events import Finished, TextDelta
from inhouse.core.ids import PersonId
from inhouse.core.prompt import Cleared, CommitmentKey, Prompt, PromptMessage, Purpose, Role, Text, Verdict
from inhouse.host import look_at_machine
from inhouse.models.call import Models
from inhouse.models.demo import DEMO, demo_model
from inhouse.models.engine import Engine, built_in_model
from inhouse.models.engines import Engines
from inhouse.models.model import Model
from inhouse.models.starters import DEMO_STARTERS
from inhouse.net import Client, Destinations

TITLE = "Starter tasks"
LEAST = 9
Check = Callable[[str], bool]


def _has(*words: str) -> Check:
    return lambda text: all(re.search(rf"\b{word}\b", text, re.IGNORECASE) for word in words)


def _any(*words: str) -> Check:
    return lambda text: any(re.search(rf"\b{word}", text, re.IGNORECASE) for word in words)


def _items(least: int) -> Check:
    return lambda text: len(re.findall(r"^\s*(?:\d+[.)]|[-*])\s+\S", text, re.MULTILINE)) >= least


def _both(*checks: Check) -> Check:
    return lambda text: all(check(text) for check in checks)


def _short(words: int) -> Check:
    return lambda text: 0 < len(text.split()) <= words


def _code(*words: str) -> Check:
    return _both(lambda text: "```" in text or "def " in text, _has(*words))


_SUMMARISE = (
    "Summarise in one sentence: The meeting was moved from Monday to Wednesday because three people were ill. It takes "
    "place in room 4 at 10 o'clock."
)

CANDIDATES: tuple[tuple[str, str, Check], ...] = (
    ("france", "What is the capital of France?", _has("Paris")),
    ("japan", "What is the capital of Japan?", _has("Tokyo")),
    ("opposite", "What is the opposite of hot?", _has("cold")),
    ("moon", "Who was the first person to walk on the Moon?", _has("Armstrong")),
    ("photo", "Explain in two sentences what photosynthesis is.", _both(_any("sunlight", "light"), _any("plant"))),
    ("planets", "List the planets of the solar system.", _has("Mercury", "Venus", "Mars", "Jupiter", "Saturn")),
    ("summary", _SUMMARISE, _both(_has("Wednesday"), _short(60))),
    ("python", "Write a Python function that adds two numbers.", _code("def", "return")),
    ("rain", "Why does it rain? Explain it to a child.", _both(_any("water", "cloud"), _any("cloud", "drop"))),
    ("names", "Suggest five names for a coffee shop.", _items(5)),
    ("thanks", "Write a short thank-you note to a colleague who helped me.", _any("thank")),
    ("rewrite", "Rewrite this politely: Send me the report now.", _any("please", "could you", "would you", "kindly")),
    ("mail", "Write a short e-mail inviting my team to lunch on Friday.", _both(_any("friday"), _any("lunch"))),
    ("packing", "Make a packing list for a weekend trip.", _items(5)),
    ("tips", "Give me five tips for a good night's sleep.", _items(5)),
)  # fmt: skip


def _prompt(text: str) -> Prompt:
    return Prompt(DEMO, (PromptMessage(Role.USER, (Text(text),)),), Purpose.CHAT, CommitmentKey(bytes(32)))


async def _ask(models: Models, model: Model, text: str) -> tuple[str, str]:
    # Not through the guard, which would need the whole house: this program is not the product.
    cleared = Cleared(_prompt(text), model.destination, Verdict.PASS, "bench", "bench")
    caller = Caller(PersonId(uuid4()), admin=False, kind=CallerKind.SYSTEM, credential=uuid4())
    stream = models.stream(models.prepare(cleared, model.deployments[0]), caller)
    said, end = "", ""
    async with aclosing(stream):
        async for event in stream:
            if isinstance(event, TextDelta):
                said += event.text
            elif isinstance(event, Finished):
                end = event.reason
    return said, end


def measure(*, quick: bool) -> Section:
    """Every candidate, 10 times. Takes long."""
    times = 2 if quick else 10
    passed, rows = asyncio.run(_measure(times))
    figures = [
        Figure(f"{name}, offered", f"{right} of {times}", f">= {LEAST} of 10", held=right * 10 >= LEAST * times)
        for name, right in passed.items()
    ]
    return Section(
        TITLE,
        (__doc__ or "").partition("\n\n")[2].strip(),
        tuple(figures),
        (table(("task", "offered", "passed", "ends", "words"), rows),),
    )


async def _measure(times: int) -> tuple[dict[str, int], list[Sequence[str]]]:
    table_of_destinations = Destinations()
    machine = look_at_machine()
    offered = {starter.prompt("en") for starter in DEMO_STARTERS}
    passed: dict[str, int] = {}
    rows: list[Sequence[str]] = []
    with tempfile.TemporaryDirectory(prefix="ih-") as folder:
        engines = Engines(
            table_of_destinations, lambda name, file, told: Engine(Path(folder) / name, file, machine, told)
        )
        await engines.start(DEMO, built_in_model())
        try:
            async with Client(table_of_destinations) as client:
                model = demo_model(engines.destination(DEMO), 4096, 4)
                models = Models(client, lambda _name: model)
                for name, text, check in CANDIDATES:
                    answers = await asyncio.gather(*(_ask(models, model, text) for _ in range(times)))
                    right = sum(check(said) and end == "stop" for said, end in answers)
                    ends = ", ".join(sorted({end for _, end in answers}))
                    words = sum(len(said.split()) for said, _ in answers) // times
                    rows.append((text, "yes" if text in offered else "", f"{right} of {times}", ends, str(words)))
                    if text in offered:
                        passed[name] = right
        finally:
            await engines.close()
    return passed, rows
