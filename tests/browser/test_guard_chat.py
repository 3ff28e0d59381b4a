"""What people see of the guard: what will leave, what left, what came back, and every way on from a refusal."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.browser.guarding import BOTH, CODE_NAME, CUSTOMER, IBAN, KEY, SECRETS, House, echo
from tests.scripted import Upstream, words
from tests.window import PHONE, Window, window

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LETTER = f"Dear {CUSTOMER}, pay to {IBAN} for {CODE_NAME}. Our key is {KEY}."


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with House.open(tmp_path_factory.mktemp("guarded")) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def far(house: House) -> AsyncIterator[Upstream]:
    """The provider, which says again what it was told."""
    async with Upstream(port=house.port, rule=echo) as upstream:
        yield upstream


@pytest_asyncio.fixture(loop_scope="session")
async def here(browser: Browser, house: House, far: Upstream) -> AsyncIterator[Window]:
    """Somebody's window on the home screen."""
    async with house.product.person() as person, window(browser, house.product.address, person) as opened:
        await opened.page.goto("/")
        yield opened


async def paste(here: Window, text: str) -> None:
    await here.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await here.page.evaluate("(text) => navigator.clipboard.writeText(text)", text)
    await here.composer.click()
    await here.page.keyboard.press("ControlOrMeta+v")


def underlined(here: Window) -> Locator:
    return here.page.locator(".composer-underlines mark")


def sent(far: Upstream) -> str:
    return b"\n".join(seen.body for seen in far.requests).decode()


async def test_what_is_pasted_is_underlined_leaves_as_stand_ins_and_comes_back(here: Window, far: Upstream) -> None:
    await paste(here, LETTER)
    await expect(underlined(here)).to_have_text([CUSTOMER, IBAN, CODE_NAME, KEY])
    line = here.page.get_by_role("status").filter(has_text="will be replaced")
    await expect(line).to_contain_text("Will be removed: 1 AWS access key")
    await expect(line).to_contain_text("3 things will be replaced: 1 customer, 1 IBAN, 1 project name")
    await here.page.get_by_role("button", name="What will leave").click()
    dialog = here.page.get_by_role("dialog", name="What will leave")
    leaving = dialog.get_by_role("region", name="Text that will leave")
    await expect(leaving).to_contain_text("AWS access key removed")
    await expect(leaving.locator("mark")).to_have_count(4)
    for secret in SECRETS:
        await expect(leaving).not_to_contain_text(secret)
    await dialog.get_by_role("button", name="Done").click()
    assert far.requests == []

    await here.composer.press("Enter")
    await here.finished(here.answers.last)
    answer = here.answers.last
    for name in (CUSTOMER, IBAN, CODE_NAME):
        await expect(answer.locator("mark.restored").filter(has_text=name)).to_have_count(1)
        assert name not in sent(far)
    assert KEY not in sent(far)
    await expect(answer).to_contain_text("Removed before it left: 1 AWS access key")
    await expect(answer).to_contain_text("External")

    await answer.locator("mark.restored").filter(has_text=CUSTOMER).hover()
    await expect(here.page.get_by_text("The model saw ")).to_be_visible()
    await here.in_menu(answer.get_by_role("button", name="More"), "What the model saw")
    saw = here.page.get_by_role("dialog", name="What the model saw")
    exact = saw.get_by_role("region", name="You")
    content = far.requests[0].json["messages"][-1]["content"]
    await expect(exact).to_have_text(content)
    await expect(exact.locator("mark")).to_have_count(4)
    await here.page.keyboard.press("Escape")

    await here.page.reload()
    await expect(here.answers.last.locator("mark.restored").filter(has_text=CUSTOMER)).to_have_count(1)


