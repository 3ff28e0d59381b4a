"""The socket, what is said when it cannot be had, and how it all ends."""

import asyncio
import os
import signal

import pytest

from inhouse.edge import listen as listen_module
from inhouse.edge.asgi import Receive, Scope, Send
from inhouse.edge.listen import AddressRefused, Exposed, PortTaken, bind, check_exposure, listen


def test_a_taken_port_is_named_with_the_next_step() -> None:
    listener = bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    with listener, pytest.raises(PortTaken) as error:
        bind("127.0.0.1", port)
    assert str(port) in error.value.message
    assert error.value.hint is not None
    assert "INHOUSE_PORT" in error.value.hint


def test_an_address_of_another_machine_is_refused_with_words() -> None:
    with pytest.raises(AddressRefused) as error:
        bind("192.0.2.1", 0)
    assert "192.0.2.1" in error.value.message


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "203.0.113.7"])
def test_other_machines_are_not_listened_to_in_the_clear(host: str) -> None:
    with pytest.raises(Exposed) as error:
        check_exposure(host, tls=False, proxies=False)
    assert host in error.value.message
    for line in ("INHOUSE_TLS_CERT_FILE=", "INHOUSE_TLS_KEY_FILE=", "INHOUSE_TRUSTED_PROXIES=", "INHOUSE_HOST="):
        assert line in (error.value.hint or "")
    check_exposure(host, tls=True, proxies=False)
    check_exposure(host, tls=False, proxies=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1"])
def test_this_machine_needs_no_tls(host: str) -> None:
    check_exposure(host, tls=False, proxies=False)


async def test_a_request_that_is_cut_at_the_end_clears_up_before_the_server_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listen_module, "_STOP_SECONDS", 0.05)
    arrived, ready, cleared = asyncio.Event(), asyncio.Event(), False

    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        nonlocal cleared
        arrived.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(100):
                await asyncio.sleep(0)
            cleared = True

    async def nothing() -> None:
        pass

    listener = bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    serving = asyncio.ensure_future(listen(app, listener, ready.set, nothing))
    await ready.wait()
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
    await arrived.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    await serving
    writer.close()
    assert cleared


async def test_a_connection_outlives_the_patience_of_clients_and_proxies_and_not_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert listen_module._IDLE_SECONDS > 60
    monkeypatch.setattr(listen_module, "_IDLE_SECONDS", 1)
    ready = asyncio.Event()

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def nothing() -> None:
        pass

    listener = bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    serving = asyncio.ensure_future(listen(app, listener, ready.set, nothing))
    await ready.wait()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        writer.write(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 204")
    answered = asyncio.get_running_loop().time()
    async with asyncio.timeout(30):
        assert await reader.read() == b""
    assert asyncio.get_running_loop().time() - answered > 0.9
    writer.close()
    os.kill(os.getpid(), signal.SIGTERM)
    await serving
