"""What the browser tests share: one Chromium, one installation, a scripted model that people can choose."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Unpack

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.product import Person, Product, free_port
from tests.scripted import Upstream
from tests.window import Look, Window, launched, window

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One event loop for all: the browser lives in it."""
    for item in items:
        if HERE in item.path.parents and isinstance(item, pytest.Function):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright, launched(playwright) as running:
        yield running


@pytest.fixture(scope="session")
def model_port() -> int:
    """Where the scripted model listens, in every test anew."""
    return free_port()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def product(tmp_path_factory: pytest.TempPathFactory, model_port: int) -> AsyncIterator[Product]:
    """One running installation without the model engine, with the scripted model."""
    running = Product(tmp_path_factory.mktemp("product"), {"INHOUSE_ENGINE": "off"}).start()
    try:
        async with Upstream(port=model_port):
            await running.add_model(model_port, at_once=4)
        yield running
    finally:
        running.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def upstream(model_port: int) -> AsyncIterator[Upstream]:
    async with Upstream(port=model_port) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def ada(product: Product) -> AsyncIterator[Person]:
    """A new person, signed in."""
    async with product.person() as person:
        yield person


@pytest_asyncio.fixture(loop_scope="session")
async def screen(browser: Browser, product: Product, ada: Person, upstream: Upstream) -> AsyncGenerator[Window]:
    """Ada's window on the home screen, with the scripted model behind it."""
    async with window(browser, product.address, ada) as opened:
        await opened.page.goto("/")
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def open_window(browser: Browser, product: Product) -> AsyncIterator[Callable[..., Awaitable[Window]]]:
    """Opens further windows, with other sizes or for other people; they are closed and checked at the end."""
    async with AsyncExitStack() as stack:

        async def opened(person: Person | None, **look: Unpack[Look]) -> Window:
            return await stack.enter_async_context(window(browser, product.address, person, **look))

        yield opened
