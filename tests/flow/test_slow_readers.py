"""A client that reads one byte a second holds neither the model nor the memory nor anybody else."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from tests.flow.test_bad_input import MEGABYTE, head, key_of, memory_of
from tests.product import Person, Product
from tests.scripted import Gate, Upstream, words

PIECE = "abcdefgh" * 1024


@asynccontextmanager
async def slowly(product: Product, request: bytes) -> AsyncIterator[socket.socket]:
    """A client with a small buffer that has sent its request and read one byte."""
    loop = asyncio.get_running_loop()
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.setblocking(False)
        await loop.sock_connect(client, ("127.0.0.1", product.port))
        await loop.sock_sendall(client, request)
        assert await loop.sock_recv(client, 1) == b"H"
        yield client


async def a_byte_a_second(client: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await asyncio.sleep(1)
        assert len(await loop.sock_recv(client, 1)) == 1


async def nobody_waits(ada: Person) -> None:
    """Others are answered, long before the slow ones have read on."""
    for _ in range(5):
        began = time.monotonic()
        assert (await ada.get("/api/me")).status_code == 200
        assert time.monotonic() - began < 5


async def test_slow_readers_of_a_chat_cost_nothing(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        model = await product.add_model(upstream.port)
        upstream.will(words(*[PIECE] * 200), words(*[PIECE] * 200))
        alone = await ada.say(await ada.new_chat(model=model), "Tell me everything")
        await ada.answer(alone["run_id"])
        chat = await ada.new_chat(model=model)
        before = memory_of(product)
        run = await ada.say(chat, "And again")
        request = head(ada, "GET", f"/api/runs/{run['run_id']}/events")
        async with AsyncExitStack() as stack:
            clients = [await stack.enter_async_context(slowly(product, request)) for _ in range(10)]
            slow = [asyncio.create_task(a_byte_a_second(client)) for client in clients]
            text, last = await ada.answer(run["run_id"])
            assert (len(text), last) == (200 * len(PIECE), {"type": "finished", "reason": "stop"})
            await nobody_waits(ada)
            await asyncio.sleep(1.5)
            # The text is in memory once, and not once more for each reader.
            assert memory_of(product) - before < 12 * MEGABYTE
            assert not any(task.done() for task in slow)
            for task in slow:
                task.cancel()
        assert (await ada.messages(chat))[-1]["status"] == "complete"


async def test_a_slow_reader_at_a_door_frees_the_model(product: Product) -> None:
    async with Upstream() as upstream, product.person(admin=True) as ada:
        model = await product.add_model(upstream.port)
        written = Gate()
        upstream.will(words(*[PIECE] * 60, written))
        body = json.dumps({"model": model, "stream": True, "messages": [{"role": "user", "content": "Go"}]}).encode()
        request = head(ada, "POST", "/v1/chat/completions", authorization=f"Bearer {await key_of(ada)}")
        request = request[:-2] + f"content-length: {len(body)}\r\n\r\n".encode() + body
        before = memory_of(product)
        async with slowly(product, request) as client:
            slow = asyncio.create_task(a_byte_a_second(client))
            # Half a megabyte is taken from the model, though the reader has a few bytes of it.
            await asyncio.wait_for(written.reached.wait(), 10)
            written.open()
            async with asyncio.timeout(5):
                while (await ada.get("/api/admin/status")).json()["queue"]["running"]:
                    await asyncio.sleep(0.05)
            await nobody_waits(ada)
            assert memory_of(product) - before < 16 * MEGABYTE
            assert not slow.done()
            slow.cancel()


async def test_a_slow_reader_of_an_endless_answer_holds_back_the_model(product: Product) -> None:
    async with Upstream() as upstream, product.person() as ada:
        model = await product.add_model(upstream.port)
        upstream.will(words(*[PIECE] * 2000))
        body = json.dumps({"model": model, "stream": True, "messages": [{"role": "user", "content": "Go"}]}).encode()
        request = head(ada, "POST", "/v1/chat/completions", authorization=f"Bearer {await key_of(ada)}")
        request = request[:-2] + f"content-length: {len(body)}\r\n\r\n".encode() + body
        before = memory_of(product)
        async with slowly(product, request):
            await asyncio.sleep(2)
            assert memory_of(product) - before < 24 * MEGABYTE
            await nobody_waits(ada)
        # It has gone: so has the call to the model.
        await asyncio.wait_for(upstream.left(), 5)
