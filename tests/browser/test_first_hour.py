"""A newcomer's first hour with the real engine: set up, ask, stop, edit, refresh, settings, search, delete."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.product import PASSWORD, Product
from tests.window import Window, window

pytestmark = pytest.mark.timeout(480)
ENGINE_SECONDS = 180
MOST_TRIES = 5


@pytest_asyncio.fixture(loop_scope="session")
async def newcomer(browser: Browser, tmp_path: Path) -> AsyncIterator[Window]:
    """A stranger's window on a fresh installation with the real engine, on its one-time set-up link."""
    product = Product(tmp_path).start()
    try:
        async with window(browser, product.address) as opened:
            await opened.page.goto(f"/setup#{product.set_up_token()}")
            yield opened
    finally:
        product.stop()


async def set_up(here: Window) -> None:
    page = here.page
    await expect(page.get_by_role("heading", name="Set up Inhouse")).to_be_visible()
    assert "#" not in page.url or page.url.endswith("#"), "the token stays in the address"
    await page.get_by_label("Name").fill("Mara Beispiel")
    await page.get_by_label("E-mail address").fill("mara@example.org")
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Create account").click()
    await expect(page.get_by_role("heading", name="Choose a brain")).to_be_visible()
    await page.get_by_role("link", name="Start with the demo model").click()
    await expect(page.get_by_role("heading", name=re.compile("Good .*, Mara"))).to_be_visible()
    await expect(page.get_by_text("Demo model: tiny, English, often wrong")).to_be_visible()


async def write_at_length(here: Window) -> None:
    """Ask for something long until an answer is in the middle of it: the smallest model is often brief."""
    for number in range(MOST_TRIES):
        await here.finished(here.answers.last, ENGINE_SECONDS)
        text = f"Write a story of {number + 12} sentences about an old house by the sea."
        await here.ask(text)
        await expect(here.questions.last).to_contain_text(text)
        await expect(here.page.locator("[data-message]").last).to_have_attribute("data-role", "assistant")
        words = here.answers.last.locator("p").first
        await expect(words).to_have_text(re.compile(r"(\w+\W+){3}"), timeout=ENGINE_SECONDS * 1000)
        if await here.page.get_by_role("button", name="Stop", exact=True).is_visible():
            return
    raise AssertionError("no answer was long enough")


async def ask_three(here: Window) -> None:
    await here.ask("What is the capital of France?")
    await here.finished(here.answers.nth(0), ENGINE_SECONDS)
    await expect(here.answers.nth(0)).to_contain_text("Paris")

    await write_at_length(here)
    await here.page.get_by_role("button", name="Stop", exact=True).click()
    await expect(here.answers.last).to_contain_text("Stopped.")
    await expect(here.answers.last.get_by_role("button", name="Continue")).to_be_visible()

    await here.ask("Name three colours.")
    await expect(here.questions.last).to_contain_text("Name three colours.")
    await here.finished(here.answers.last, ENGINE_SECONDS)


async def edit_the_last(here: Window) -> None:
    await here.questions.last.hover()
    await here.questions.last.get_by_role("button", name="Edit").click()
    edit = here.page.get_by_role("textbox", name="Edit your question")
    await expect(edit).to_be_focused()
    await edit.fill("Name three animals.")
    await edit.press("Enter")
    await expect(here.questions.last).to_contain_text("Name three animals.")
    await here.finished(here.answers.last, ENGINE_SECONDS)

    versions = here.questions.last.get_by_role("group", name=re.compile("Version"))
    await expect(versions).to_contain_text("2 / 2")
    await versions.get_by_role("button", name="Previous version").click()
    await expect(versions).to_contain_text("1 / 2")
    await expect(here.questions.last).to_contain_text("Name three colours.")
    await versions.get_by_role("button", name="Next version").click()
    await expect(here.questions.last).to_contain_text("Name three animals.")


async def refresh_in_mid_answer(here: Window) -> None:
    """The model may end its answer at any word; then there was nothing to go on with, and it is asked again."""
    stop = here.page.get_by_role("button", name="Stop", exact=True)
    grew = False
    for _ in range(MOST_TRIES):
        await write_at_length(here)
        begin = (await here.answers.last.locator("p").first.inner_text())[:12]
        await here.page.reload()
        await expect(here.answers.last).to_contain_text(begin)
        seen = len(await here.answers.last.inner_text())
        live = await stop.is_visible()
        await here.finished(here.answers.last, ENGINE_SECONDS)
        grew = live and len(await here.answers.last.inner_text()) > seen
        if grew:
            break
    assert grew
    await expect(stop).to_have_count(0)


async def german_and_dark(here: Window) -> None:
    page = here.page
    await page.keyboard.press("Control+,")
    await page.get_by_role("combobox", name="Language").click()
    await page.get_by_role("option", name="Deutsch").click()
    await expect(page.get_by_role("heading", name="Allgemein")).to_be_visible()
    await page.get_by_role("radio", name="Dunkel").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.get_by_role("button", name="Schließen").first.click()
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("lang", "de")
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await expect(here.composer).to_have_attribute("placeholder", re.compile("fragen$"))


async def search(here: Window) -> None:
    page = here.page
    await page.goto("/")
    await page.get_by_role("button", name="Suchen").click()
    await page.get_by_role("combobox", name="Ihre Chats durchsuchen").fill("animals")
    # The question stands in the chat, and the first words of the chat are its title.
    await page.get_by_role("option").filter(has_text="Name three animals.").first.click()
    await expect(page).to_have_url(re.compile("/chats/.+message="))
    await expect(here.page.get_by_text("Name three animals.").first).to_be_in_viewport()


async def delete_with_undo_and_for_good(here: Window) -> None:
    page = here.page
    await expect(here.chats).to_have_count(1)
    chat = await here.chats.first.get_attribute("href")
    await here.in_menu(here.chat_menu, "Löschen")
    await expect(page.get_by_text("Chat gelöscht")).to_be_visible()
    await expect(here.chats).to_have_count(0)
    await page.get_by_role("button", name="Rückgängig").click()
    await expect(here.chats).to_have_count(1)

    await here.chats.first.click()
    await expect(here.questions.first).to_be_attached()
    await here.in_menu(here.chat_menu, "Löschen")
    undo = page.get_by_role("button", name="Rückgängig")
    await expect(undo).to_be_visible()
    await expect(undo).to_have_count(0, timeout=25_000)
    here.watch.allow(r"40[4]|410 \(Gone\)")
    csrf = (await (await here.context.request.get("/api/session")).json())["csrf"]
    late = await here.context.request.post(f"/api{chat}/undelete", headers={"x-csrf-token": csrf})
    assert (late.status, (await late.json())["code"]) == (410, "chat_gone")
    await page.goto(chat or "")
    await expect(page.get_by_role("heading", name="Diesen Chat gibt es hier nicht")).to_be_visible()


async def test_a_newcomers_first_hour(newcomer: Window) -> None:
    await set_up(newcomer)
    await ask_three(newcomer)
    await edit_the_last(newcomer)
    await refresh_in_mid_answer(newcomer)
    await german_and_dark(newcomer)
    await search(newcomer)
    await delete_with_undo_and_for_good(newcomer)
