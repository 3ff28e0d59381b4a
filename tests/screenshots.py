"""Pictures of the product for the documentation, and of every screen in every look for the eye: scripts/screenshots."""

import argparse
import asyncio
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Unpack

from playwright.async_api import Browser, async_playwright, expect
from playwright.async_api import Error as PlaywrightError

from tests.product import PASSWORD, Person, Product
from tests.screens import ADMIN, TALL, Show, at, chat_at, drawer, leaves_of, saw_of, screens, turned, walked
from tests.scripted import Answer, Gate, Seen, Upstream, failure, words
from tests.window import PHONE, SCREEN, Look, Window, launched, window

DOCUMENTED = Path("docs/images")
GERMAN: Look = {"locale": "de-DE"}
DARK: Look = {"color_scheme": "dark"}

ANSWER = """Both work; the difference is what you pay when the list is long.

| Way | Looks at | 1,000,000 items |
|-----|----------|----------------:|
| One after the other | every item | 500,000 steps |
| Halving | half of what is left | **20 steps** |

Halving needs a **sorted** list. In Python:

```python
from bisect import bisect_left

def holds(numbers: list[int], wanted: int) -> bool:
    at = bisect_left(numbers, wanted)  # where it would stand
    return at < len(numbers) and numbers[at] == wanted
```

It takes $\\lceil \\log_2 n \\rceil$ looks, and 20 are enough for a million.
"""

QUESTION = "How do I find a number in a long list quickly?"
TITLES = [
    "Minutes of the steering group",
    "A reminder for the quarterly report",
    "What does this contract clause mean?",
    "Plan for the move to Leipzig",
    "Rename columns in a spreadsheet",
    "Ideas for the summer party",
]

PURPOSE = "A model of our own that answers questions about our machines. Texts are kept for a year."
# Made of pieces, so that no scanner takes it for a real one.
KEYS = "\nThe keys: AKIA" + "QZ7XW2MNB4KLP6RT and sk_" + "live_" + "51Hq8ZpKc2vXw9TfRb7LmNyD."
TERMS = "Brightwater Logistics,customer\nProject Halcyon,project\n"
LETTER = """Please shorten this for our customer:

Brightwater Logistics waits for the refund of Project Halcyon. Write to m.keller@brightwater-logistics.com that
1,200 euros go to DE89 3704 0044 0532 0130 00 by Friday."""


async def _fill(person: Person, upstream: Upstream) -> str:
    """Some chats for the sidebar; gives back the one that is shown."""
    for title in TITLES:
        said = await person.say(await person.new_chat(), title)
        await person.answer(said["run_id"])
    upstream.will(words(ANSWER, usage=(412, 187)))
    chat = await person.new_chat()
    await person.answer((await person.say(chat, QUESTION))["run_id"])
    return chat


async def _named(boss: Person, model: str) -> None:
    """The model on this machine is the default, and it and its server are called as people would call them."""
    accounts = (await boss.get("/api/admin/accounts")).json()["items"]
    for path, change in (
        (f"/api/admin/models/{model}", {"default": True, "name": "House model"}),
        (f"/api/admin/accounts/{accounts[0]['id']}", {"name": "Model server"}),
    ):
        reply = await boss.send("PATCH", path, change)
        assert reply.is_success, reply.text


async def _guard(boss: Person, port: int) -> str:
    """A chat with a provider far away, who gets stand-ins and writes them in the answer."""
    far = {"wire": "openai", "endpoint": f"http://127.0.0.1:{port}/v1", "destination_class": "external"}
    account = far | {"credential": {"kind": "none"}, "terms": {}, "name": "Example AI"}
    model = {"name": "Faraway", "account": account, "upstream_model": "scripted", "make_default": False}
    added = await boss.send("POST", "/api/admin/models", model)
    assert added.is_success, added.text
    assert (await boss.send("POST", "/api/admin/guard/terms", {"text": TERMS})).is_success
    chat = await boss.new_chat(model=added.json()["id"])
    await boss.answer((await boss.say(chat, LETTER))["run_id"])
    return chat


async def _rules(boss: Person) -> None:
    """Somebody set limits, made groups and keys, and allowed the question about training."""
    group = await boss.send("POST", "/api/admin/groups", {"name": "Sales"})
    limit = {"requests_per_minute": 20, "budget_micros": 250_000_000, "currency": "EUR"}
    for method, path, body in (
        ("PUT", "/api/admin/limits", {"kind": "group", "subject": group.json()["id"], **limit}),
        ("PUT", "/api/admin/training", {"allowed": True, "purpose": PURPOSE}),
        ("POST", "/api/me/keys", {"name": "Reports every night"}),
    ):
        reply = await boss.send(method, path, body)
        assert reply.is_success, reply.text


def _shorter(seen: Seen) -> Answer:
    *_, last = seen.json["messages"][-1]["content"].partition("\n\n")
    return words("Here is a shorter one:\n\n> ", *(f"{word} " for word in last.split()))


