"""How the page feels while a long answer streams in: frames, long tasks and key presses in a real browser.

The product runs as people run it. A scripted model server on loopback answers: quickly for the history, and for the
measured question 5,000 tokens at 200 tokens a second, with code, tables and formulas. Somebody types in the composer
throughout. The run counts only if the end of the answer is on the screen: a page that draws nothing is fast.
"""

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import orjson
from playwright.async_api import Browser, Page, async_playwright

from bench.results import Section, at_most, stated
from tests.product import PASSWORD, Person, Product

TITLE = "Browser"
KEY_MS = 50.0
TOKENS = 5_000
TOKENS_PER_SECOND = 200
HISTORY = 200
TICK = 0.02
TYPING_PAUSE_MS = 110
LONG_FRAME_MS = 34
LAST_WORDS = "The end of the long answer."
SHORT = "A **short** answer with `code`, a list and a link.\n\n- one\n- two\n\nSee <https://example.com>."
SECTION = """
## Part {n}

Some words that a model would say, with **bold** and *soft* ones, and a reason for each that goes on for a while.

1. First, look at what is there.
2. Then, write down what is missing.

```python
def part_{n}(values: list[int]) -> dict[str, int]:
    total = sum(value for value in values if value > {n})
    # A comment that says why this is done here and not there.
    return {{"total": total, "count": len(values), "part": {n}}}
```

| name | value | note |
|------|------:|------|
| one  | {n}1  | with some words |
| two  | {n}2  | and some more of them |

The area is \\(A_{n} = \\pi r^2\\), and it costs $5 at most.
"""


@dataclass(frozen=True)
class Feel:
    """What was seen while the answer came in. Times in milliseconds."""

    seconds: float
    longest_task: float
    tasks_over_50: int
    frames: int
    frames_over_34: int
    key_p50: float
    key_p95: float
    keys: int
    longest_gap_between_updates: float
    violations: int
    rows_in_page: int


def answer() -> list[str]:
    """About 5,000 tokens of Markdown, four characters each."""
    text, part = "", 0
    while len(text) < TOKENS * 4 - len(LAST_WORDS):
        part += 1
        text += SECTION.format(n=part)
    text = text[: TOKENS * 4 - len(LAST_WORDS)].rsplit("\n\n", 1)[0] + "\n\n" + LAST_WORDS
    return [text[at : at + 4] for at in range(0, len(text), 4)]


def _event(value: object) -> bytes:
    return b"data: " + orjson.dumps(value) + b"\n\n"


def _delta(text: str) -> bytes:
    return _event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})


_END = _event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}) + b"data: [DONE]\n\n"
_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
_MODELS = b'{"object":"list","data":[{"id":"scripted","object":"model"}]}'


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if head.startswith(b"get"):
            size = b"content-length: %d\r\nconnection: close\r\n\r\n" % len(_MODELS)
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n" + size + _MODELS)
            return
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        body = json.loads(await reader.readexactly(length))
        writer.write(_HEAD)
        if "long answer" in body["messages"][-1]["content"]:
            await _speak(writer)
        else:
            writer.write(_delta(SHORT))
        writer.write(_END)
        await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def _speak(writer: asyncio.StreamWriter) -> None:
    """The long answer at its rate, whatever the machine's timers do."""
    tokens = answer()
    loop = asyncio.get_running_loop()
    began, said = loop.time(), 0
    while said < len(tokens):
        due = min(len(tokens), int((loop.time() - began) * TOKENS_PER_SECOND) + 1)
        for token in tokens[said:due]:
            writer.write(_delta(token))
        said = due
        await writer.drain()
        await asyncio.sleep(TICK)


