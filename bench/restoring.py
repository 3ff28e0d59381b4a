"""What it costs to put real words back into an answer while it streams.

Of the whole: the server as it is installed, on a core of its own, streams answers of 20,000 tokens from a model that is
declared external, to four callers at once. In every second round the prompt holds an e-mail address, so that a stand-in
leaves and every token goes through the restorer; rounds alternate, and medians of tokens per second of the server's
CPU are compared.

Alone: 20,000 tokens of 1 to 12 characters, English prose and code, pass the guard's last step with and without a
restorer whose map holds 200 entries. Where there are stand-ins, every 40th word is one, cut into tokens of three
characters. Delay per token: the time that the restorer takes for it.
"""

import asyncio
import gc
import random
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from statistics import median

from bench.relay.compare import Run, once
from bench.relay.load import Load
from bench.relay.peers import inhouse, upstream
from bench.results import Section, at_most, number, quantile, stated, table
from inhouse.core.events import Event, Finished, Relayed, TextDelta
from inhouse.guard.restore import restore
from inhouse.guard.stand_ins import Channel, Restorer, StandIns

TITLE = "Restoring"
TOKENS = 20_000
_WORDS = (  # noqa: SIM905 (words read best as a line)
    "the person who is in place of a project should send an order to the organisation of their given name and then "
    "read all terms in detail before they agree to any of the changes that were made on 12 March 2024 for 1,250 euros "
    "def total(orders): return sum(order.price for order in orders) ## Summary - **First**: see `items[0]` and (more)"
).split()

_PROMPTS = {
    "no stand-in in the prompt": "Please write many words about the sea and about the weather there. ",
    "a stand-in in the prompt": "Please write to anna.mueller@nordwind-maritim.de about the weather. ",
}


def stand_ins(entries: int = 200) -> StandIns:
    """The map of a long conversation: names, customers, addresses and account numbers."""
    made = StandIns(b"k" * 32)
    for place in range(entries // 4):
        made.stand_in("name.person", f"Anna{place} Smith{place}", f"Anna{place} Smith{place}")
        made.stand_in("term.customer", f"Customer {place}", f"Customer {place}")
        made.stand_in("personal.email", f"anna{place}@acme.example", f"anna{place}@acme.example")
        made.stand_in("personal.iban", f"DE89{place:018d}", f"DE89{place:018d}")
    return made


def tokens_of(made: StandIns, count: int, every: int) -> list[str]:
    """A long answer; every so many words one is a stand-in, 0 for none."""
    chance = random.Random(7)  # noqa: S311 (the same text in every run)
    written = [entry.stand_in for entry in made.entries]
    tokens: list[str] = []
    while len(tokens) < count:
        word = chance.choice(_WORDS) + (" " if chance.random() < 0.95 else "\n")
        if every and chance.randrange(every) == 0:
            stand_in = chance.choice(written) + " "
            tokens += [stand_in[start : start + 3] for start in range(0, len(stand_in), 3)]
        else:
            tokens.append(word)
    return tokens[:count]


async def _streamed(events: Sequence[Event], restorer: Restorer | None) -> float:
    """Seconds of CPU for all events."""

    async def source() -> AsyncGenerator[Event | Relayed, None]:
        for event in events:
            yield event
        yield Finished("stop")

    began = time.process_time()
    restored = restore(source(), restorer)
    async with aclosing(restored):
        async for _ in restored:
            pass
    return time.process_time() - began


def _added(made: StandIns, tokens: Sequence[str], rounds: int) -> float:
    """Microseconds of CPU that a restorer adds to each token; the fastest of several rounds, taken in turn."""
    events = [TextDelta(token) for token in tokens]
    passed = restored = float("inf")
    for _ in range(rounds):
        gc.collect()
        passed = min(passed, asyncio.run(_streamed(events, None)))
        restored = min(restored, asyncio.run(_streamed(events, Restorer(made))))
    return (restored - passed) / len(tokens) * 1e6


def _delays(made: StandIns, tokens: Sequence[str]) -> list[float]:
    """Milliseconds that the restorer takes for each token."""
    restorer, channel = Restorer(made), Channel(0, "text")
    took: list[float] = []
    for token in tokens:
        began = time.perf_counter()
        if not restorer.reader(channel).passes(token):
            restorer.feed(channel, token)
        took.append((time.perf_counter() - began) * 1000)
    return took


def _served(rounds: int, tokens: int) -> dict[str, list[Run]]:
    """What the server did, without and with a stand-in in the prompt."""
    found: dict[str, list[Run]] = {title: [] for title in _PROMPTS}
    with upstream() as port, inhouse(port, "external") as peer:
        for number_of_round in range(rounds + 1):
            for title, says in _PROMPTS.items():
                load = Load(port=0, model="fast", key=None, callers=4, tokens=tokens, prompt=len(says) + 30, says=says)
                run = once(peer, load)
                if number_of_round:
                    found[title].append(run)
    return found


def measure(*, quick: bool) -> Section:
    """Restoring against passing."""
    count, rounds, answer = (2_000, 2, 2_000) if quick else (TOKENS, 15, TOKENS)
    served = _served(2 if quick else 9, answer)
    made = stand_ins()
    plain, dense = tokens_of(made, count, 0), tokens_of(made, count, 40)
    delays = [delay for _ in range(rounds) for delay in _delays(made, dense)]
    passed, restored = (median(run.tokens / run.cpu for run in runs) for runs in served.values())
    figures = (
        at_most("streamed throughput that restoring costs", max(0.0, (1 - restored / passed) * 100), 5, "%"),
        stated("added to a token alone, ordinary words", _added(made, plain, rounds), "us"),
        stated("added to a token alone, with stand-ins", _added(made, dense, rounds), "us"),
        at_most("added delay per token p99", quantile(delays, 0.99), 1, "ms"),
        stated("added delay per token, longest", max(delays), "ms"),
    )
    rows = [
        (title, number(median(run.tokens / run.cpu for run in runs)), number(sum(run.errors for run in runs)))
        for title, runs in served.items()
    ]
    details = (table(("the server's answers", "tokens per second of CPU", "errors"), rows),)
    return Section(TITLE, " ".join((__doc__ or "").split()), figures, details)
