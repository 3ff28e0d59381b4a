"""Files in the page: dropped, pasted, picked; looked at, chosen in parts, sent, and refused with a reason."""

import base64
import re
from collections.abc import Awaitable, Callable

from playwright.async_api import FilePayload, Locator, expect

from tests import documents
from tests.browser.test_accessible import OVERFLOW, violations
from tests.product import Person
from tests.scripted import Upstream, words
from tests.window import PHONE, SCREEN, Look, Window

PAGES = [f"Page {number}: the figures of quarter {number}." for number in range(1, 6)]
REPORT = FilePayload(name="Report.pdf", mimeType="application/pdf", buffer=documents.pdf(*PAGES))
LOCKED = FilePayload(name="locked.pdf", mimeType="application/pdf", buffer=documents.pdf("secret", password=b"x"))

# What a browser does when files are let go over the page, or come from the clipboard.
_GIVE = """([how, name, content, on]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const given = new DataTransfer();
  given.items.add(new File([bytes], name));
  const target = document.querySelector(on);
  const usual = { bubbles: true, cancelable: true };
  if (how === "paste") target.dispatchEvent(new ClipboardEvent("paste", { clipboardData: given, ...usual }));
  else target.dispatchEvent(new DragEvent(how, { dataTransfer: given, ...usual }));
}"""


def chips(here: Window) -> Locator:
    return here.page.locator("form").get_by_role("list", name=re.compile("Attached files|Angehängte Dateien"))


async def pick(here: Window, *files: FilePayload) -> None:
    async with here.page.expect_file_chooser() as chooser:
        await here.page.get_by_role("button", name=re.compile("Attach files|Dateien anhängen")).click()
    await (await chooser.value).set_files(list(files))


async def give(here: Window, how: str, name: str, content: bytes, on: str = "main") -> None:
    await here.page.evaluate(_GIVE, [how, name, base64.b64encode(content).decode(), on])


def prompt_of(upstream: Upstream) -> str:
    return str(upstream.requests[-1].json["messages"][-1]["content"])


async def test_a_picked_file_is_read_and_its_chosen_parts_are_sent(screen: Window, upstream: Upstream) -> None:
    page = screen.page
    await screen.composer.fill("What are the figures?")
    await pick(screen, REPORT)
    await expect(chips(screen)).to_contain_text("5 pages")
    # The words that were typed before are still there.
    await expect(screen.composer).to_have_value("What are the figures?")
    await chips(screen).get_by_role("button", name=re.compile("^Report.pdf")).click()
    preview = page.get_by_role("dialog", name="Report.pdf")
    await expect(preview).to_contain_text(PAGES[0])
    await preview.get_by_role("button", name="Page 3", exact=True).click()
    await expect(preview).to_contain_text(PAGES[2])
    await preview.get_by_role("checkbox", name="Send Page 1").uncheck()
    await preview.get_by_role("checkbox", name="Send Page 2").uncheck()
    await preview.get_by_role("button", name="Use these parts").click()
    await expect(chips(screen)).to_contain_text("3 of 5 pages")
    upstream.will(words("They are fine."))
    await screen.composer.press("Enter")
    await expect(screen.answers.last).to_contain_text("They are fine.")
    await expect(screen.questions.last).to_contain_text("Report.pdf")
    await expect(screen.questions.last).to_contain_text("3 of 5 pages")
    await expect(chips(screen)).to_have_count(0)
    assert PAGES[0] not in prompt_of(upstream)
    assert PAGES[4] in prompt_of(upstream)
    # In the sent message it can be looked at again, and nothing can be chosen any more.
    await page.reload()
    await screen.questions.last.get_by_role("button", name=re.compile("^Report.pdf")).click()
    await expect(preview).to_contain_text(PAGES[2])
    await expect(preview.get_by_role("checkbox")).to_have_count(0)


async def test_files_come_by_drop_and_by_paste(screen: Window, upstream: Upstream) -> None:
    await expect(screen.composer).to_be_visible()
    await give(screen, "dragenter", "a.txt", b"")
    await expect(screen.page.get_by_text("Drop files to attach them")).to_be_visible()
    await give(screen, "drop", "dropped.csv", b"a,b\n1,2\n")
    await expect(chips(screen)).to_contain_text("dropped.csv")
    await expect(screen.page.get_by_text("Drop files to attach them")).to_have_count(0)
    await give(screen, "paste", "image.png", documents.picture("PNG"), "textarea")
    await expect(chips(screen)).to_contain_text("This model does not see pictures")
    upstream.will(words("Two."))
    await expect(screen.page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    # The server refuses a picture for this model: the message comes back with its files.
    screen.watch.allow("400 \\(Bad Request\\)")
    await screen.ask("What is it?")
    await expect(screen.page.get_by_role("alert")).to_contain_text("does not see pictures")
    await expect(screen.composer).to_have_value("What is it?")
    await chips(screen).get_by_role("button", name="Remove image.png").click()
    await screen.composer.press("Enter")
    await expect(screen.answers.last).to_contain_text("Two.")
    assert "1,2" in prompt_of(upstream)


async def test_what_cannot_be_read_says_why_and_holds_up_until_it_is_removed(screen: Window) -> None:
    await screen.composer.fill("Hm?")
    await pick(screen, LOCKED, FilePayload(name="empty.txt", mimeType="text/plain", buffer=b""))
    await expect(chips(screen)).to_contain_text("protected by a password")
    await expect(chips(screen)).to_contain_text("The file is empty")
    await expect(screen.page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    for name in ("locked.pdf", "empty.txt"):
        await chips(screen).get_by_role("button", name=f"Remove {name}").press("Enter")
    await expect(screen.page.get_by_role("button", name="Send", exact=True)).to_be_enabled()


async def test_files_are_for_everybody(
    open_window: Callable[..., Awaitable[Window]], ada: Person, upstream: Upstream
) -> None:
    dark, german = Look(color_scheme="dark"), Look(locale="de-DE")
    for look, direction in ((SCREEN, "ltr"), (dark, "ltr"), (PHONE, "ltr"), (german, "rtl")):
        here = await open_window(ada, **look)
        await here.page.goto("/")
        await expect(here.composer).to_be_visible()
        await here.page.evaluate("(direction) => { document.documentElement.dir = direction; }", direction)
        await pick(here, REPORT, LOCKED)
        await expect(chips(here)).to_contain_text(re.compile("5 pages|5 Seiten"))
        await expect(chips(here)).to_contain_text(re.compile("password|Passwort"))
        assert await violations(here) == []
        assert await here.page.evaluate(OVERFLOW) <= 0
        await chips(here).get_by_role("button", name=re.compile("^Report.pdf 5")).press("Enter")
        preview = here.page.get_by_role("dialog", name="Report.pdf")
        await expect(preview.get_by_role("checkbox").nth(2)).to_be_visible()
        await expect(preview).to_contain_text(PAGES[0])
        assert await violations(here) == []
        assert await here.page.evaluate(OVERFLOW) <= 0
        await here.page.keyboard.press("Escape")
        await expect(preview).to_have_count(0)
