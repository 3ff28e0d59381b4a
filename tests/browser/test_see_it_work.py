"""The demo in the page: offered on the first screen, walked through by the server, word for word, by keyboard."""

import pytest
from playwright.async_api import expect

from tests.browser.test_accessible import OVERFLOW, violations
from tests.window import Window

# The server makes a database for it, at low priority.
DONE_MS = 180_000


@pytest.mark.timeout(300)  # A database is made and started; a minute on a busy machine.
async def test_a_person_sees_every_promise_held(screen: Window) -> None:
    page = screen.page
    card = page.get_by_role("button", name="See it work")
    await card.focus()
    await card.press("Enter")
    dialog = page.get_by_role("dialog", name="See it work")
    await dialog.get_by_role("button", name="Start").press("Enter")
    await expect(dialog.get_by_role("status").filter(has_text="Everything held")).to_be_visible(timeout=DONE_MS)
    steps = dialog.get_by_role("list", name="What happened").get_by_role("listitem")
    await expect(steps).to_have_count(8)
    typed, left, read, receipt, verified, changed, deleted, reopened = [steps.nth(number) for number in range(8)]
    for word in ("maria.huber@kunde-nord.de", "Projekt Falke", "DE89 3704 0044 0532 0130 00"):
        await expect(typed).to_contain_text(word)
        await expect(left).not_to_contain_text(word)
        await expect(read).to_contain_text(word)
        await expect(receipt).not_to_contain_text(word)
    await expect(receipt).to_contain_text("inhouse ledger check FILE --key VKEY")
    await expect(verified).to_contain_text("0 faults")
    await expect(changed).to_contain_text("inhouse ledger verify DIR --key VKEY")
    await expect(deleted).to_contain_text("Its key is destroyed.")
    await expect(reopened).to_contain_text("does not open")
    await expect(dialog.get_by_text("As promised")).to_have_count(8)
    assert await violations(screen) == []
    assert await page.evaluate(OVERFLOW) == 0
    await page.keyboard.press("Escape")
    await expect(card).to_be_focused()


async def test_the_card_goes_for_good_and_the_demo_stays_among_the_commands(screen: Window) -> None:
    page = screen.page
    card = page.get_by_role("button", name="See it work")
    await expect(card).to_be_visible()
    await page.get_by_role("button", name="Do not show this any more").press("Enter")
    await expect(card).to_have_count(0)
    await page.reload()
    await expect(page.get_by_role("region", name="To begin with").get_by_role("button").first).to_be_visible()
    await expect(card).to_have_count(0)
    await page.keyboard.press("Control+K")
    await page.get_by_role("combobox", name="Commands and chats").fill("see it")
    await page.get_by_role("option", name="See it work").click()
    await expect(page.get_by_role("dialog", name="See it work")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.goto("/privacy")
    await page.get_by_role("button", name="See it work").click()
    await expect(page.get_by_role("dialog", name="See it work")).to_be_visible()
