"""Training in the page: administrators allow the question, each person answers it for a chat, and takes it back."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.test_accessible import OVERFLOW, violations
from tests.product import Product
from tests.scripted import Upstream, words
from tests.window import PHONE, Look, Window

PURPOSE = "A model of our own for answers about our machines. Texts are kept for a year."
GERMAN_PHONE: Look = {**PHONE, "locale": "de-DE", "color_scheme": "dark"}
RULE = "/api/admin/training"


@pytest_asyncio.fixture(loop_scope="session")
async def forbidden_again(product: Product) -> AsyncIterator[None]:
    """The rule is the whole installation's: afterwards it is as it ships."""
    yield
    done = await asyncio.to_thread(product.command, "training", "forbid")
    assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("forbidden_again")
async def test_an_administrator_allows_changes_and_forbids_the_question(
    open_window: Callable[..., Awaitable[Window]], product: Product
) -> None:
    async with product.person(admin=True) as boss:
        here = await open_window(boss)
        page = here.page
        await page.goto("/admin/training")
        state = page.get_by_role("status")
        await expect(state.filter(has_text="Forbidden")).to_be_visible()
        await page.get_by_label("Purpose").fill(PURPOSE)
        await page.get_by_role("button", name="Allow …").press("Enter")
        asked = page.get_by_role("dialog", name="Let people be asked?")
        await expect(asked).to_contain_text("Without a yes nothing is used.")
        assert await violations(here) == []
        await page.keyboard.press("Escape")
        assert (await boss.get(RULE)).json()["allowed"] is False
        await page.get_by_role("button", name="Allow …").press("Enter")
        await asked.get_by_role("button", name="Allow").press("Enter")
        await expect(state.filter(has_text="People may say yes")).to_be_visible()
        await expect(page.get_by_role("blockquote")).to_have_text(PURPOSE)
        await expect(page.get_by_text("Fewer than 5 people said yes")).to_be_visible()
        await expect(page.get_by_text("by Ada")).to_be_visible()
        await expect(page.get_by_role("button", name="Change the purpose …")).to_be_disabled()
        assert await violations(here) == []
        rule = (await boss.get(RULE)).json()
        assert (rule["allowed"], rule["purpose"]) == (True, PURPOSE)

        await page.get_by_label("Purpose").fill("To be sold.")
        await page.get_by_role("button", name="Change the purpose …").click()
        asked = page.get_by_role("dialog", name="Change the purpose?")
        await expect(asked).to_contain_text("Everybody has to be asked again.")
        await asked.get_by_role("button", name="Change").click()
        await expect(page.get_by_role("blockquote")).to_have_text("To be sold.")

        await page.get_by_role("button", name="Forbid …").click()
        asked = page.get_by_role("dialog", name="Forbid training on chats?")
        await expect(asked).to_contain_text("is not called back")
        await asked.get_by_role("button", name="Forbid").click()
        await expect(state.filter(has_text="Forbidden")).to_be_visible()
        assert (await boss.get(RULE)).json()["version"] == rule["version"] + 2


@pytest.mark.usefixtures("forbidden_again")
async def test_a_person_gives_one_chat_sees_it_there_and_takes_it_back(
    screen: Window, upstream: Upstream, product: Product
) -> None:
    page = screen.page
    upstream.will(words("Wax, mostly."))
    await screen.ask_and_wait("What is a seal made of?")
    item = page.get_by_role("menuitem", name="Use for training …")
    await screen.chat_menu.click()
    await expect(page.get_by_role("menuitem", name="Rename")).to_be_visible()
    await expect(item).to_have_count(0)
    done = await asyncio.to_thread(product.command, "training", "allow", PURPOSE)
    assert done.returncode == 0, done.stderr
    await page.reload()

    await screen.in_menu(screen.chat_menu, "Use for training …")
    asked = page.get_by_role("dialog", name="May this chat be used for training?")
    await expect(asked).to_contain_text(PURPOSE)
    await expect(asked.get_by_role("status")).to_have_text("You did not say yes. This chat is not used.")
    await expect(asked.get_by_role("button", name="No, not this chat")).to_be_disabled()
    assert await violations(screen) == []
    await asked.get_by_role("button", name="Yes, this chat").press("Enter")
    badge = page.locator("main header").get_by_role("button", name="For training")
    await expect(badge).to_be_visible()
    await expect(asked).to_have_count(0)
    assert await violations(screen) == []

    chat = page.url.rpartition("/")[2]
    await page.goto("/privacy")
    given = page.get_by_role("list", name="Chats that you gave")
    await expect(given.get_by_role("link")).to_have_attribute("href", f"/chats/{chat}")
    assert await violations(screen) == []
    await given.get_by_role("link").click()
    await badge.click()
    await expect(asked.get_by_role("status")).to_contain_text("This whole chat may be used.")
    await asked.get_by_role("button", name="No, not this chat").press("Enter")
    await expect(badge).to_have_count(0)
    await page.goto("/privacy")
    await expect(page.get_by_text("You did not say yes, so none of your chats is used.")).to_be_visible()
    await expect(given).to_have_count(0)


@pytest.mark.usefixtures("forbidden_again")
async def test_a_german_phone_asks_too_and_nothing_runs_over(
    open_window: Callable[..., Awaitable[Window]], product: Product, upstream: Upstream
) -> None:
    done = await asyncio.to_thread(product.command, "training", "allow", PURPOSE)
    assert done.returncode == 0, done.stderr
    async with product.person(admin=True) as boss:
        here = await open_window(boss, **GERMAN_PHONE)
        page = here.page
        await page.goto("/")
        assert await page.evaluate(OVERFLOW) == 0
        upstream.will(words("Wachs."))
        await here.composer.fill("Woraus ist ein Siegel?")
        await page.get_by_role("button", name="Senden").click()
        await here.finished(here.answers.last)
        await here.in_menu(here.chat_menu, "Für Training verwenden …")
        asked = page.get_by_role("dialog", name="Darf dieser Chat zum Training verwendet werden?")
        await asked.get_by_role("button", name="Ja, dieser Chat").click()
        await expect(page.locator("main header").get_by_role("button", name="Für Training")).to_be_visible()
        assert await page.evaluate(OVERFLOW) == 0
        await page.goto("/admin/training")
        await expect(page.get_by_role("blockquote")).to_have_text(PURPOSE)
        assert await page.evaluate(OVERFLOW) == 0
