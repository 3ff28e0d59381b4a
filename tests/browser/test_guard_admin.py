"""The guard as an administrator sees it: policy, simulator, company terms, counters, requests for release."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.guarding import BOTH, CODE_NAME, CUSTOMER, IBAN, KEY, SECRETS, House
from tests.window import PHONE, Window, window

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PARTS = ("", "/simulator", "/terms", "/counts", "/releases")
LETTER = f"Dear {CUSTOMER}, pay to {IBAN} for {CODE_NAME}. Our key is {KEY}."


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with House.open(tmp_path_factory.mktemp("governed")) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def office(browser: Browser, house: House) -> AsyncIterator[Window]:
    """An administrator's window."""
    async with house.product.person(admin=True) as boss, window(browser, house.product.address, boss) as opened:
        yield opened


async def test_the_simulator_shows_spans_verdicts_and_what_would_leave(office: Window) -> None:
    page = office.page
    await page.goto("/admin/guard/simulator")
    await page.get_by_role("textbox", name="Text").fill(LETTER)
    found = page.get_by_role("region", name="What is found")
    await expect(found.locator("mark")).to_have_text([CUSTOMER, IBAN, CODE_NAME, KEY])
    leaves = page.get_by_role("region", name="What would leave")
    await expect(leaves).to_contain_text("AWS access key removed")
    for secret in SECRETS:
        await expect(leaves).not_to_contain_text(secret)
    table = page.get_by_role("region", name="Findings and their rules")
    await expect(table.get_by_role("row").filter(has_text=IBAN)).to_contain_text("Personal data leaves as stand-ins")
    await page.get_by_role("combobox", name="To").click()
    await page.get_by_role("option", name="Any model: On this machine").click()
    await expect(page.get_by_role("status").filter(has_text="It would leave as it is")).to_be_visible()
    await expect(leaves).to_contain_text(CUSTOMER)


async def test_a_policy_is_changed_tried_put_in_force_and_found_in_the_history(office: Window, house: House) -> None:
    page = office.page
    async with house.policy("balanced"):
        await page.goto("/admin/guard")
        await expect(page.get_by_role("radio", name=re.compile("Balanced"))).to_be_checked()
        await page.get_by_role("combobox", name="Company terms, External").click()
        await page.get_by_role("option", name="Refuse").click()
        bar = page.get_by_role("region", name="Changes of the policy")
        await expect(bar).to_contain_text("Company terms: Refuse (External)")
        await expect(page.get_by_role("radio", name=re.compile("Balanced"))).not_to_be_checked()
        await bar.get_by_role("link", name="Try in the simulator").click()
        await page.get_by_role("textbox", name="Text").fill(f"Who is {CUSTOMER}?")
        await expect(page.get_by_role("status").filter(has_text="It would be refused")).to_be_visible()
        await page.get_by_role("switch", name="With the changes that are not in force yet").click()
        await expect(page.get_by_role("status").filter(has_text="It would leave with 1 finding")).to_be_visible()
        await page.get_by_role("link", name="Policy", exact=True).click()
        await bar.get_by_role("textbox", name="Why").fill("Customers want it.")
        await bar.get_by_role("button", name="Put in force").click()
        await expect(page.get_by_text("The policy is in force")).to_be_visible()
        await expect(bar).to_have_count(0)
        await page.get_by_role("button", name=re.compile("^History")).click()
        newest = page.get_by_role("listitem").filter(has_text="Customers want it.").first
        await expect(newest).to_contain_text("in force")
        await expect(newest).to_contain_text("Ada")
        await expect(newest).to_contain_text("New rule “Company terms: Refuse (External)”")


async def test_a_change_of_somebody_else_is_not_overwritten(office: Window, house: House) -> None:
    page = office.page
    office.watch.allow("409")
    await page.goto("/admin/guard")
    await page.get_by_role("combobox", name="Secrets, External").click()
    await page.get_by_role("option", name="Refuse").click()
    async with house.policy("strict"):
        await page.get_by_role("button", name="Put in force").click()
        await expect(page.get_by_text("Somebody else changed the policy meanwhile.")).to_be_visible()
    await page.get_by_role("button", name="Discard").click()


