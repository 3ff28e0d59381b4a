"""A test cannot reach the world by accident, and can reach what it starts itself."""

import asyncio
import socket
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

# TEST-NET-1 (RFC 5737): nobody answers there.
OUTSIDE = ("192.0.2.1", 9)


def test_a_connection_outside_is_refused() -> None:
    with pytest.raises((SocketConnectBlockedError, UserWarning)):
        socket.create_connection(OUTSIDE, timeout=1)


async def test_a_connection_outside_is_refused_on_the_loop_too() -> None:
    with pytest.raises((SocketConnectBlockedError, UserWarning)):
        await asyncio.open_connection(*OUTSIDE)


async def test_unix_sockets_and_loopback_work(tmp_path: Path) -> None:
    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"here")
        await writer.drain()
        writer.close()

    path = tmp_path / "socket"
    by_path = await asyncio.start_unix_server(answer, path)
    by_port = await asyncio.start_server(answer, "127.0.0.1", 0)
    address, port = by_port.sockets[0].getsockname()
    for opening in (asyncio.open_unix_connection(path), asyncio.open_connection(address, port)):
        reader, writer = await opening
        assert await reader.read() == b"here"
        writer.close()
        await writer.wait_closed()
    by_path.close()
    by_port.close()
