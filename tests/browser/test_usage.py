"""Usage and limits on their screens: by keyboard, on a phone, in German, from right to left."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.test_accessible import violations
from tests.product import Product
from tests.scripted import Upstream
from tests.window import PHONE, Look, Window

GERMAN_PHONE: Look = {**PHONE, "locale": "de-DE"}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


async def test_one_sees_what_one_used_by_keyboard(screen: Window, upstream: Upstream) -> None:
    page = screen.page
    await page.goto("/usage")
    await expect(page.get_by_text("Nothing in ")).to_be_visible()
    await page.goto("/")
    await screen.ask_and_wait("Hello")
    bar = page.get_by_role("group", name="Days. Arrow keys").get_by_role("button", pressed=True)
    async with page.expect_response("**/api/me/usage?*"):
        await page.goto("/usage")
    while await bar.count() == 0:
        # A row is written within a second of its call's end.
        async with page.expect_response("**/api/me/usage?*"):
            await page.reload()
    await expect(page.get_by_role("table")).to_contain_text("Browser")
    await bar.focus()
    name = await bar.get_attribute("aria-label")
    assert name is not None
    assert name.endswith("10 tokens")
    await page.keyboard.press("Home")
    await expect(page.get_by_role("group", name="Days. Arrow keys").get_by_role("button").first).to_be_focused()
    await page.keyboard.press("End")
    await expect(bar).to_have_accessible_name(name)
    assert await violations(screen) == []


async def test_an_administrator_sets_a_limit_that_stops_a_chat(
    open_window: Callable[..., Awaitable[Window]], product: Product, upstream: Upstream
) -> None:
    async with product.person(admin=True) as boss, product.person() as ada:
        me = (await ada.get("/api/me")).json()
        await ada.send("PATCH", "/api/me", {"name": f"Ada {me['id'][-6:]}"})
        here = await open_window(boss)
        page = here.page
        await page.goto("/admin/limits")
        await page.get_by_role("button", name="Add a limit").click()
        await page.get_by_role("combobox", name="Which one").click()
        await page.get_by_role("option", name=f"Ada {me['id'][-6:]}").click()
        await page.get_by_label("Budget a month").fill("nothing")
        await expect(page.get_by_text("Write an amount such as")).to_be_visible()
        await page.get_by_label("Budget a month").fill("12,50")
        await page.get_by_label("Requests a minute").fill("0")
        assert await violations(here) == []
        await page.get_by_role("button", name="Save").click()
        line = page.get_by_role("listitem").filter(has_text=f"Ada {me['id'][-6:]}")
        await expect(line).to_contain_text("0 requests a minute")
        await expect(line).to_contain_text("€12.50 a month")
        window = await open_window(ada)
        await window.page.goto("/")
        await window.composer.fill("Hello")
        await window.page.keyboard.press("Enter")
        await expect(window.page.get_by_role("alert")).to_contain_text("more than your limit")
        await window.page.goto("/usage")
        await expect(window.page.get_by_text("€0.00 of €12.50 this month")).to_be_visible()
        await line.get_by_role("button", name="Remove").click()
        await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        await expect(line).to_have_count(0)


PAGES = {"/usage": "Nichts im", "/admin/limits": "Grenze hinzufügen", "/admin/usage": "Nach Gruppe"}


@pytest.mark.parametrize("path", PAGES)
async def test_the_pages_fit_a_phone_and_are_accessible(
    open_window: Callable[..., Awaitable[Window]], product: Product, path: str
) -> None:
    async with product.person(admin=True) as boss:
        here = await open_window(boss, **GERMAN_PHONE)
        await here.page.goto(path)
        await expect(here.page.get_by_text(PAGES[path]).first).to_be_visible()
        assert await here.page.evaluate(OVERFLOW) <= 0
        assert await violations(here) == []
