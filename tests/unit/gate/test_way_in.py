import asyncio
import socket
import tempfile
from pathlib import Path

import pytest

from inhouse.gate import Outlet, take_listener
from inhouse.net import Client, Destinations
from inhouse.net.errors import GateRefused
from tests.gates import LOG
from tests.ledgers import MemoryLog


def _made() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


@pytest.mark.parametrize("there", [True, False])
async def test_the_socket_that_people_come_in_by_is_handed_over(there: bool) -> None:
    outlet = Outlet(Client(Destinations()), Destinations(), MemoryLog(), LOG, _made if there else None)
    with tempfile.TemporaryDirectory(prefix="ih-") as folder:
        path = str(Path(folder) / "gate.sock")
        await outlet.open(path)
        try:
            if there:
                with await asyncio.to_thread(take_listener, path) as listener:
                    listener.setblocking(True)
                    with socket.create_connection(listener.getsockname()), listener.accept()[0] as arrived:
                        assert arrived.getsockname() == listener.getsockname()
            else:
                with pytest.raises(GateRefused):
                    await asyncio.to_thread(take_listener, path)
        finally:
            await outlet.close()
