"""A person's browser window on the running product, watched: nothing may break the page's rules unseen."""

import os
import re
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypedDict, Unpack

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    Playwright,
    Request,
    ViewportSize,
    expect,
)

from tests.product import Person

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # Whatever a page asks for, nothing leaves the machine; that it asked is counted.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
LONGEST_WAIT_MS = 60_000


class Look(TypedDict, total=False):
    """What a browser shows on and how; the names are Playwright's."""

    viewport: ViewportSize
    locale: str
    color_scheme: Literal["light", "dark"]
    reduced_motion: Literal["reduce"]
    has_touch: bool
    is_mobile: bool


SCREEN: Look = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US", "reduced_motion": "reduce"}
PHONE: Look = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

# Violations come to the console too, but not those of a document that is gone the next moment.
_REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error("CSP violation: " + event.effectiveDirective + " " + event.blockedURI));
"""

# Where a part of what is shown has to be fetched first, React hides all around it up to the next boundary: the page
# goes away for a moment, and with it the focus and the letters that are typed just then. Only a page that is left may.
_REPORT_HIDDEN = """
(() => {
  let left = new Set();
  const page = (path) => (path === "/" || path.startsWith("/chats/") ? "chat" : path);
  for (const name of ["pushState", "replaceState"]) {
    const change = history[name];
    history[name] = function (...to) {
      const before = page(location.pathname);
      change.apply(this, to);
      if (page(location.pathname) !== before) left = new Set(document.querySelectorAll("#main > *, body > * > *"));
    };
  }
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      const { style } = target;
      const hidden = style?.display === "none" && style.getPropertyPriority("display") === "important";
      if (hidden && !left.has(target)) console.error("Hidden while fetching: " + target.cloneNode().outerHTML);
    }
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["style"] });
})();
"""


@dataclass
class Watch:
    """What went wrong in a window. `allow` names what a test brings about itself, as patterns."""

    address: str
    allowed: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def allow(self, *patterns: str) -> None:
        self.allowed.extend(patterns)

    def on(self, context: BrowserContext) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.troubles.append(f"error: {error.error}"))
        context.on("dialog", self._dialog)

    def check(self) -> None:
        """Raises AssertionError when something went wrong that was not allowed."""
        wrong = [text for text in self.troubles if not any(re.search(pattern, text) for pattern in self.allowed)]
        assert wrong == [], "\n".join(wrong)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.troubles.append(f"foreign request: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            where = message.location.get("url", "")
            self.troubles.append(f"console: {message.text} {where}")

    async def _dialog(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        await dialog.dismiss()


def chromium() -> str | None:
    """The browser of this machine, as `scripts/browser` found it or by its usual names."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


@asynccontextmanager
async def launched(playwright: Playwright) -> AsyncIterator[Browser]:
    """The machine's Chromium; skips, or fails where it is required, when there is none."""
    path = chromium()
    if path is None:
        needed = os.environ.get("CI") == "true" or os.environ.get("REQUIRE_BROWSER") == "1"
        (pytest.fail if needed else pytest.skip)("No Chromium was found; on Debian: sudo apt-get install chromium")
    expect.set_options(timeout=LONGEST_WAIT_MS)
    browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
    yield browser
    await browser.close()


@asynccontextmanager
async def window(
    browser: Browser, address: str, person: Person | None = None, **look: Unpack[Look]
) -> AsyncGenerator["Window"]:
    """A browser of its own, signed in as `person`; fails at the end if anything went wrong in it."""
    context = await browser.new_context(base_url=address, **(SCREEN | look))
    context.set_default_timeout(LONGEST_WAIT_MS)
    recording = os.environ.get("RECORD_BROWSER")
    if recording:
        await context.tracing.start(screenshots=True, snapshots=True)
    watch = Watch(address)
    watch.on(context)
    await context.add_init_script(_REPORT_VIOLATIONS)
    await context.add_init_script(_REPORT_HIDDEN)
    if person is not None:
        cookies = [{"name": name, "value": value, "url": address} for name, value in person.client.cookies.items()]
        await context.add_cookies(cookies)  # pyright: ignore[reportArgumentType]
    try:
        yield Window(context, await context.new_page(), watch)
    finally:
        if recording:
            name = re.sub(r"\W+", "-", os.environ.get("PYTEST_CURRENT_TEST", "window").rpartition("::")[2])
            await context.tracing.stop(path=Path(recording) / f"{name}.zip")
        await context.close()
    watch.check()


@dataclass
class Window:
    """One browser and its first page; locators speak the words that people read."""

    context: BrowserContext
    page: Page
    watch: Watch

    async def tab(self) -> "Window":
        """A further tab of the same browser."""
        return Window(self.context, await self.context.new_page(), self.watch)

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name=re.compile("^(Message|Nachricht)$"))

    @property
    def chats(self) -> Locator:
        """The lines of the sidebar."""
        return self.page.get_by_role("navigation", name="Chats").get_by_role("link")

    @property
    def questions(self) -> Locator:
        return self.page.locator("[data-role=user]")

    @property
    def answers(self) -> Locator:
        return self.page.locator("[data-role=assistant]")

    async def open_chat(self, chat: str) -> None:
        await self.page.goto(f"/chats/{chat}")
        await expect(self.composer).to_be_visible()

    async def ask(self, text: str) -> None:
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def finished(self, answer: Locator, seconds: float = 15) -> None:
        """Wait until an answer is written to its end."""
        button = answer.get_by_role("button", name=re.compile("^(Answer again|Neu antworten)$"))
        await expect(button).to_be_attached(timeout=seconds * 1000)

    async def ask_and_wait(self, text: str) -> Locator:
        """Ask, wait for the end; gives back the answer's row."""
        await self.ask(text)
        # Only rows near the sight are in the page: what counts is that this question's answer is the last of them.
        await expect(self.questions.last).to_contain_text(text[:60])
        await expect(self.page.locator("[data-message]").last).to_have_attribute("data-role", "assistant")
        await self.finished(self.answers.last)
        return self.answers.last

    async def in_menu(self, button: Locator, item: str) -> None:
        """Open a menu and choose an item."""
        await button.click()
        await self.page.get_by_role("menuitem", name=item, exact=True).click()

    @property
    def chat_menu(self) -> Locator:
        """The menu of the open chat, in the header above the thread."""
        return self.page.locator("main header").get_by_role("button", name=re.compile("^(Menu of|Menü von)"))
