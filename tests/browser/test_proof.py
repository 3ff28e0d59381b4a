"""The page Proof: an auditor looks, by mouse, by keyboard and with other means, and has the record verified."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser.test_accessible import OVERFLOW, violations
from tests.product import Person, Product
from tests.scripted import Upstream, words
from tests.window import Window

OpenWindow = Callable[..., Awaitable[Window]]


async def on_the_page(here: Window) -> None:
    """Open the page, with everything on it."""
    await here.page.goto("/proof")
    await expect(here.page.get_by_role("heading", name="What holds here")).to_be_visible()
    await expect(here.page.get_by_role("region", name="Calls that left", exact=False)).to_be_visible()


async def some_words_left(person: Person, upstream: Upstream) -> None:
    upstream.will(words("Yours."))
    run = await person.say(await person.new_chat(), "Mine?")
    await person.answer(run["run_id"])


async def test_an_auditor_finds_the_page_in_the_menu_and_no_administration(
    open_window: OpenWindow, product: Product, upstream: Upstream
) -> None:
    async with product.person(auditor=True) as eve:
        await some_words_left(eve, upstream)
        here = await open_window(eve)
        page = here.page
        await page.goto("/")
        await page.get_by_role("button", name="Ada").click()
        await expect(page.get_by_role("menuitem", name="Administration")).to_have_count(0)
        await page.get_by_role("menuitem", name="Proof").click()
        await expect(page.get_by_role("heading", name="Proof", exact=True)).to_be_visible()
        table = page.get_by_role("region", name="Calls that left", exact=False)
        await expect(table.get_by_role("row")).not_to_have_count(1)
        await expect(page.get_by_role("figure", name="Calls that left", exact=False)).to_be_visible()
        async with page.expect_download() as download:
            await page.get_by_role("button", name="Keep the checkpoint of").first.click()
        assert (await (await download.value).path()).read_text("utf-8").startswith("inhouse/")
        await page.goto("/admin/people")
        await expect(page.get_by_role("heading", name="Proof", exact=True)).to_have_count(0)
        await expect(here.composer).to_be_visible()


async def test_nobody_else_sees_it(open_window: OpenWindow, ada: Person) -> None:
    here = await open_window(ada)
    await here.page.goto("/proof")
    await expect(here.composer).to_be_visible()
    await here.page.get_by_role("button", name="Ada").click()
    await expect(here.page.get_by_role("menuitem", name="Sign out")).to_be_visible()
    await expect(here.page.get_by_role("menuitem", name="Proof")).to_have_count(0)


async def test_the_record_is_verified_by_keyboard(
    open_window: OpenWindow, product: Product, upstream: Upstream
) -> None:
    async with product.person(auditor=True) as eve:
        await some_words_left(eve, upstream)
        here = await open_window(eve)
        page = here.page
        await on_the_page(here)
        chart = page.get_by_role("group", name="Days").get_by_role("button", pressed=True)
        await chart.focus()
        await page.keyboard.press("Home")
        await expect(page.get_by_role("group", name="Days").get_by_role("button").first).to_be_focused()
        button = page.get_by_role("button", name="Verify now")
        await button.focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("status").filter(has_text="All is as it was signed")).to_be_visible()
        await expect(button).to_be_focused()
        await expect(page.get_by_text("This is the server checking itself")).to_be_visible()
        await expect(page.get_by_role("region", name="The commands")).to_contain_text("verify.py verify record --key")


async def test_an_administrator_makes_somebody_an_auditor(open_window: OpenWindow, product: Product) -> None:
    async with product.person(admin=True) as boss, product.person() as ada:
        here = await open_window(boss)
        page = here.page
        await page.goto("/admin/people")
        line = page.get_by_role("listitem").filter(has_text=ada.email)
        for action, count in (("Make auditor", 1), ("No longer auditor", 0)):
            await here.in_menu(line.get_by_role("button", name="Menu of"), action)
            await expect(line.get_by_text("Auditor", exact=True)).to_have_count(count)
            assert (await ada.get("/api/proof")).status_code == (200 if count else 403)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_keeps_the_rules_for_accessible_pages(
    open_window: OpenWindow, product: Product, upstream: Upstream, scheme: str
) -> None:
    async with product.person(auditor=True) as eve:
        await some_words_left(eve, upstream)
        here = await open_window(eve, color_scheme=scheme)
        await on_the_page(here)
        await here.page.get_by_role("button", name="Verify now").click()
        await expect(here.page.get_by_role("status").filter(has_text="All is as it was signed")).to_be_visible()
        assert await violations(here) == []


@pytest.mark.parametrize(("width", "direction"), [(390, "ltr"), (390, "rtl"), (320, "ltr"), (1280, "rtl")])
async def test_nothing_runs_over_on_a_phone_or_right_to_left(
    open_window: OpenWindow, product: Product, upstream: Upstream, width: int, direction: str
) -> None:
    async with product.person(auditor=True) as eve:
        await some_words_left(eve, upstream)
        here = await open_window(eve, viewport={"width": width, "height": 800})
        await here.page.goto(f"/?dir={direction}")
        await on_the_page(here)
        assert await here.page.evaluate(OVERFLOW) == 0


async def test_it_speaks_german(open_window: OpenWindow, product: Product, upstream: Upstream) -> None:
    async with product.person(auditor=True) as eve:
        await some_words_left(eve, upstream)
        here = await open_window(eve, locale="de-DE")
        await here.page.goto("/proof")
        await expect(here.page.get_by_role("heading", name="Nachweise")).to_be_visible()
        await expect(here.page.get_by_role("button", name="Jetzt prüfen")).to_be_visible()
