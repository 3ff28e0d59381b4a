"""The product in a folder of its own, with a person who uses it, as the measurements need it."""

import asyncio
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.client import Server
from bench.machine import command, descendants
from tests.product import Person, Product


@dataclass(frozen=True, slots=True)
class House:
    """A running product. `door` asks with an API key, `web` with the cookie of the person's session."""

    product: Product
    person: Person
    door: Server
    web: Server

    @property
    def engine(self) -> int:
        """The process of the model engine."""
        assert self.product.process is not None
        found = [pid for pid in descendants(self.product.process.pid) if "engine_process" in command(pid)]
        return found[-1]


@asynccontextmanager
async def house() -> AsyncGenerator[House]:
    """Start the product, with one person, and stop it at the end."""
    with tempfile.TemporaryDirectory(prefix="ih-") as folder:
        product = await asyncio.to_thread(Product(Path(folder)).start)
        try:
            async with product.person() as person:
                key = await asyncio.to_thread(product.make_key, person.email)
                door = Server(product.port, (("authorization", f"Bearer {key}"),))
                yield House(product, person, door, web_of(product, person))
        finally:
            await asyncio.to_thread(product.stop)


def web_of(product: Product, person: Person) -> Server:
    """The product as a person's browser speaks to it."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in person.client.cookies.jar)
    return Server(product.port, (("cookie", cookies), ("x-csrf-token", person.csrf)))
