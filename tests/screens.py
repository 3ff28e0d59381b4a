"""The screens of the product and how a window gets to each of them: for pictures of all of them."""

import re
from collections.abc import Awaitable, Callable, Mapping

from playwright.async_api import expect

from tests.window import Window

Show = Callable[[Window], Awaitable[None]]

ADMIN = (
    *("people", "access", "models", "status", "history", "retention", "training", "limits", "usage"),
    *("guard", "guard/simulator", "guard/terms", "guard/counts", "guard/releases"),
)
SETTINGS = ("general", "instructions", "security", "keys", "data")
# Pages that scroll are looked at as a whole.
TALL = ("admin", "privacy", "proof", "usage", "releases", "settings")


def at(path: str) -> Show:
    """An address, when nothing is loaded any more."""

    async def show(here: Window) -> None:
        await here.page.goto(path)
        await expect(here.page.locator("h1").first).to_be_attached()
        await here.page.wait_for_load_state("networkidle")

    return show


def chat_at(chat: str) -> Show:
    """The chat with a table, code and a formula."""

    async def show(here: Window) -> None:
        await here.open_chat(chat)
        await here.finished(here.answers.last)
        await expect(here.answers.last.locator("math").first).to_be_attached()
        await expect(here.answers.last.locator(".code-keyword").first).to_be_visible()
        await here.page.wait_for_load_state("networkidle")

    return show


def saw_of(chat: str) -> Show:
    """What the model saw of a chat's last answer."""

    async def show(here: Window) -> None:
        await here.open_chat(chat)
        await here.finished(here.answers.last)
        await here.answers.last.get_by_role("button", name=re.compile("^(More|Mehr)$")).click()
        await here.page.get_by_role("menuitem", name=re.compile("^(What the model saw|Was das Modell sah)$")).click()
        await expect(here.page.get_by_role("dialog").get_by_role("region").first).to_be_visible()

    return show


def turned(show: Show) -> Show:
    """The same from right to left."""

    async def right_to_left(here: Window) -> None:
        await here.page.goto("/?dir=rtl")
        await show(here)

    return right_to_left


def _pressed(path: str, *names: str) -> Show:
    """A dialog: its page, and what the button that opens it is called in each language."""

    async def show(here: Window) -> None:
        await at(path)(here)
        await here.page.get_by_role("button", name=re.compile("|".join(names))).first.click()
        await expect(here.page.get_by_role("dialog").last).to_be_visible()
        await here.page.wait_for_load_state("networkidle")

    return show


async def _search(here: Window) -> None:
    await at("/")(here)
    await here.page.keyboard.press("Control+Shift+F")
    await here.page.get_by_role("dialog").get_by_role("combobox").fill("list")
    await expect(here.page.get_by_role("option").first).to_be_visible()


async def _palette(here: Window) -> None:
    await at("/")(here)
    await here.page.keyboard.press("Control+K")
    await expect(here.page.get_by_role("option").first).to_be_visible()


async def _picker(here: Window) -> None:
    await at("/")(here)
    await here.page.locator("main header").get_by_role("combobox").click()
    await expect(here.page.get_by_role("option").first).to_be_visible()


async def drawer(here: Window) -> None:
    """The list of chats on a phone."""
    await at("/")(here)
    await here.page.locator("main header").get_by_role("button").first.click()
    await expect(here.chats.first).to_be_visible()


async def _failed(here: Window) -> None:
    await at("/")(here)
    await here.composer.fill("Fail, please")
    await here.page.locator("form button[type=submit]").click()
    await expect(here.page.get_by_role("alert")).to_be_visible()


async def _without_history(here: Window) -> None:
    await at("/")(here)
    await here.page.locator("main button[aria-pressed]:has(.lucide-eye-off)").click()
    await here.page.wait_for_load_state("networkidle")


async def _key(here: Window) -> None:
    await at("/?settings=keys")(here)
    await here.page.get_by_role("dialog").get_by_role("textbox").first.fill("Notebook")
    await here.page.get_by_role("dialog").locator("form button[type=submit]").click()
    await expect(here.page.get_by_role("dialog")).to_contain_text("ih_")


def leaves_of(chat: str, text: str) -> Show:
    """What will leave of a pasted text, piece by piece."""

    async def show(here: Window) -> None:
        await typed(chat, text)(here)
        await here.page.locator(".guard-line .guard-link").click()
        await expect(here.page.get_by_role("dialog").get_by_role("region").first).to_be_visible()

    return show


def typed(chat: str, text: str) -> Show:
    """What will leave, said under the words as they are typed."""

    async def show(here: Window) -> None:
        await here.open_chat(chat)
        await here.finished(here.answers.last)
        await here.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        async with here.page.expect_response("**/api/guard/check"):
            await here.composer.press("Control+V")
        await expect(here.page.locator(".guard-line")).to_be_visible()
        await here.page.wait_for_load_state("networkidle")

    return show


def _in_chat_menu(chat: str, *names: str) -> Show:
    async def show(here: Window) -> None:
        await here.open_chat(chat)
        await here.finished(here.answers.last)
        await here.chat_menu.click()
        await here.page.get_by_role("menuitem", name=re.compile("|".join(names))).click()
        await expect(here.page.get_by_role("dialog")).to_be_visible()
        await here.page.wait_for_load_state("networkidle")

    return show


def _simulated(text: str) -> Show:
    async def show(here: Window) -> None:
        await at("/admin/guard/simulator")(here)
        async with here.page.expect_response("**/api/admin/guard/simulate"):
            await here.page.locator("textarea").first.fill(text)
        await expect(here.page.get_by_role("table")).to_be_visible()

    return show


async def walked(here: Window) -> None:
    """The demo, walked to its end; that takes a minute."""
    await at("/")(here)
    await here.page.get_by_role("button", name="See it work").first.click()
    await here.page.get_by_role("dialog").get_by_role("button", name="Start").click()
    await expect(here.page.get_by_role("dialog").get_by_text("Everything held")).to_be_visible(timeout=240_000)


def screens(chat: str, guarded: str, letter: str) -> Mapping[str, Show]:
    """Every screen by its name; `guarded` is a chat with a provider far away, `letter` a text with things to find."""
    return {
        "home": at("/"),
        "home-off": _without_history,
        "chat": chat_at(chat),
        "search": _search,
        "palette": _palette,
        "picker": _picker,
        "failed": _failed,
        "guard-typed": typed(guarded, letter),
        "leaves": leaves_of(guarded, letter),
        "saw": saw_of(guarded),
        "walk": _pressed("/", "See it work", "Sehen, wie es wirkt"),
        "erase-chats": _pressed("/?settings=data", "Delete all", "Alle löschen"),
        "brain": at("/setup/brain"),
        "training-asked": _in_chat_menu(chat, "Use for training …", "Für Training verwenden …"),
        **{f"settings-{name}": at(f"/?settings={name}") for name in SETTINGS},
        "privacy": at("/privacy"),
        "proof": at("/proof"),
        "usage": at("/usage"),
        "releases": at("/releases"),
        **{f"admin-{name.replace('/', '-')}": at(f"/admin/{name}") for name in ADMIN},
        "admin-simulated": _simulated(letter),
        "limit": _pressed("/admin/limits", "Add a limit", "Grenze hinzufügen"),
        "model": _pressed("/admin/models", "Add model", "Modell hinzufügen"),
        "invite": _pressed("/admin/people", "Invite", "einladen", "Einladen"),
        "key": _key,
    }