async def test_nothing_is_shown_for_ordinary_words_and_for_a_model_on_this_machine(here: Window, far: Upstream) -> None:
    await paste(here, "What is the capital of France?")
    async with here.page.expect_response("**/api/guard/check"):
        await paste(here, " And of Spain?")
    await expect(here.page.get_by_role("button", name="What will leave")).to_have_count(0)
    await here.composer.fill("")
    await here.page.get_by_role("combobox", name="Model: ").click()
    await here.page.get_by_role("option").filter(has_text="Near").click()
    async with here.page.expect_response("**/api/guard/check"):
        await paste(here, LETTER)
    await expect(underlined(here)).to_have_count(0)
    await expect(here.page.get_by_role("button", name="What will leave")).to_have_count(0)


async def test_what_is_not_sensitive_goes_as_it_is(here: Window, far: Upstream) -> None:
    await paste(here, f"Who is {CUSTOMER}? Pay {IBAN}.")
    await here.page.get_by_role("button", name="What will leave").click()
    dialog = here.page.get_by_role("dialog", name="What will leave")
    customer = dialog.get_by_role("listitem").filter(has_text=CUSTOMER)
    await customer.get_by_role("button", name="Not sensitive here").click()
    # The chat is made for the decision, and the dialog is there again.
    await here.page.wait_for_url("**/chats/*")
    await expect(customer).to_contain_text("goes as it is: not sensitive here")
    await expect(dialog.get_by_role("region", name="Text that will leave")).to_contain_text(CUSTOMER)
    await dialog.get_by_role("button", name="Done").click()
    await expect(underlined(here)).to_have_text([IBAN])
    await here.composer.press("Enter")
    await here.finished(here.answers.last)
    assert CUSTOMER in sent(far)
    assert IBAN not in sent(far)


