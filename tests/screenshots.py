"""Pictures of the product for the documentation, and of every screen in every look for the eye: scripts/screenshots."""

import argparse
import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Unpack

from playwright.async_api import Browser, async_playwright, expect

from tests.product import PASSWORD, Person, Product
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

TERMS = "Brightwater Logistics,customer\nProject Halcyon,project\n"
LETTER = """Please shorten this for our customer:

Brightwater Logistics waits for the refund of Project Halcyon. Write to m.keller@brightwater-logistics.com that
1,200 euros go to DE89 3704 0044 0532 0130 00 by Friday."""

Show = Callable[[Window], Awaitable[None]]


async def _fill(person: Person, upstream: Upstream) -> str:
    """Some chats for the sidebar; gives back the one that is shown."""
    for title in TITLES:
        said = await person.say(await person.new_chat(), title)
        await person.answer(said["run_id"])
    upstream.will(words(ANSWER, usage=(412, 187)))
    chat = await person.new_chat()
    await person.answer((await person.say(chat, QUESTION))["run_id"])
    return chat


async def _guard(boss: Person, port: int) -> str:
    """A chat with a provider far away, who gets stand-ins and writes them in the answer."""
    far = {"wire": "openai", "endpoint": f"http://127.0.0.1:{port}/v1", "destination_class": "external"}
    account = far | {"credential": {"kind": "none"}, "terms": {}}
    model = {"name": "Faraway", "account": account, "upstream_model": "scripted", "make_default": False}
    added = await boss.send("POST", "/api/admin/models", model)
    assert added.is_success, added.text
    assert (await boss.send("POST", "/api/admin/guard/terms", {"text": TERMS})).is_success
    chat = await boss.new_chat(model=added.json()["id"], title="A refund")
    await boss.answer((await boss.say(chat, LETTER))["run_id"])
    return chat


def _shorter(seen: Seen) -> Answer:
    *_, last = seen.json["messages"][-1]["content"].partition("\n\n")
    return words("Here is a shorter one:\n\n> ", *(f"{word} " for word in last.split()))


def _saw(chat: str) -> Show:
    async def show(here: Window) -> None:
        await here.open_chat(chat)
        await here.finished(here.answers.last)
        await here.in_menu(here.answers.last.get_by_role("button", name="More"), "What the model saw")
        await expect(here.page.get_by_role("dialog").get_by_role("region").first).to_be_visible()

    return show


def _at(path: str) -> Show:
    async def show(here: Window) -> None:
        await here.page.goto(path)
        await here.page.wait_for_load_state("networkidle")

    return show


def _chat(chat: str) -> Show:
    async def show(here: Window) -> None:
        await here.open_chat(chat)
        await here.finished(here.answers.last)
        await expect(here.answers.last.locator("math").first).to_be_attached()
        await expect(here.answers.last.locator(".code-keyword").first).to_be_visible()
        await here.page.wait_for_load_state("networkidle")

    return show


async def _search(here: Window) -> None:
    await _at("/")(here)
    await here.page.keyboard.press("Control+Shift+F")
    await here.page.get_by_role("dialog").get_by_role("combobox").fill("list")
    await expect(here.page.get_by_role("option").first).to_be_visible()


async def _palette(here: Window) -> None:
    await _at("/")(here)
    await here.page.keyboard.press("Control+K")
    await expect(here.page.get_by_role("option").first).to_be_visible()


async def _picker(here: Window) -> None:
    await _at("/")(here)
    await here.page.locator("main header").get_by_role("combobox").click()
    await expect(here.page.get_by_role("option").first).to_be_visible()


async def _drawer(here: Window) -> None:
    await _at("/")(here)
    await here.page.locator("main header").get_by_role("button").first.click()
    await expect(here.chats.first).to_be_visible()


async def _failed(here: Window) -> None:
    await _at("/")(here)
    await here.composer.fill("Fail, please")
    await here.page.locator("form button[type=submit]").click()
    await expect(here.page.get_by_role("alert")).to_be_visible()


ADMIN = (
    *("people", "access", "models", "status", "history", "retention", "limits", "usage"),
    *("guard", "guard/simulator", "guard/terms", "guard/counts", "guard/releases"),
)


