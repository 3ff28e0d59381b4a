"""What is one's own, in the page: a message that goes, the archive, all chats, and the account."""

import zipfile

from playwright.async_api import expect

from tests.product import PASSWORD
from tests.scripted import Upstream, words
from tests.window import Window


async def test_a_person_deletes_takes_along_and_is_erased(screen: Window, upstream: Upstream) -> None:
    page = screen.page
    upstream.will(words("Wax, mostly."))
    await screen.composer.fill("What is a seal made of?")
    await screen.composer.press("Enter")
    await expect(screen.answers.last).to_contain_text("Wax, mostly.")
    await screen.answers.last.hover()
    await screen.answers.last.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await page.get_by_role("dialog", name="Delete this message?").get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("1 message deleted").first).to_be_visible()
    await expect(screen.answers).to_have_count(0)
    await expect(screen.questions).to_have_count(1)

    await page.goto("/?settings=data")
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download").click()
    with zipfile.ZipFile(await (await download.value).path()) as archive:
        assert "index.html" in archive.namelist()

    await page.get_by_role("button", name="Delete all …").click()
    asked = page.get_by_role("dialog", name="Delete all your chats?")
    await expect(asked.get_by_role("button", name="Delete all chats")).to_be_disabled()
    await asked.get_by_role("textbox").fill("delete")
    await asked.get_by_role("button", name="Delete all chats").click()
    done = page.get_by_role("dialog", name="1 chat is deleted")
    await expect(done).to_contain_text("Unreadable even with disk")
    await done.get_by_role("button", name="Close").last.click()

    await page.get_by_role("button", name="Erase …").click()
    asked = page.get_by_role("dialog", name="Erase your account?")
    await asked.get_by_label("Your password").fill(PASSWORD)
    await asked.get_by_role("button", name="Erase my account").click()
    erased = page.get_by_role("dialog", name="Your account is erased")
    await expect(erased).to_contain_text("Receipt")
    await erased.get_by_role("button", name="Close").last.click()
    await expect(page.get_by_role("button", name="Sign in")).to_be_visible()
