"""Everything by keyboard alone, and on a phone."""

import asyncio
import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Route, expect

from tests.product import Person
from tests.scripted import Gate, Upstream, words
from tests.window import PHONE, Window


async def focused(here: Window) -> str:
    """What a screen reader would call the focused element."""
    return await here.page.evaluate(
        """() => {
          const at = document.activeElement;
          return at.getAttribute("aria-label") ?? at.textContent.trim().slice(0, 40);
        }"""
    )


async def test_a_chat_is_held_without_a_pointer(screen: Window, upstream: Upstream) -> None:
    page, keys = screen.page, screen.page.keyboard
    await expect(screen.composer).to_be_visible()
    await page.locator("body").press("/")
    await expect(screen.composer).to_be_focused()
    upstream.will(words("It goes on ", Gate(), "never"), words("Edited."))
    await keys.type("Begin")
    await keys.press("Shift+Enter")
    await keys.type("and go on")
    await keys.press("Enter")
    await expect(screen.questions.last).to_contain_text("Begin\nand go on")
    await expect(screen.answers.last).to_contain_text("It goes on")
    await expect(screen.composer).to_be_focused()
    await keys.press("Escape")
    await expect(screen.answers.last).to_contain_text("Stopped.")

    await keys.press("ArrowUp")
    edit = page.get_by_role("textbox", name="Edit your question")
    await expect(edit).to_be_focused()
    await keys.press("Control+A")
    await keys.type("Begin again")
    await keys.press("Enter")
    await expect(screen.questions.last).to_contain_text("Begin again")
    await expect(screen.answers.last).to_contain_text("Edited.")


async def test_the_palette_goes_everywhere(screen: Window) -> None:
    page, keys = screen.page, screen.page.keyboard
    await screen.ask_and_wait("A chat about lighthouses")
    await keys.press("Control+K")
    palette = page.get_by_role("combobox", name="Commands and chats")
    await expect(palette).to_be_focused()
    await keys.type("dark")
    await expect(page.get_by_role("option", name="Switch to dark")).to_be_visible()
    await keys.press("Enter")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(palette).to_have_count(0)

    await keys.press("Control+K")
    await expect(palette).to_be_focused()
    await keys.type("new chat")
    await expect(page.get_by_role("option")).not_to_have_count(0)
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name=re.compile("Good"))).to_be_visible()

    await keys.press("Control+K")
    await keys.type("lighth")
    await expect(page.get_by_role("option", name="A chat about lighthouses")).to_be_visible()
    await keys.press("Enter")
    await expect(screen.questions.last).to_contain_text("A chat about lighthouses")


async def test_search_and_help_open_and_close_by_keys(screen: Window) -> None:
    page, keys = screen.page, screen.page.keyboard
    await screen.ask_and_wait("A chat about lighthouses")
    await keys.press("Control+Shift+O")
    await expect(page.get_by_role("heading", name=re.compile("Good"))).to_be_visible()
    await keys.press("Control+Shift+F")
    await expect(page.get_by_role("combobox", name="Search your chats")).to_be_focused()
    await keys.type("lighthouses")
    await expect(page.get_by_role("option").first).to_be_visible()
    await keys.press("Enter")
    await expect(screen.questions.last).to_contain_text("A chat about lighthouses")
    await screen.composer.blur()
    await keys.press("?")
    await expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    await keys.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await keys.press("Control+Shift+S")
    await expect(page.get_by_role("navigation", name="Chats")).to_have_count(0)
    await keys.press("Control+Shift+S")
    await expect(page.get_by_role("navigation", name="Chats")).to_be_visible()


async def test_the_focus_goes_through_the_screen_in_the_order_it_is_read(screen: Window) -> None:
    await screen.ask_and_wait("One question")
    await screen.page.reload()
    await screen.finished(screen.answers.last)
    await screen.page.evaluate("document.activeElement?.blur()")
    order: list[str] = []
    for _ in range(24):
        await screen.page.keyboard.press("Tab")
        order.append(await focused(screen))
    wanted = [
        "Skip to the chat",
        "Inhouse: new chat",
        "Hide the sidebar",
        "New chat",
        "Search",
        "One question",
        "Menu of “One question”",
        "Ada",
        "Model: Scripted. Choose another",
        "Settings of this chat",
        "Menu of “One question”",
        "Conversation",
        "Answer again",
        "Message",
    ]
    at = -1
    for name in wanted:
        places = [place for place, seen in enumerate(order) if place > at and name in seen]
        assert places, f"{name} does not come after the ones before it: {order}"
        at = places[0]


async def test_the_skip_link_leads_past_the_sidebar(screen: Window) -> None:
    skip = screen.page.get_by_role("link", name="Skip to the chat")
    # The page gives the focus to the composer once; after that it is ours.
    await expect(screen.composer).to_be_focused()
    await skip.focus()
    await expect(skip).to_be_in_viewport()
    await skip.press("Enter")
    await expect(screen.page.get_by_role("main")).to_be_focused()


async def test_a_phone_shows_the_chat_and_the_sidebar_on_demand(
    open_window: Callable[..., Awaitable[Window]], ada: Person, upstream: Upstream
) -> None:
    phone = await open_window(ada, **PHONE)
    page = phone.page
    await page.goto("/")
    upstream.will(words("```\n" + "a very long line of code " * 20 + "\n```\n\n| a | b |\n|--|--|\n| 1 | 2 |"))
    await phone.composer.fill("Show me something wide")
    await phone.page.get_by_role("button", name="Send").tap()
    await phone.finished(phone.answers.last)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(wide) == 0
    await expect(page.get_by_role("navigation", name="Chats")).to_have_count(0)
    await page.get_by_role("button", name="Show the sidebar").tap()
    await expect(phone.chats).to_have_text(["Show me something wide"])
    await page.get_by_role("link", name="New chat", exact=True).tap()
    await expect(page.get_by_role("heading", name=re.compile("Good"))).to_be_visible()
    assert await page.evaluate(wide) == 0


async def test_a_dialog_stays_while_another_part_of_the_page_is_fetched(screen: Window) -> None:
    page, asked, may_come = screen.page, asyncio.Event(), asyncio.Event()

    async def slow(route: Route) -> None:
        asked.set()
        await may_come.wait()
        await route.continue_()

    await page.route("**/ReleaseNews-*.js", slow)
    await page.goto("/?settings=keys")
    dialog = page.get_by_role("dialog", name="Settings")
    await expect(dialog).to_be_visible()
    # The news of requests for release are fetched some seconds after the page.
    await asyncio.wait_for(asked.wait(), 60)
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    await expect(dialog).to_be_visible()
    may_come.set()