async def test_a_rule_for_one_kind_and_one_model_is_added(office: Window, house: House) -> None:
    page = office.page
    async with house.policy("open"):
        await page.goto("/admin/guard")
        await page.get_by_role("button", name=re.compile("^All rules")).click()
        await page.get_by_role("button", name="Add rule").click()
        dialog = page.get_by_role("dialog", name="Add a rule")
        await dialog.get_by_role("textbox", name="Title").fill("Many accounts stay")
        await dialog.get_by_role("combobox", name="Single kinds").fill("IBAN")
        await dialog.get_by_role("button", name="Add", exact=True).click()
        await dialog.get_by_role("spinbutton", name="From so many on").fill("3")
        await dialog.get_by_role("combobox", name="What happens").click()
        await page.get_by_role("option", name="Refuse").click()
        await dialog.get_by_role("checkbox", name="Faraway").click()
        await dialog.get_by_role("button", name="Take over").click()
        line = page.get_by_role("listitem").filter(has_text="Many accounts stay").first
        await expect(line).to_contain_text("IBAN → External: Refuse (from 3 on, 1 model only)")
        await page.get_by_role("button", name="Put in force").click()
        await expect(page.get_by_text("The policy is in force")).to_be_visible()
        rules = (await house.boss.get("/api/admin/guard/policy")).json()["policy"]["rules"]
        made = next(rule for rule in rules if rule["title"] == "Many accounts stay")
        assert (made["kinds"], made["at_least"], len(made["models"])) == (["personal.iban"], 3, 1)


async def test_terms_are_pasted_understood_found_and_removed(office: Window, tmp_path: Path) -> None:
    page = office.page
    await page.goto("/admin/guard/terms")
    await page.get_by_role("button", name="Add terms").click()
    dialog = page.get_by_role("dialog", name="Add terms")
    await dialog.get_by_role("textbox", name="Terms").fill(
        f"Nordlicht AG,customer\nOperation Seagull,project\n{CUSTOMER}"
    )
    await expect(dialog.get_by_role("status")).to_contain_text("2 new terms")
    await expect(dialog.get_by_role("status")).to_contain_text("1 is there already")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog).to_have_count(0)
    await page.get_by_role("searchbox", name="Search terms").fill("nord")
    terms = page.get_by_role("list", name="Terms").get_by_role("listitem")
    await expect(terms).to_have_count(1)
    await terms.get_by_role("button", name="Remove Nordlicht AG").click()
    await expect(page.get_by_text("Nothing found.")).to_be_visible()

    table = tmp_path / "kunden.csv"
    table.write_bytes("Begriff;Kategorie\nMüller & Söhne;customer\n".encode("cp1252"))
    await page.get_by_role("button", name="Add terms").click()
    await dialog.get_by_label("Choose a CSV file").set_input_files(table)
    await expect(dialog.get_by_text("Müller & Söhne")).to_be_visible()
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog).to_have_count(0)
    await page.get_by_role("searchbox", name="Search terms").fill("söhne")
    await expect(terms).to_have_count(1)


async def test_counters_of_few_people_say_that_they_are_few(office: Window, house: House) -> None:
    async with house.product.person() as person:
        chat = await person.new_chat()
        said = await person.say(chat, f"Who is {CUSTOMER}?")
        await person.answer(said["run_id"])
    page = office.page
    # They are written once a second.
    async with asyncio.timeout(20):
        while not (await house.boss.get("/api/admin/guard/counts")).json()["items"]:
            pass
    await page.goto("/admin/guard/counts")
    await expect(page.get_by_text("fewer than 5 people").first).to_be_visible()
    chart = page.get_by_role("figure", name="What each rule did")
    await expect(chart).to_contain_text("Company terms leave as stand-ins")


async def test_officers_who_are_no_administrators_find_the_requests_in_their_menu(
    browser: Browser, house: House
) -> None:
    async with house.product.person() as officer, house.product.person() as person:
        group = (await house.boss.send("POST", "/api/admin/groups", {"name": "Officers"})).json()["id"]
        who = (await officer.get("/api/me")).json()["id"]
        added = await house.boss.send("PUT", f"/api/admin/groups/{group}/members/{who}")
        assert added.is_success, added.text
        async with house.policy("strict", officers=group):
            chat = await person.new_chat()
            asked = {"chat_id": chat, "keys": ["k"], "kinds": ["term.customer"], "reason": "Please."}
            assert (await person.send("POST", "/api/guard/releases", asked)).status_code == 201
            async with window(browser, house.product.address, officer) as here:
                await here.page.goto("/")
                await here.in_menu(here.page.get_by_role("button", name="Ada"), "Requests for release")
                request = here.page.get_by_role("listitem").filter(has_text="Please.").first
                await request.get_by_role("button", name="Do not release").click()
                await expect(request).to_contain_text("not released")


@pytest.mark.parametrize("look", BOTH)
async def test_every_part_fits_a_phone_and_right_to_left(browser: Browser, house: House, look: str) -> None:
    async with house.product.person(admin=True) as boss, window(browser, house.product.address, boss, **PHONE) as here:
        for part in PARTS:
            await here.page.goto(f"/admin/guard{part}{look}")
            await expect(here.page.get_by_role("heading", level=2).first).to_be_visible()
            assert (part, await here.page.evaluate(OVERFLOW)) == (part, 0)


async def test_somebody_who_is_no_administrator_finds_none_of_it(browser: Browser, house: House) -> None:
    async with house.product.person() as person, window(browser, house.product.address, person) as here:
        await here.page.goto("/admin/guard")
        await here.page.wait_for_url(f"{house.product.address}/")