async def test_a_file_says_what_is_in_it_before_it_is_sent(here: Window, far: Upstream, tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(f"Notes on {CUSTOMER} and {CODE_NAME}.\n", "utf-8")
    async with here.page.expect_file_chooser() as chooser:
        await here.page.get_by_role("button", name="Attach files").click()
    await (await chooser.value).set_files(notes)
    chip = here.page.get_by_role("list", name="Attached files").get_by_role("listitem")
    await expect(chip).to_contain_text("Will be replaced: 1 customer, 1 project name")


async def test_while_somebody_types_nothing_is_looked_at_unless_it_is_switched_on(here: Window, far: Upstream) -> None:
    asked: list[str] = []
    here.page.on("request", lambda request: asked.append(request.url))
    await here.composer.press_sequentially(f"Ask {CUSTOMER} ")
    await here.page.goto("/?settings=general")
    await here.page.get_by_role("switch", name="Check while typing").click()
    assert not any("guard/check" in url for url in asked)
    await here.page.keyboard.press("Escape")
    await here.composer.fill("")
    await here.composer.press_sequentially(f"Ask {CUSTOMER} ")
    await expect(underlined(here)).to_have_text([CUSTOMER])


async def test_a_strict_policy_says_why_and_offers_the_ways_on(here: Window, house: House, far: Upstream) -> None:
    async with house.policy("strict", contact="privacy@example.com"):
        await here.ask(f"Write to {CUSTOMER} about {IBAN}")
        card = here.page.get_by_role("alert").filter(has_text="This has to stay on this machine")
        await expect(card).to_contain_text("1 customer")
        await expect(card).to_contain_text("Questions: privacy@example.com")
        await expect(here.composer).to_have_value("")
        assert far.requests == []
        await card.get_by_role("button", name="Edit").click()
        field = here.page.get_by_role("textbox", name=re.compile("Edit"))
        await expect(field).to_have_value(f"Write to {CUSTOMER} about {IBAN}")
        await expect(here.page.locator(".edit-box mark")).to_have_text([CUSTOMER, IBAN])
        await field.press("Escape")
        await card.get_by_role("button", name="Replace and send").click()
        await here.finished(here.answers.last)
        await expect(here.answers.last.locator("mark.restored").filter(has_text=CUSTOMER)).to_have_count(1)
        for name in (CUSTOMER, IBAN):
            assert name not in sent(far)


async def test_a_question_that_was_stopped_does_not_stop_the_next_one(
    here: Window, house: House, far: Upstream
) -> None:
    async with house.policy("strict"):
        await here.ask(f"Write to {CUSTOMER}")
        await expect(here.page.get_by_role("alert").filter(has_text="This has to stay on this machine")).to_be_visible()
        await here.ask("What is two and two?")
        await here.finished(here.answers.last)
        await expect(here.answers.last).to_contain_text("What is two and two?")
        await expect(here.questions.last.get_by_role("group", name="Version 2 of 2")).to_be_attached()
        assert CUSTOMER not in sent(far)


async def test_a_release_is_asked_for_granted_and_used(
    here: Window, house: House, far: Upstream, browser: Browser
) -> None:
    async with house.policy("strict"):
        await here.ask(f"The contract of {CUSTOMER}")
        card = here.page.get_by_role("alert").filter(has_text="This has to stay on this machine")
        await card.get_by_role("button", name="Ask for release").click()
        await card.get_by_role("textbox", name="Why does it have to leave?").fill("They asked us to.")
        await card.get_by_role("button", name="Ask", exact=True).click()
        await expect(card).to_contain_text("It is being looked at.")
        async with house.product.person(admin=True) as boss, window(browser, house.product.address, boss) as office:
            await office.page.goto("/admin/guard/releases")
            request = office.page.get_by_role("listitem").filter(has_text="They asked us to.").first
            await expect(request).to_contain_text("customer")
            await request.get_by_role("textbox", name="Note for the person").fill("Fine with me.")
            await request.get_by_role("button", name="Release", exact=True).click()
            await expect(request).to_contain_text("released until")
        await here.page.reload()
        await expect(card).to_contain_text("Fine with me.")
        await expect(here.page.get_by_text("Your request was released")).to_be_visible()
        await card.get_by_role("button", name="Send now").click()
        await here.finished(here.answers.last)
        assert CUSTOMER in sent(far)


async def test_a_warning_is_answered_once(here: Window, house: House, far: Upstream) -> None:
    warn = {"id": "asked", "title": "Customers are asked about", "kinds": ["term.customer"], "action": "warn"}
    async with house.rules([{**warn, "destinations": ["external"], "valves": []}]):
        await here.ask(f"Who is {CUSTOMER}?")
        card = here.page.get_by_role("alert").filter(has_text="Do you want to send this?")
        await expect(card).to_contain_text("Customers are asked about")
        assert far.requests == []
        await card.get_by_role("button", name="Send anyway").click()
        await here.finished(here.answers.last)
        assert CUSTOMER in sent(far)


async def test_what_must_stay_is_answered_by_the_model_that_is_fit_for_it(
    here: Window, house: House, far: Upstream
) -> None:
    async with house.fit_model(), house.policy("strict"):
        house.near.will(words("Done here."))
        await here.ask(f"Write to {CUSTOMER}")
        await here.finished(here.answers.last)
        await expect(here.answers.last).to_contain_text("Done here.")
        await expect(here.answers.last).to_contain_text("Answered on this machine instead of by Faraway")
        assert far.requests == []


@pytest.mark.parametrize("look", BOTH)
async def test_the_line_the_dialog_and_the_card_fit_a_phone(
    browser: Browser, house: House, far: Upstream, look: str
) -> None:
    async with house.product.person() as person, window(browser, house.product.address, person, **PHONE) as here:
        await here.page.goto(f"/{look}")
        await here.composer.tap()
        await paste(here, LETTER)
        await expect(underlined(here)).to_have_count(4)
        assert await here.page.evaluate(OVERFLOW) == 0
        await here.page.locator(".guard-link").tap()
        await expect(here.page.get_by_role("dialog")).to_be_visible()
        assert await here.page.evaluate(OVERFLOW) == 0


async def test_the_keyboard_reaches_what_will_leave(
    here: Window, open_window: Callable[..., Awaitable[Window]], far: Upstream
) -> None:
    await paste(here, LETTER)
    link = here.page.get_by_role("button", name="What will leave")
    await expect(link).to_be_visible()
    await link.focus()
    await here.page.keyboard.press("Enter")
    dialog = here.page.get_by_role("dialog", name="What will leave")
    await expect(dialog).to_be_visible()
    await here.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(link).to_be_focused()