class Studio:
    """Opens windows on one product and takes pictures of them."""

    def __init__(self, browser: Browser, product: Product, boss: Person, folder: Path, only: str) -> None:
        self._browser, self._product, self._boss, self._folder, self._only = browser, product, boss, folder, only

    async def picture(self, name: str, show: Show, *, signed_in: bool = True, **look: Unpack[Look]) -> None:
        if not re.search(self._only, name):
            return
        person = self._boss if signed_in else None
        if self._folder != DOCUMENTED and any(f"-{each}" in name for each in TALL):
            phone = look.get("is_mobile", False)
            look["viewport"] = {"width": 390 if phone else 1280, "height": 1_900 if phone else 1_600}
        async with window(self._browser, self._product.address, person, **look) as here:
            # What is wrong here is found by the tests; a picture is taken anyway.
            here.watch.allow("")
            try:
                await show(here)
            except (PlaywrightError, AssertionError) as error:
                sys.stderr.write(f"{name}: {error}\n")
            await here.page.screenshot(path=self._folder / f"{name}.png", animations="disabled")


async def _documented(studio: Studio, chat: str, guarded: str) -> None:
    await studio.picture("chat", chat_at(chat))
    await studio.picture("chat-dark", chat_at(chat), **DARK)
    await studio.picture("phone", chat_at(chat), **PHONE)
    await studio.picture("admin", at("/admin/status"))
    await studio.picture("saw", saw_of(guarded))
    await studio.picture("leaves", leaves_of(guarded, LETTER + KEYS), viewport={"width": 1280, "height": 900})
    await studio.picture("privacy", at("/privacy"))
    await studio.picture("proof", at("/proof"))


async def _empty(studio: Studio) -> None:
    """What stands where there is nothing yet."""
    for name in (*(f"admin/{each}" for each in ADMIN), "", "privacy", "proof", "usage", "releases"):
        await studio.picture(f"empty-{name.replace('/', '-') or 'home'}", at(f"/{name}"), **GERMAN)


def _failing(show: Show, upstream: Upstream) -> Show:
    async def failing(here: Window) -> None:
        upstream.will(failure(400))  # 500 would be asked again
        await show(here)

    return failing


async def _everything(studio: Studio, shows: Mapping[str, Show], upstream: Upstream) -> None:
    looks: dict[str, Look] = {
        "light": GERMAN,
        "dark": DARK,
        "phone": PHONE | GERMAN,
        "rtl": SCREEN,
        "rtl-phone": PHONE,
    }
    for look, options in looks.items():
        for name, show in shows.items():
            shown = _failing(show, upstream) if name == "failed" else show
            await studio.picture(f"{look}-{name}", turned(shown) if "rtl" in look else shown, **options)
        await studio.picture(f"{look}-sign-in", at("/sign-in"), signed_in=False, **options)
    await studio.picture("light-walked", walked, viewport={"width": 1280, "height": 2_400})
    await studio.picture("phone-drawer", drawer, **PHONE)
    await studio.picture("rtl-phone-drawer", turned(drawer), **PHONE)
    gate = Gate()

    async def writing(here: Window) -> None:
        upstream.will(words("It is being written ", gate))
        await at("/")(here)
        await here.ask("Write slowly")
        await expect(here.answers.last).to_contain_text("being written")

    await studio.picture("light-writing", writing)
    gate.open()


async def _set_up(browser: Browser, product: Product, folder: Path, *, every: bool) -> None:
    link = f"/setup#{product.set_up_token()}"
    looks: dict[str, Look] = {"set-up": {}}
    if every:
        looks |= {"dark-set-up": DARK, "phone-set-up": PHONE | GERMAN}
    for name, look in looks.items():
        async with window(browser, product.address, **look) as here:
            await here.page.goto(link)
            await here.page.locator("input[type=email]").fill("mara@example.org")
            await here.page.locator("input[autocomplete=name]").fill("Mara Beispiel")
            await here.page.locator("input[type=password]").fill(PASSWORD)
            await here.page.screenshot(path=folder / f"{name}.png", animations="disabled")


async def _run(folder: Path, *, every: bool, only: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        product = Product(Path(place)).start()
        try:
            async with Upstream() as upstream, async_playwright() as playwright, launched(playwright) as browser:
                if re.search(only, "set-up"):
                    await _set_up(browser, product, folder, every=every)
                async with product.person(admin=True) as boss:
                    await boss.send("PATCH", "/api/me", {"name": "Mara Beispiel"})
                    studio = Studio(browser, product, boss, folder, only)
                    if every:
                        await _empty(studio)
                    model = await product.add_model(upstream.port)
                    await _named(boss, model)
                    if every:
                        await _rules(boss)
                    chat = await _fill(boss, upstream)
                    upstream.rule = _shorter
                    guarded = await _guard(boss, upstream.port)
                    upstream.rule = None
                    if every:
                        await _everything(studio, screens(chat, guarded, LETTER + KEYS), upstream)
                    else:
                        await _documented(studio, chat, guarded)
        finally:
            product.stop()


def main() -> None:
    """Write the documented pictures, or with --all every screen into the folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="every screen in every look, into FOLDER")
    parser.add_argument("--only", metavar="PATTERN", default="", help="only pictures whose name it matches")
    chosen = parser.parse_args()
    asyncio.run(_run(chosen.all or DOCUMENTED, every=chosen.all is not None, only=chosen.only))


if __name__ == "__main__":
    main()
