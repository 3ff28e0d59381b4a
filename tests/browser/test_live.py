"""Answers that are being written: several tabs, several answers, the queue, failures, a server that goes away."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.product import Product
from tests.scripted import Gate, Upstream, failure, words
from tests.window import Window, window


async def test_a_second_tab_shows_the_text_so_far_and_goes_on_live(screen: Window, upstream: Upstream) -> None:
    first, second = Gate(), Gate()
    upstream.will(words("Once upon a time ", first, "there was a house ", second, "by the sea."))
    await screen.ask("Tell me a story")
    await expect(screen.answers.last).to_contain_text("Once upon a time")
    other = await screen.tab()
    await other.page.goto(screen.page.url)
    await expect(other.answers.last).to_contain_text("Once upon a time")
    first.open()
    for tab in (screen, other):
        await expect(tab.answers.last).to_contain_text("Once upon a time there was a house")
    await screen.page.reload()
    await expect(screen.answers.last).to_contain_text("Once upon a time there was a house")
    second.open()
    for tab in (screen, other):
        await expect(tab.answers.last).to_contain_text("Once upon a time there was a house by the sea.")
        await tab.finished(tab.answers.last)


async def test_stopping_in_one_tab_stops_in_the_other_and_the_text_stays(screen: Window, upstream: Upstream) -> None:
    upstream.will(words("Half of ", Gate(), "never"))
    await screen.ask("Tell me a story")
    await expect(screen.answers.last).to_contain_text("Half of")
    other = await screen.tab()
    await other.page.goto(screen.page.url)
    await expect(other.answers.last).to_contain_text("Half of")
    await other.page.get_by_role("button", name="Stop", exact=True).click()
    for tab in (screen, other):
        await expect(tab.answers.last).to_contain_text("Stopped.")
        await expect(tab.answers.last).to_contain_text("Half of")
    await asyncio.wait_for(upstream.left(), 5)


async def test_two_answers_at_once_in_two_chats_do_not_mix(screen: Window, upstream: Upstream) -> None:
    red, blue = Gate(), Gate()
    upstream.will(words("Red begins ", red, "red ends."))
    await screen.ask("The red question")
    await expect(screen.answers.last).to_contain_text("Red begins")
    upstream.will(words("Blue begins ", blue, "blue ends."))
    await screen.page.keyboard.press("Control+Shift+O")
    await expect(screen.page.get_by_role("heading", name=re.compile("Good"))).to_be_visible()
    await screen.ask("The blue question")
    await expect(screen.answers.last).to_contain_text("Blue begins")
    await expect(screen.page.get_by_text("is being answered")).to_have_count(2)
    red.open()
    await expect(screen.page.get_by_text("is being answered")).to_have_count(1)
    await expect(screen.answers.last).not_to_contain_text("red")
    blue.open()
    await expect(screen.answers.last).to_contain_text("Blue begins blue ends.")
    await screen.chats.filter(has_text="The red question").click()
    await expect(screen.answers.last).to_contain_text("Red begins red ends.")


async def test_an_answer_goes_on_while_the_reader_is_elsewhere(screen: Window, upstream: Upstream) -> None:
    gate = Gate()
    upstream.will(words("It begins ", gate, "and it ends."))
    await screen.ask("A question")
    await expect(screen.answers.last).to_contain_text("It begins")
    address = screen.page.url
    await screen.page.goto("about:blank")
    gate.open()
    await screen.page.goto(address)
    await expect(screen.answers.last).to_contain_text("It begins and it ends.")


async def test_the_place_in_the_queue_is_shown(screen: Window, product: Product, upstream: Upstream) -> None:
    gates = [Gate() for _ in range(4)]
    upstream.will(*(words("busy ", gate, "done") for gate in gates))
    async with product.person() as bob:
        runs = [await bob.say(await bob.new_chat(), "Keep the model busy") for _ in gates]
        await asyncio.wait_for(asyncio.gather(*(gate.reached.wait() for gate in gates)), 15)
        await screen.ask("When is it my turn?")
        await expect(screen.answers.last).to_contain_text("Next in line")
        gates[0].open()
        await screen.finished(screen.answers.last)
        for gate in gates:
            gate.open()
        for run in runs:
            await bob.answer(run["run_id"])


async def test_a_failed_answer_says_why_and_can_be_tried_again(screen: Window, upstream: Upstream) -> None:
    broken = failure(500, "secret words of the model server")
    upstream.will(broken, broken, broken, words("Now it works."))
    await screen.ask("Will it work?")
    alert = screen.answers.last.get_by_role("alert")
    await expect(alert).to_be_visible()
    await expect(alert).not_to_contain_text("secret words")
    await alert.get_by_role("button", name="Try again").click()
    await expect(screen.answers.last).to_contain_text("Now it works.")
    await expect(screen.page.get_by_role("alert")).to_have_count(0)


async def test_a_message_that_can_never_fit_says_how_large_it_is(screen: Window) -> None:
    screen.watch.allow("400")
    await screen.ask("word " * 40_000)
    await expect(screen.page.get_by_role("alert")).to_contain_text("does not fit")
    await expect(screen.composer).not_to_have_value("")


@pytest_asyncio.fixture(loop_scope="session")
async def own(tmp_path: Path, upstream: Upstream) -> AsyncIterator[Product]:
    """An installation of this test's own, to be killed."""
    product = Product(tmp_path, {"INHOUSE_ENGINE": "off"}).start()
    try:
        await product.add_model(upstream.port)
        yield product
    finally:
        if product.process is not None and product.process.poll() is None:
            product.stop()


async def _kill(product: Product) -> None:
    await asyncio.to_thread(product.stop, signal.SIGKILL)


async def test_a_killed_server_is_said_and_the_answer_continues_when_it_is_back(
    browser: Browser, own: Product, upstream: Upstream
) -> None:
    async with own.person() as ada, window(browser, own.address, ada) as here:
        await _answer_is_interrupted(here, own, upstream)
        await _and_continues(here, upstream)


async def _answer_is_interrupted(here: Window, own: Product, upstream: Upstream) -> None:
    here.watch.allow("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_RESET", "ERR_INCOMPLETE_CHUNKED_ENCODING", "50[23]")
    await here.page.goto("/")
    upstream.will(words("Once upon ", "a time ", Gate(), "never"), words("there was a house."))
    await here.ask("Tell me a story")
    await expect(here.answers.last).to_contain_text("Once upon a time")
    # What was shown 100 ms ago is kept: that is the promise, and a person cannot be quicker.
    await asyncio.sleep(0.2)
    await _kill(own)
    await here.composer.fill("A draft that must stay")
    away = here.page.get_by_role("status").filter(has_text="The server cannot be reached.")
    await expect(away).to_be_visible(timeout=30_000)
    await expect(here.answers.last).to_contain_text("Once upon a time")
    await asyncio.to_thread(own.start)
    await expect(away).to_have_count(0, timeout=30_000)
    await expect(here.composer).to_have_value("A draft that must stay")
    await expect(here.answers.last).to_contain_text("Interrupted before it was finished.", timeout=30_000)


async def _and_continues(here: Window, upstream: Upstream) -> None:
    await here.answers.last.get_by_role("button", name="Continue").click()
    await expect(here.answers.last).to_contain_text("Once upon a time there was a house.")
    await here.finished(here.answers.last)
    await here.page.reload()
    await expect(here.answers.last).to_contain_text("Once upon a time there was a house.")
    assert len(upstream.requests) == 2
