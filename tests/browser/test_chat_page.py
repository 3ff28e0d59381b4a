"""What a person does in a chat, with a scripted model: reading, answering again, settings, the sidebar."""

import re

from playwright.async_api import expect

from tests.product import Person
from tests.scripted import Upstream, words
from tests.window import Window

RICH = """# A heading

Some **bold** words, `code`, and $e^{i\\pi} = -1$.

```python
def add(a: int, b: int) -> int:
    return a + b  # the sum
```

| name | value |
|------|------:|
| one  | 1     |
| two  | 2     |

- [x] done
- [ ] open

[A link](https://example.com/page)
"""


async def test_markdown_is_drawn_with_code_tables_and_formulas(screen: Window, upstream: Upstream) -> None:
    await screen.context.grant_permissions(["clipboard-read", "clipboard-write"])
    upstream.will(words(*(RICH[at : at + 7] for at in range(0, len(RICH), 7))))
    answer = await screen.ask_and_wait("Show me everything")
    await expect(answer.get_by_role("heading", name="A heading")).to_be_visible()
    await expect(answer.locator("strong")).to_have_text("bold")
    await expect(answer.locator("math").first).to_be_attached()
    # The highlighter has its say: the keyword has a colour of its own.
    colour = "(e) => getComputedStyle(e).color"
    keyword = answer.get_by_role("figure").locator("span", has_text=re.compile("^def$")).last
    await expect(keyword).to_be_visible()
    plain = answer.get_by_role("figure").locator("code")
    assert await keyword.evaluate(colour) != await plain.evaluate(colour)
    await expect(answer.get_by_role("table").get_by_role("row")).to_have_count(3)
    await expect(answer.get_by_role("checkbox")).to_have_count(2)
    link = answer.get_by_role("link", name="A link")
    await expect(link).to_have_attribute("rel", re.compile("noreferrer"))

    await answer.get_by_role("button", name="Copy code").click()
    copied = await screen.page.evaluate("navigator.clipboard.readText()")
    assert copied == "def add(a: int, b: int) -> int:\n    return a + b  # the sum"
    await answer.get_by_role("button", name="Copy table").click()
    assert "one\t1" in await screen.page.evaluate("navigator.clipboard.readText()")
    await answer.get_by_role("button", name="Copy", exact=True).click()
    assert (await screen.page.evaluate("navigator.clipboard.readText()")).strip() == RICH.strip()


async def test_answering_again_makes_a_second_version(screen: Window, upstream: Upstream) -> None:
    upstream.will(words("The first."), words("The second."))
    answer = await screen.ask_and_wait("Say something")
    await answer.get_by_role("button", name="Answer again").click()
    await expect(screen.answers.last).to_contain_text("The second.")
    versions = screen.answers.last.get_by_role("group", name="Version 2 of 2")
    await versions.get_by_role("button", name="Previous version").click()
    await expect(screen.answers.last).to_contain_text("The first.")
    await screen.page.reload()
    await expect(screen.answers.last).to_contain_text("The first.")
    await expect(screen.answers.last.get_by_role("group", name="Version 1 of 2")).to_be_visible()


async def test_a_rating_stays(screen: Window) -> None:
    answer = await screen.ask_and_wait("Say ok")
    good = answer.get_by_role("button", name="Good answer")
    async with screen.page.expect_response("**/rating"):
        await good.click()
        await expect(good).to_have_attribute("aria-pressed", "true")
    await screen.page.reload()
    await expect(good).to_have_attribute("aria-pressed", "true")
    await screen.answers.last.get_by_role("button", name="Bad answer").click()
    await expect(good).to_have_attribute("aria-pressed", "false")


async def test_a_rating_reaches_the_server_though_the_page_is_left_at_that_moment(screen: Window) -> None:
    answer = await screen.ask_and_wait("Say ok")
    # Asked of the page itself: the click and the leaving in one task, so that nothing comes between them.
    await answer.get_by_role("button", name="Good answer").evaluate(
        "(button) => { button.click(); location.assign('/privacy'); }"
    )
    await expect(screen.page.get_by_role("heading", name="My privacy")).to_be_visible()
    await screen.page.go_back()
    await expect(answer.get_by_role("button", name="Good answer")).to_have_attribute("aria-pressed", "true")