def _screens(chat: str) -> dict[str, Show]:
    names = ("general", "instructions", "security", "keys", "data")
    return {
        "home": _at("/"),
        "chat": _chat(chat),
        "search": _search,
        "palette": _palette,
        "picker": _picker,
        "failed": _failed,
        "brain": _at("/setup/brain"),
        **{f"settings-{name}": _at(f"/?settings={name}") for name in names},
        "privacy": _at("/privacy"),
        "proof": _at("/proof"),
        "usage": _at("/usage"),
        "releases": _at("/releases"),
        **{f"admin-{name.replace('/', '-')}": _at(f"/admin/{name}") for name in ADMIN},
    }


class Studio:
    """Opens windows on one product and takes pictures of them."""

    def __init__(self, browser: Browser, product: Product, boss: Person, folder: Path) -> None:
        self._browser, self._product, self._boss, self._folder = browser, product, boss, folder

    async def picture(self, name: str, show: Show, *, signed_in: bool = True, **look: Unpack[Look]) -> None:
        person = self._boss if signed_in else None
        async with window(self._browser, self._product.address, person, **look) as here:
            # What is wrong here is found by the tests; a picture is taken anyway.
            here.watch.allow("")
            await show(here)
            await here.page.screenshot(path=self._folder / f"{name}.png", animations="disabled")


async def _documented(studio: Studio, chat: str, guarded: str) -> None:
    await studio.picture("chat", _chat(chat))
    await studio.picture("chat-dark", _chat(chat), **DARK)
    await studio.picture("phone", _chat(chat), **PHONE)
    await studio.picture("admin", _at("/admin/status"))
    await studio.picture("saw", _saw(guarded))
    await studio.picture("privacy", _at("/privacy"))
    await studio.picture("proof", _at("/proof"))


async def _everything(studio: Studio, chat: str, upstream: Upstream) -> None:
    looks: dict[str, Look] = {
        "light": GERMAN,
        "dark": DARK,
        "phone": PHONE | GERMAN,
        "rtl": SCREEN,
        "rtl-phone": PHONE,
    }
    for look, options in looks.items():
        for name, show in _screens(chat).items():
            if name == "failed":
                upstream.will(failure(400))  # 500 would be asked again
            await studio.picture(f"{look}-{name}", _turned(show) if "rtl" in look else show, **options)
        await studio.picture(f"{look}-sign-in", _at("/sign-in"), signed_in=False, **options)
    await studio.picture("phone-drawer", _drawer, **PHONE)
    await studio.picture("rtl-phone-drawer", _turned(_drawer), **PHONE)
    gate = Gate()
    upstream.will(words("It is being written ", gate))

    async def writing(here: Window) -> None:
        await _at("/")(here)
        await here.ask("Write slowly")
        await expect(here.answers.last).to_contain_text("being written")

    await studio.picture("light-writing", writing)
    gate.open()


def _turned(show: Show) -> Show:
    async def turned(here: Window) -> None:
        await here.page.goto("/?dir=rtl")
        await show(here)

    return turned


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


async def _run(folder: Path, *, every: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        product = Product(Path(place)).start()
        try:
            async with Upstream() as upstream, async_playwright() as playwright, launched(playwright) as browser:
                await _set_up(browser, product, folder, every=every)
                model = await product.add_model(upstream.port)
                async with product.person(admin=True) as boss:
                    await boss.send("PATCH", "/api/me", {"name": "Mara Beispiel"})
                    assert (await boss.send("PATCH", f"/api/admin/models/{model}", {"default": True})).is_success
                    chat = await _fill(boss, upstream)
                    upstream.rule = _shorter
                    guarded = await _guard(boss, upstream.port)
                    upstream.rule = None
                    studio = Studio(browser, product, boss, folder)
                    if every:
                        await _everything(studio, chat, upstream)
                    else:
                        await _documented(studio, chat, guarded)
        finally:
            product.stop()


def main() -> None:
    """Write the documented pictures, or with --all every screen into the folder that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", metavar="FOLDER", type=Path, help="every screen in every look, into FOLDER")
    chosen = parser.parse_args().all
    asyncio.run(_run(chosen or DOCUMENTED, every=chosen is not None))


if __name__ == "__main__":
    main()
