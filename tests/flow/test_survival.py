"""What was acknowledged survives: a killed server, a lost database, readers who come and go."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.product import Product
from tests.scripted import Gate, Upstream, words


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Product]:
    """An installation of this test's own, to be killed."""
    product = Product(tmp_path, {"INHOUSE_ENGINE": "off"}).start()
    yield product
    if product.process is not None and product.process.poll() is None:
        product.stop()


def processes_of(product: Product, name: str = "") -> list[int]:
    """The ids of every process that works below the installation's folder, or has it among its arguments."""
    folder, found = str(product.folder), []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
            command = (entry / "comm").read_text()
            # A walled-off process sees its folder under another name; its mounts tell which it is.
            mounts = (entry / "mountinfo").read_text()
        except OSError:
            continue
        if state != "Z" and name in command and (folder.encode() in told or folder in mounts):
            found.append(int(entry.name))
    return found


async def _nothing_is_left(product: Product) -> None:
    deadline = time.monotonic() + 10
    while processes_of(product) and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    assert processes_of(product) == []


async def test_a_killed_server_loses_nothing_and_the_answer_goes_on(own: Product) -> None:
    async with Upstream() as upstream, own.person() as ada:
        model = await own.add_model(upstream.port)
        gate = Gate()
        upstream.will(words("Once upon ", "a time ", gate, "never"), words("there was a house."))
        chat = await ada.new_chat(model=model)
        run = await ada.say(chat, "Tell me a story")
        seen = ""
        async for _, event in ada.events(run["run_id"]):
            seen += event.get("text", "")
            if seen == "Once upon a time ":
                break
        await asyncio.sleep(0.1)  # the promise: what was shown 100 ms ago is kept
        own.stop(signal.SIGKILL)
        await _nothing_is_left(own)
        own.start()

        question, answer = await ada.messages(chat)
        assert (question["text"], answer["text"]) == ("Tell me a story", "Once upon a time ")
        assert answer["status"] == "interrupted"
        events = [event async for _, event in ada.events(run["run_id"])]
        assert events[-1] == {"type": "finished", "reason": "interrupted"}

        more = await ada.send("POST", f"/api/chats/{chat}/runs", {"kind": "continue", "message_id": answer["id"]})
        assert more.status_code == 202, more.text
        await ada.answer(more.json()["run_id"])
        assert (await ada.messages(chat))[-1]["text"] == "Once upon a time there was a house."
        # This server cannot go on within an answer, so it is told what it said and asked for more.
        sent = [message["content"] for message in upstream.requests[-1].json["messages"]]
        assert sent[:2] == ["Tell me a story", "Once upon a time "]


async def test_after_any_end_no_process_is_left(tmp_path: Path) -> None:
    for how in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        product = Product(tmp_path, {"INHOUSE_ENGINE": "off"}).start()
        assert processes_of(product)
        product.stop(how)
        await _nothing_is_left(product)


async def test_the_database_gone_for_a_while_is_said_and_comes_back(own: Product) -> None:
    async with Upstream() as upstream, own.person() as ada:
        model = await own.add_model(upstream.port)
        gate = Gate()
        upstream.will(words("It goes ", gate, "on."), words("Back again."))
        chat = await ada.new_chat(model=model)
        run = await ada.say(chat, "Stay with me")
        await asyncio.wait_for(gate.reached.wait(), 10)
        stopped = processes_of(own, "postgres")
        assert stopped
        for pid in stopped:  # away, as behind a network that swallows everything
            os.kill(pid, signal.SIGSTOP)
        try:
            begin = time.monotonic()
            away = await ada.get("/api/chats")
            assert (away.status_code, away.json()["code"]) == (503, "database_away")
            assert int(away.headers["retry-after"]) >= 1
            assert time.monotonic() - begin < 15
            assert (await ada.client.get("/healthz")).status_code == 200
            assert (await ada.client.get("/readyz")).status_code == 503
            gate.open()
            await asyncio.sleep(1)
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)
        deadline = time.monotonic() + 15
        while (await ada.client.get("/readyz")).status_code != 200:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.2)
        while (last := (await ada.messages(chat))[-1])["status"] == "running":
            assert time.monotonic() < deadline
            await asyncio.sleep(0.2)
        assert last["text"] == "It goes on."
        again = await ada.say(chat, "And now?", run["message_id"])
        assert (await ada.answer(again["run_id"]))[0] == "Back again."


async def test_a_crashed_database_comes_back_by_itself(own: Product) -> None:
    async with own.person() as ada:
        chat = await ada.new_chat()
        for pid in processes_of(own, "postgres"):
            os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 15
        while (reply := await ada.get(f"/api/chats/{chat}")).status_code != 200:
            assert reply.status_code == 503, reply.text
            assert reply.headers["retry-after"]
            assert time.monotonic() < deadline
            await asyncio.sleep(0.1)


async def test_closing_the_reader_does_not_stop_the_answer(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        model = await product.add_model(upstream.port)
        gate = Gate()
        upstream.will(words("One ", gate, "two"))
        chat = await ada.new_chat(model=model)
        run = await ada.say(chat, "Count")
        numbers = []
        async for number, event in ada.events(run["run_id"]):
            numbers.append(number)
            if event["type"] == "text_delta":
                break
        gate.open()
        rest = [(number, event) async for number, event in ada.events(run["run_id"], after=numbers[-1])]
        assert [number for number, _ in rest] == list(range(numbers[-1] + 1, numbers[-1] + 1 + len(rest)))
        assert "".join(event.get("text", "") for _, event in rest) == "two"
        assert rest[-1][1] == {"type": "finished", "reason": "stop"}


async def test_stop_in_one_chat_leaves_the_other_and_reaches_the_model(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        model = await product.add_model(upstream.port)
        first_gate, second_gate = Gate(), Gate()
        upstream.will(words("first ", first_gate, "more"), words("second ", second_gate, "more"))
        first, second = await ada.new_chat(model=model), await ada.new_chat(model=model)
        one = await ada.say(first, "One")
        await asyncio.wait_for(first_gate.reached.wait(), 10)
        two = await ada.say(second, "Two")
        await asyncio.wait_for(second_gate.reached.wait(), 10)
        begin = time.monotonic()
        assert (await ada.send("POST", f"/api/runs/{one['run_id']}/cancel")).status_code == 202
        text, last = await ada.answer(one["run_id"])
        assert time.monotonic() - begin < 5
        assert (text, last) == ("first ", {"type": "finished", "reason": "cancelled"})
        await asyncio.wait_for(upstream.left(), 5)
        second_gate.open()
        assert (await ada.answer(two["run_id"]))[0] == "second more"
        assert (await ada.messages(first))[-1]["status"] == "cancelled"


async def test_the_same_send_twice_is_one_turn(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        model = await product.add_model(upstream.port)
        upstream.will(words("Only once."))
        chat = await ada.new_chat(model=model)
        message = "0199f000-0000-7000-8000-" + os.urandom(6).hex()
        first = await ada.say(chat, "Hello", message_id=message)
        second = await ada.say(chat, "Hello", message_id=message)
        assert first == second
        await ada.answer(first["run_id"])
        assert len(await ada.messages(chat)) == 2
        assert len(upstream.requests) == 1


async def test_five_hundred_silent_connections_hold_nobody_up(product: Product) -> None:
    silent = [await asyncio.open_connection("127.0.0.1", product.port) for _ in range(500)]
    try:
        begin = time.monotonic()
        assert httpx2.get(f"{product.address}/healthz").status_code == 200
        assert time.monotonic() - begin < 5
    finally:
        for _, writer in silent:
            writer.close()