async def test_a_chat_is_renamed_pinned_and_archived(screen: Window) -> None:
    await screen.ask_and_wait("The older chat")
    await screen.page.get_by_role("navigation", name="Chats").wait_for()
    await screen.page.keyboard.press("Control+Shift+O")
    await expect(screen.page.get_by_role("heading", name=re.compile("Good"))).to_be_visible()
    await screen.ask_and_wait("The newer chat")
    await expect(screen.chats).to_have_text(["The newer chat", "The older chat"])

    older = screen.chats.filter(has_text="The older chat")
    await older.hover()
    menu = screen.page.get_by_role("button", name="Menu of “The older chat”")
    await screen.in_menu(menu, "Pin")
    await expect(screen.page.get_by_role("heading", name="Pinned")).to_be_visible()
    await expect(screen.chats).to_have_text(["The older chat", "The newer chat"])

    await screen.in_menu(screen.chat_menu, "Rename")
    title = screen.page.get_by_role("textbox", name="Title")
    await title.fill("A better name")
    await title.press("Enter")
    await expect(screen.chats).to_have_text(["The older chat", "A better name"])
    await expect(screen.page).to_have_title(re.compile("A better name"))

    async with screen.page.expect_response(lambda one: one.request.method == "PATCH"):
        await screen.in_menu(screen.chat_menu, "Archive")
        await expect(screen.chats).to_have_text(["The older chat"])
    await screen.page.goto("/?settings=data")
    await expect(screen.page.get_by_role("dialog").get_by_text("A better name")).to_be_visible()


async def test_instructions_and_temperature_reach_the_model(screen: Window, upstream: Upstream) -> None:
    page = screen.page
    await page.goto("/?settings=instructions")
    await page.get_by_label("What should every model know about you?").fill("I am a baker.")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Instructions saved")).to_be_visible()
    await page.goto("/")
    await page.get_by_role("button", name="Settings of this chat").click()
    await page.get_by_label("Instructions").fill("Answer in rhymes.")
    await page.get_by_role("switch", name="Choose how freely it answers").click()
    await page.get_by_role("slider").fill("0.3")
    await page.get_by_role("button", name="Save").click()
    await screen.ask_and_wait("What shall I bake?")
    sent = upstream.requests[-1].json
    system = [message["content"] for message in sent["messages"] if message["role"] == "system"]
    assert "I am a baker." in "".join(system)
    assert "Answer in rhymes." in "".join(system)
    assert sent["temperature"] == 0.3


async def test_search_finds_words_and_goes_to_the_message(screen: Window, upstream: Upstream) -> None:
    page = screen.page
    upstream.will(words("The porcelain is in the cupboard."))
    await screen.ask_and_wait("Where is the good tableware?")
    await page.goto("/")
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("combobox", name="Search your chats").fill("PORCELAIN")
    hit = page.get_by_role("option").filter(has_text="The porcelain is in the cupboard.")
    await expect(hit.locator("mark")).to_have_text("porcelain")
    await hit.click()
    await expect(page.get_by_text("The porcelain is in the cupboard.")).to_be_in_viewport()


async def test_older_messages_that_do_not_fit_are_said_and_marked(
    screen: Window, ada: Person, upstream: Upstream
) -> None:
    chat = await ada.new_chat()
    parent = None
    for number in range(3):
        # The model counts; how full its context is follows from that.
        upstream.will(words("ok", usage=(3_000 * (number + 1), 1)))
        said = await ada.say(chat, f"Number {number}: " + "many words of a long letter " * 500, parent)
        await ada.answer(said["run_id"])
        parent = said["message_id"]
    await screen.open_chat(chat)
    upstream.will(words("I still know the end of it."))
    answer = await screen.ask_and_wait("And what now?")
    await expect(answer).to_contain_text(re.compile(r"\d+ older messages did not fit and were left out"))
    await expect(screen.page.get_by_role("note").filter(has_text="Messages above this line")).to_be_attached()
    await expect(screen.page.get_by_role("img", name=re.compile(r"Memory of this chat: \d+% used"))).to_be_visible()


async def test_chats_are_exported_as_files(screen: Window) -> None:
    await screen.ask_and_wait("Keep this")
    async with screen.page.expect_download() as download:
        await screen.in_menu(screen.chat_menu, "Export as Markdown")
    text = (await (await download.value).path()).read_text("utf-8")
    assert "Keep this" in text
