"""What administrators say about keeping chats: whether, on the screen History, and how long, on Retention."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import pytest_asyncio
from playwright.async_api import expect

from tests.browser.test_accessible import OVERFLOW, violations
from tests.product import Person, Product
from tests.window import PHONE, Look, Window

GERMAN_PHONE: Look = {**PHONE, "locale": "de-DE", "color_scheme": "dark"}
HISTORY, RETENTION = "/api/admin/history", "/api/admin/retention"


@pytest_asyncio.fixture(loop_scope="session")
async def boss(product: Product) -> AsyncIterator[Person]:
    """An administrator; the rules, which are the whole installation's, are afterwards as they ship."""
    async with product.person(admin=True) as boss:
        yield boss
        for rule in (await boss.get(HISTORY)).json()["items"]:
            reply = await boss.send("PUT", HISTORY, {"group": rule["group"], "history": "free"})
            assert reply.status_code == 200, reply.text
        reply = await boss.send("PUT", RETENTION, {"days": None, "groups": []})
        assert reply.status_code == 200, reply.text


async def group_of(boss: Person) -> tuple[str, str]:
    """A new group: its id and its name."""
    name = f"Sales {uuid4().hex[:6]}"
    reply = await boss.send("POST", "/api/admin/groups", {"name": name})
    assert reply.status_code == 201, reply.text
    return reply.json()["id"], name


async def test_an_administrator_says_whether_chats_are_kept(
    open_window: Callable[..., Awaitable[Window]], boss: Person
) -> None:
    group, name = await group_of(boss)
    here = await open_window(boss)
    page = here.page
    await page.goto("/admin/history")
    everybody = page.get_by_role("combobox", name="Rule for Everybody")
    await expect(everybody).to_contain_text("People choose")
    await everybody.press("Enter")
    await page.get_by_role("option", name="Chats are not kept").press("Enter")
    await expect(everybody).to_contain_text("Chats are not kept")
    own = page.get_by_role("combobox", name=f"Rule for {name}")
    await own.click()
    await page.get_by_role("option", name="Chats are always kept").click()
    await expect(own).to_contain_text("Chats are always kept")
    assert await violations(here) == []
    said = {rule["group"]: rule["history"] for rule in (await boss.get(HISTORY)).json()["items"]}
    assert (said[None], said[group]) == ("off", "kept")
    await page.reload()
    await expect(everybody).to_contain_text("Chats are not kept")
    await page.goto("/")
    await expect(page.get_by_role("button", name="keeps no chats")).to_have_attribute("aria-pressed", "true")


async def test_an_administrator_says_how_long_chats_stay(
    open_window: Callable[..., Awaitable[Window]], boss: Person
) -> None:
    group, name = await group_of(boss)
    here = await open_window(boss)
    page = here.page
    await page.goto("/admin/retention")
    await expect(page.get_by_label("Everybody")).to_have_value("")
    await page.get_by_label("Everybody").fill("90")
    await page.get_by_label(name).fill("30")
    await page.get_by_label(name).press("Enter")
    await expect(page.get_by_text("What is older goes after 7 days of notice, not sooner.").first).to_be_visible()
    await expect(page.get_by_text("Last changed")).to_be_visible()
    assert await violations(here) == []
    rules = (await boss.get(RETENTION)).json()
    assert rules["days"] == 90
    assert [(one["group"], one["days"]) for one in rules["groups"] if one["group"] == group] == [(group, 30)]
    # What is no number of days is not sent.
    await page.get_by_label("Everybody").fill("0")
    await page.get_by_role("button", name="Save").click()
    assert await page.get_by_label("Everybody").evaluate("(field) => field.validity.valid") is False
    await page.reload()
    await expect(page.get_by_label("Everybody")).to_have_value("90")
    await expect(page.get_by_label(name)).to_have_value("30")
    await page.get_by_label("Everybody").fill("")
    await page.get_by_role("button", name="Save").press("Enter")
    await expect(page.get_by_text("Saved").first).to_be_visible()
    assert (await boss.get(RETENTION)).json()["days"] is None


async def test_both_screens_fit_a_german_phone_and_scripts_from_right_to_left(
    open_window: Callable[..., Awaitable[Window]], boss: Person
) -> None:
    await group_of(boss)
    here = await open_window(boss, **GERMAN_PHONE)
    for section, title in (("history", "Verlauf der Chats"), ("retention", "Wie lange Chats bleiben")):
        for direction in ("", "?dir=rtl"):
            await here.page.goto(f"/admin/{section}{direction}")
            await expect(here.page.get_by_role("heading", name=title)).to_be_visible()
            assert (section, direction, await here.page.evaluate(OVERFLOW)) == (section, direction, 0)