@asynccontextmanager
async def _model_server() -> AsyncIterator[int]:
    server = await asyncio.start_server(_serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _history(person: Person, model: str) -> str:
    chat = await person.new_chat(model=model)
    parent = None
    for turn in range(HISTORY // 2):
        said = await person.say(chat, f"Question number {turn}", parent)
        await person.answer(said["run_id"])
        parent = said["message_id"]
    return chat


async def _signed_in(browser: Browser, address: str, email: str) -> Page:
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, base_url=address)
    reply = await context.request.post("/api/session", data={"email": email, "password": PASSWORD})
    assert reply.ok, await reply.text()
    page = await context.new_page()
    await page.add_init_script(path=str(Path(__file__).with_name("browser_page.js")))
    return page


async def _watch(page: Page, chat: str) -> Feel:
    await page.goto(f"/chats/{chat}")
    field = page.get_by_role("textbox", name="Message")
    await page.get_by_text(f"Question number {HISTORY // 2 - 1}").wait_for()
    await field.fill("Please give me the long answer")
    await field.press("Enter")
    await page.get_by_text("Part 1", exact=True).wait_for()
    await page.evaluate("bench.clear()")
    loop = asyncio.get_running_loop()
    began = loop.time()
    ended = page.get_by_text(LAST_WORDS)
    await field.focus()
    while not await ended.count():
        await page.keyboard.type("a", delay=0)
        await page.wait_for_timeout(TYPING_PAUSE_MS)
        assert loop.time() - began < 4 * TOKENS / TOKENS_PER_SECOND, "the answer never came to its end"
    seen = await page.evaluate("({...bench, rows: document.querySelectorAll('[data-message]').length})")
    assert await ended.is_visible(), "the end of the answer is not on the screen"
    return _feel(seen, loop.time() - began)


def _feel(seen: dict[str, list[float]], seconds: float) -> Feel:
    changes = seen["changes"]
    gaps = [after - before for before, after in pairwise(changes)]
    keys = sorted(seen["keys"])
    return Feel(
        seconds=round(seconds, 1),
        longest_task=round(max(seen["tasks"], default=0)),
        tasks_over_50=len(seen["tasks"]),
        frames=len(seen["frames"]),
        frames_over_34=sum(1 for frame in seen["frames"] if frame > LONG_FRAME_MS),
        key_p50=round(keys[len(keys) // 2], 1),
        key_p95=round(keys[int(len(keys) * 0.95)], 1),
        keys=len(keys),
        longest_gap_between_updates=round(max(gaps, default=0)),
        violations=int(seen["violations"]),  # pyright: ignore[reportArgumentType]
        rows_in_page=int(seen["rows"]),  # pyright: ignore[reportArgumentType]
    )


def chromium() -> str:
    """The browser of this machine; raises FileNotFoundError when there is none."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        raise FileNotFoundError("No Chromium found: install it, or name it in CHROMIUM.")
    return found


async def _measure() -> Feel:
    """Run the product, the model server and the browser once."""
    with tempfile.TemporaryDirectory() as folder:
        product = Product(Path(folder)).start()
        try:
            async with _model_server() as port, product.person() as person:
                model = await product.add_model(port)
                chat = await _history(person, model)
                async with async_playwright() as playwright:
                    browser = await playwright.chromium.launch(
                        executable_path=chromium(),
                        args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
                    )
                    page = await _signed_in(browser, product.address, person.email)
                    return await _watch(page, chat)
        finally:
            product.stop()


def measure(*, quick: bool) -> Section:
    """Raises FileNotFoundError when there is no browser. There is no shorter way: quick is the same."""
    del quick
    feel = asyncio.run(_measure())
    return Section(
        TITLE,
        (__doc__ or "").partition("\n\n")[2].strip(),
        (
            at_most("from a key to the next frame, p95", feel.key_p95, KEY_MS, "ms"),
            stated("the same, p50", feel.key_p50, "ms"),
            stated("longest task", feel.longest_task, "ms"),
            stated("tasks over 50 ms", feel.tasks_over_50, ""),
            stated(f"frames over {LONG_FRAME_MS} ms, of {feel.frames:,}", feel.frames_over_34, ""),
            stated("longest time without a change on the screen", feel.longest_gap_between_updates, "ms"),
            stated("violations of the content security policy", feel.violations, ""),
            stated("messages in the page, of the history", feel.rows_in_page, ""),
            stated("keys pressed", feel.keys, ""),
            stated("the answer took", feel.seconds, "s"),
        ),
    )
