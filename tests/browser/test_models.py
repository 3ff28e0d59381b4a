"""Models, as an administrator adds, tests and offers them, and as people then choose and ask them."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Locator, expect

from tests.product import Product
from tests.scripted import Upstream, failure, words
from tests.window import PHONE, Window

KEY = "sk-typed-once-and-never-shown"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def line(here: Window, name: str) -> Locator:
    return here.page.get_by_role("listitem").filter(has=here.page.get_by_role("heading", name=name))


async def fill_in(here: Window, port: int, name: str) -> None:
    page = here.page
    await page.goto("/admin/models")
    await page.get_by_role("button", name="Add model").click()
    await page.get_by_label("Address").fill(f"http://127.0.0.1:{port}/v1")
    await expect(page.get_by_role("radio", name="On this machine")).to_be_checked()
    await page.get_by_role("combobox", name="Key", exact=True).click()
    await page.get_by_role("option", name="A key, sealed here").click()
    await page.get_by_label("API key").fill(KEY)
    await page.get_by_label("Name of the model there").fill("gpt-4o")
    await expect(page.get_by_text("Known as ")).to_be_visible()
    await page.get_by_label("Name shown to people").fill(name)
    await page.get_by_role("combobox", name="Kept there").click()
    await page.get_by_role("option", name="For some days").click()
    await page.get_by_role("combobox", name="Used for training").click()
    await page.get_by_role("option", name="No, never").click()


async def test_a_model_is_added_tested_mended_offered_chosen_and_asked(
    open_window: Callable[..., Awaitable[Window]], product: Product, upstream: Upstream
) -> None:
    async with product.person(admin=True) as boss, Upstream(models=("gpt-4o",)) as server:
        here = await open_window(boss)
        page = here.page
        await fill_in(here, server.port, "Second")
        server.will(failure(401, "bad key"))
        await page.get_by_role("button", name="Add and test").click()
        test = page.get_by_role("dialog", name="Test Second")
        await expect(test.get_by_text("The key is not accepted.")).to_be_visible()
        await expect(test.get_by_text("Give the account its key anew.")).to_be_visible()
        server.will(words("ok"))
        await test.get_by_role("button", name="Test again").click()
        await expect(test.get_by_text("It answers.")).to_be_visible()
        assert server.requests[-1].headers["authorization"] == f"Bearer {KEY}"
        await test.get_by_role("button", name="Let people choose it").click()
        await expect(test).to_have_count(0)
        added = line(here, "Second").first
        await expect(added).to_contain_text("On this machine")
        await expect(added).to_contain_text("Kept for 30 days, not trained on, declared by Ada")
        await expect(added).to_contain_text("Test passed")
        assert KEY not in await page.content()

        await page.goto("/")
        await page.get_by_role("combobox", name="Model: ").press("Enter")
        await page.get_by_role("combobox", name="Search models").fill("seco")
        await expect(page.get_by_role("option")).to_have_count(1)
        await expect(page.get_by_role("option")).to_contain_text("could pass it on")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("combobox", name="Model: Second")).to_be_visible()
        server.will(words("I am the second."))
        answer = await here.ask_and_wait("Who are you?")
        await expect(answer).to_contain_text("I am the second.")
        server.will(words("A part of", finish="content_filter"))
        answer = await here.ask_and_wait("And then?")
        await expect(answer).to_contain_text("The provider's content filter ended the answer.")

        await page.goto("/admin/models")
        await line(here, "Second").first.get_by_role("switch", name="People may choose it").click()
        await expect(line(here, "Second").first).to_contain_text("Switched off")
        await here.in_menu(page.get_by_role("button", name="Menu of Second"), "Remove")
        await page.get_by_role("dialog", name="Remove Second?").get_by_role("button", name="Remove").click()
        await expect(page.get_by_role("button", name="Test Second")).to_have_count(0)


async def test_what_leaves_the_machine_is_said_before_it_is_added(
    open_window: Callable[..., Awaitable[Window]], product: Product, upstream: Upstream
) -> None:
    async with product.person(admin=True) as boss:
        here = await open_window(boss)
        page = here.page
        await page.goto("/admin/models")
        await page.get_by_role("button", name="Add model").click()
        await page.get_by_label("Address").fill("https://api.example.com/v1?key=1")
        await expect(page.get_by_text("This is no address of a model server.")).to_be_visible()
        await page.get_by_role("radio", name="External").click()
        await expect(page.get_by_text("The guard reads it first")).to_be_visible()


@pytest.mark.parametrize("path", ["/admin/models", "/"])
async def test_models_fit_a_phone_and_right_to_left(
    open_window: Callable[..., Awaitable[Window]], product: Product, upstream: Upstream, path: str
) -> None:
    async with product.person(admin=True) as boss:
        here = await open_window(boss, **PHONE)
        page = here.page
        for direction in ("ltr", "rtl"):
            await page.goto(f"{path}?dir={direction}")
            if path == "/":
                await page.get_by_role("combobox", name="Model: ").click()
                await expect(page.get_by_role("option").first).to_be_visible()
            else:
                await page.get_by_role("button", name="Add model").click()
                await expect(page.get_by_role("dialog", name="Add a model")).to_be_visible()
            assert (direction, await page.evaluate(OVERFLOW)) == (direction, 0)
