"""The guard's screens for people with other means, by day and by night."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.guarding import CODE_NAME, CUSTOMER, IBAN, KEY, House, echo
from tests.browser.test_accessible import violations
from tests.scripted import Upstream
from tests.window import Window, window

LETTER = f"Dear {CUSTOMER}, pay to {IBAN} for {CODE_NAME}. Our key is {KEY}."


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with House.open(tmp_path_factory.mktemp("open to all")) as opened:
        yield opened


async def _chat(here: Window, house: House, found: dict[str, list[str]]) -> None:
    page = here.page
    await page.goto("/")
    await here.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.evaluate("(text) => navigator.clipboard.writeText(text)", LETTER)
    await here.composer.click()
    await page.keyboard.press("ControlOrMeta+v")
    link = page.get_by_role("button", name="What will leave")
    await expect(link).to_be_visible()
    found["composer"] = await violations(here)
    await link.click()
    await expect(page.get_by_role("region", name="Text that will leave")).to_be_visible()
    found["what will leave"] = await violations(here)
    await page.keyboard.press("Escape")
    await here.composer.press("Enter")
    await here.finished(here.answers.last)
    found["answer"] = await violations(here)
    await here.in_menu(here.answers.last.get_by_role("button", name="More"), "What the model saw")
    await expect(page.get_by_role("region", name="You")).to_be_visible()
    found["what the model saw"] = await violations(here)
    await page.keyboard.press("Escape")
    async with house.policy("strict", contact="privacy@example.com"):
        await here.ask(f"Write to {CUSTOMER}")
        card = page.get_by_role("alert").filter(has_text="This has to stay on this machine")
        await card.get_by_role("button", name="Ask for release").click()
        await card.get_by_role("button", name="Decide for each").click()
        await expect(card.get_by_role("combobox").first).to_be_visible()
        found["refusal"] = await violations(here)


async def _office(here: Window, found: dict[str, list[str]]) -> None:
    page = here.page
    await page.goto("/admin/guard")
    await page.get_by_role("combobox", name="Secrets, External").click()
    await page.get_by_role("option", name="Refuse").click()
    for name in ("^National numbers", "^All rules", "^History"):
        await page.get_by_role("button", name=re.compile(name)).click()
    await expect(page.get_by_role("button", name="Add rule")).to_be_visible()
    found["policy"] = await violations(here)
    await page.get_by_role("button", name="Add rule").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    found["rule"] = await violations(here)
    await page.goto("/admin/guard/simulator")
    await page.get_by_role("textbox", name="Text").fill(LETTER)
    await expect(page.get_by_role("region", name="What would leave")).to_be_visible()
    found["simulator"] = await violations(here)
    await page.goto("/admin/guard/terms")
    await page.get_by_role("button", name="Add terms").click()
    await page.get_by_role("dialog").get_by_role("textbox", name="Terms").fill("Nordlicht AG,customer")
    await expect(page.get_by_role("dialog").get_by_role("status")).to_be_visible()
    found["terms"] = await violations(here)
    for part in ("counts", "releases"):
        await page.goto(f"/admin/guard/{part}")
        await expect(page.get_by_role("heading", level=2).first).to_be_visible()
        found[part] = await violations(here)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_screen_of_the_guard_breaks_the_rules(browser: Browser, house: House, scheme: str) -> None:
    found: dict[str, list[str]] = {}
    async with (
        Upstream(port=house.port, rule=echo),
        house.product.person(admin=True) as boss,
        window(browser, house.product.address, boss, color_scheme="dark" if scheme == "dark" else "light") as here,
    ):
        await _chat(here, house, found)
        await _office(here, found)
    assert {name: problems for name, problems in found.items() if problems} == {}
