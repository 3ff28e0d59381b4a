"""History off in the page: switched on, said in the words of the data terms, there after a reload, gone at the end."""

import asyncio
import re

from playwright.async_api import expect

from tests.browser.test_accessible import OVERFLOW, violations
from tests.canaries import Canaries
from tests.product import Person, Product
from tests.scripted import Upstream, words
from tests.window import Window

_STORED = """async () => {
  const kept = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
  for (const { name } of await indexedDB.databases()) kept.push(`database ${name}`);
  for (const name of await caches.keys()) kept.push(`cache ${name}`);
  kept.push(String((await navigator.serviceWorker?.getRegistrations?.() ?? []).length));
  return kept.join("\\n");
}"""


async def test_a_chat_without_history_survives_a_reload_and_leaves_nothing(
    screen: Window, upstream: Upstream, ada: Person, product: Product
) -> None:
    page, canaries = screen.page, Canaries()
    switch = page.get_by_role("button", name="History off for this chat")
    await expect(switch).to_have_attribute("aria-pressed", "false")
    await switch.press("Enter")
    await expect(switch).to_have_attribute("aria-pressed", "true")
    said = page.get_by_role("status").filter(has_text="Not stored here.")
    await expect(said).to_contain_text("Forgotten when you sign out, after 4 hours without use")
    await expect(page.locator("main header").get_by_text("History off")).to_be_visible()
    assert await violations(screen) == []
    upstream.will(words(canaries.word("answer")))
    await screen.composer.fill(canaries.word("draft"))
    await screen.ask_and_wait(canaries.word("question"))
    await screen.composer.fill(canaries.word("draft"))
    await expect(screen.chats).to_have_count(0)
    await page.reload()
    await expect(screen.questions.last).to_contain_text(canaries.word("question"))
    await expect(screen.answers.last).to_contain_text(canaries.word("answer"))
    await expect(page.locator("main header").get_by_text("History off")).to_be_visible()
    await expect(switch).to_have_count(0)
    await screen.composer.fill(canaries.word("draft"))
    kept: str = await page.evaluate(_STORED)
    assert canaries.found([("the browser", kept.encode())]) == {}
    assert await page.evaluate(OVERFLOW) <= 0
    address = page.url
    await page.goto("about:blank")
    assert (await ada.send("DELETE", "/api/session")).status_code == 204
    async with product.person() as ben, asyncio.timeout(30):
        # Whoever signs in again does not find it; nor does anybody else.
        assert (await ben.get(f"/api/chats/{address.rpartition('/')[2]}")).status_code == 404
        await ada.sign_in()
        while (await ada.get(f"/api/chats/{address.rpartition('/')[2]}")).status_code != 404:
            await asyncio.sleep(0.2)


async def test_a_rule_of_the_organisation_takes_the_choice_away(
    screen: Window, upstream: Upstream, product: Product
) -> None:
    page = screen.page
    done = await asyncio.to_thread(product.command, "history", "set", "off")
    assert done.returncode == 0, done.stderr
    try:
        await page.reload()
        await expect(page.get_by_role("button", name=re.compile("keeps no chats"))).to_have_attribute(
            "aria-pressed", "true"
        )
        await screen.ask_and_wait("Hello")
        await expect(page.locator("main header").get_by_text("History off")).to_be_visible()
    finally:
        await asyncio.to_thread(product.command, "history", "set", "free")
    await page.goto("/")
    await expect(page.get_by_role("button", name="History off for this chat")).to_be_enabled()
