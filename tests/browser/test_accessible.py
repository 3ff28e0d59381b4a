"""People with other means: screen readers, keyboards, right-to-left scripts, little contrast to spare."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.product import Person, Product
from tests.scripted import Gate, Upstream, words
from tests.window import Window

AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_LOOKS = 3
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# What lies behind the dialog has the focus; the page as a whole has it while the browser's own buttons do.
_FOCUS_OUTSIDE_DIALOG = """() => {
  const at = document.activeElement;
  const inside = at === document.body || at.hasAttribute("data-base-ui-focus-guard") || at.closest("[role=dialog]");
  return inside ? null : at.outerHTML.slice(0, 200);
}"""
RICH = (
    "## Head\n\nText with `code` and [a link](https://a.example).\n\n"
    "```py\nx = 1  # one\n```\n\n| a | b |\n|--|--|\n| 1 | 2 |"
)


async def violations(here: Window) -> list[str]:
    """What axe finds on the page at rest: rows of a list that are being measured, say, are hidden for a moment."""
    # Through the debugger's door: the page's own policy would rightly refuse it.
    await here.page.evaluate(AXE.read_text("utf-8"))
    found = await _found(here)
    for _ in range(_LOOKS):
        if not found:
            break
        await here.page.wait_for_timeout(1000)
        found = await _found(here)
    return found


async def _found(here: Window) -> list[str]:
    found = await here.page.evaluate("(rules) => axe.run(document, { runOnly: rules })", RULES)
    return [
        f"{one['id']}: {node['html'][:150]} | {node['failureSummary'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


async def _sign_in(here: Window) -> None:
    await here.context.clear_cookies()
    await here.page.goto("/sign-in")
    await expect(here.page.get_by_role("button", name="Sign in")).to_be_visible()


async def _home(here: Window) -> None:
    await here.page.goto("/")
    await expect(here.composer).to_be_visible()
    await expect(here.page.get_by_role("region", name="To begin with").get_by_role("button").first).to_be_visible()


async def _chat(here: Window) -> None:
    await here.page.goto("/")
    await here.ask_and_wait("Show me everything")
    await expect(here.page.get_by_role("figure")).to_be_visible()


def _settings(section: str) -> Callable[[Window], Awaitable[None]]:
    async def shown(here: Window) -> None:
        await here.page.goto(f"/?settings={section}")
        await expect(here.page.get_by_role("tabpanel")).to_be_visible()

    return shown


def _administration(section: str) -> Callable[[Window], Awaitable[None]]:
    async def shown(here: Window) -> None:
        await here.page.goto(f"/admin/{section}")
        await expect(here.page.get_by_role("heading", level=2).first).to_be_visible()

    return shown


async def _search(here: Window) -> None:
    await _chat(here)
    await here.page.keyboard.press("Control+Shift+F")
    await here.page.get_by_role("combobox", name="Search your chats").fill("everything")
    await expect(here.page.get_by_role("option").first).to_be_visible()


async def _palette(here: Window) -> None:
    await _home(here)
    await here.page.keyboard.press("Control+K")
    await expect(here.page.get_by_role("option").first).to_be_visible()


async def _chat_menu(here: Window) -> None:
    await _chat(here)
    await here.chat_menu.click()
    await expect(here.page.get_by_role("menuitem").first).to_be_visible()


async def _picker(here: Window) -> None:
    await _home(here)
    await here.page.get_by_role("combobox", name="Model: ").click()
    await expect(here.page.get_by_role("option").first).to_be_visible()


async def _new_model(here: Window) -> None:
    await here.page.goto("/admin/models")
    await here.page.get_by_role("button", name="Add model").click()
    await here.page.get_by_role("radio", name="External").click()
    await here.page.get_by_role("button", name="Advanced").click()
    await expect(here.page.get_by_label("Context, tokens")).to_be_visible()


async def _edited_model(here: Window) -> None:
    await here.page.goto("/admin/models")
    await here.in_menu(here.page.get_by_role("button", name="Menu of Scripted", exact=True), "Edit")
    await expect(here.page.get_by_role("dialog", name="Edit Scripted")).to_be_visible()


async def _brain(here: Window) -> None:
    await here.page.goto("/setup/brain")
    await expect(here.page.get_by_role("heading", name="Choose a brain")).to_be_visible()


async def _privacy(here: Window) -> None:
    await here.page.goto("/privacy")
    await expect(here.page.get_by_role("button", name="Where you are signed in")).to_be_visible()


async def _walk(here: Window) -> None:
    await _home(here)
    await here.page.get_by_role("button", name="See it work").click()
    await expect(here.page.get_by_role("dialog", name="See it work")).to_be_visible()


ADMINISTRATION = ("people", "access", "models", "history", "retention", "training", "status")
SCREENS: dict[str, Callable[[Window], Awaitable[None]]] = {
    "home": _home,
    "chat": _chat,
    "chat menu": _chat_menu,
    "search": _search,
    "palette": _palette,
    **{f"settings {name}": _settings(name) for name in ("general", "instructions", "security", "keys", "data")},
    **{f"administration {name}": _administration(name) for name in ADMINISTRATION},
    "my privacy": _privacy,
    "see it work": _walk,
    "model picker": _picker,
    "new model": _new_model,
    "edited model": _edited_model,
    "set-up, brain": _brain,
    "sign-in": _sign_in,
}


@pytest.fixture
def rich(upstream: Upstream) -> None:
    upstream.will(*(words(RICH) for _ in range(4)))


@pytest.mark.timeout(400)  # Two dozen screens; minutes on a busy machine.
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_screen_breaks_the_rules_for_accessible_pages(
    open_window: Callable[..., Awaitable[Window]], product: Product, rich: None, scheme: str
) -> None:
    async with product.person(admin=True) as boss:
        here = await open_window(boss, color_scheme=scheme)
        found: dict[str, list[str]] = {}
        for name, show in SCREENS.items():
            await show(here)
            found[name] = await violations(here)
    assert {name: problems for name, problems in found.items() if problems} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_set_up_and_invitation_pages_keep_the_rules(
    open_window: Callable[..., Awaitable[Window]], product: Product, scheme: str
) -> None:
    here = await open_window(None, color_scheme=scheme)
    here.watch.allow("40[04]")
    for path in ("/setup", "/setup#wrong", "/invite#wrong"):
        await here.page.goto("about:blank")
        await here.page.goto(path)
        await expect(here.page.get_by_role("heading").first).to_be_visible()
        assert (path, await violations(here)) == (path, [])


async def test_a_finished_answer_is_announced_once_and_not_word_by_word(screen: Window, upstream: Upstream) -> None:
    gate = Gate()
    upstream.will(words("The first words ", gate, "and the last."))
    live = screen.page.locator("[aria-live=polite]")
    await screen.ask("Tell me")
    await expect(screen.answers.last).to_contain_text("The first words")
    await expect(live.filter(has_text="The first words")).to_have_count(0)
    gate.open()
    await expect(live.filter(has_text="The answer is finished: The first words and the last.")).to_have_count(1)


async def test_dialogs_hold_the_focus_and_give_it_back(screen: Window) -> None:
    page = screen.page
    opener = page.get_by_role("button", name="Settings of this chat")
    await opener.click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    for _ in range(12):
        await page.keyboard.press("Tab")
        # What leads the focus back at the dialog's end does so in the next frame.
        await page.wait_for_function(f"() => ({_FOCUS_OUTSIDE_DIALOG})() === null")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(opener).to_be_focused()


@pytest.mark.parametrize("width", [390, 1280])
async def test_right_to_left_the_sidebar_is_on_the_right_and_nothing_runs_over(
    open_window: Callable[..., Awaitable[Window]], ada: Person, rich: None, width: int
) -> None:
    here = await open_window(ada, viewport={"width": width, "height": 800})
    page = here.page
    await page.goto("/?dir=rtl")
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert await page.evaluate(OVERFLOW) == 0
    await here.ask_and_wait("مرحبا بك")
    assert await page.evaluate(OVERFLOW) == 0
    if width < 768:
        await page.get_by_role("button", name="Show the sidebar").click()
    sidebar = page.get_by_role("navigation", name="Chats")
    await expect(sidebar).to_be_visible()
    box = await sidebar.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] >= width - 20, "the sidebar is not on the right"
    for path in ("/?settings=general", "/?settings=security", "/?settings=keys", "/?settings=data"):
        await page.goto(path)
        await expect(page.get_by_role("tabpanel")).to_be_visible()
        assert (path, await page.evaluate(OVERFLOW)) == (path, 0)
    code = here.answers.last.get_by_role("figure")
    await page.goto("/")
    await here.chats.first.click() if width >= 768 else await _open_first_on_a_phone(here)
    await expect(code).to_have_attribute("dir", "ltr")


async def _open_first_on_a_phone(here: Window) -> None:
    await here.page.get_by_role("button", name="Show the sidebar").click()
    await here.chats.first.click()


async def test_the_page_can_be_enlarged_to_400_percent(
    open_window: Callable[..., Awaitable[Window]], ada: Person
) -> None:
    # WCAG 1.4.10: 1280 px at 400 % are 320 px.
    here = await open_window(ada, viewport={"width": 320, "height": 256})
    for path in ("/", "/?settings=general"):
        await here.page.goto(path)
        await expect(here.page.get_by_role("button").first).to_be_visible()
        assert (path, await here.page.evaluate(OVERFLOW)) == (path, 0)


async def test_text_says_its_language(open_window: Callable[..., Awaitable[Window]], ada: Person) -> None:
    here = await open_window(ada, locale="de-DE")
    await here.page.goto("/")
    await expect(here.page.locator("html")).to_have_attribute("lang", "de")
    await expect(here.page.get_by_role("heading", name=re.compile("Guten"))).to_be_visible()
