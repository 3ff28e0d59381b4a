"""What the flow tests share: the product, running."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.product import Product


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One running installation without the model engine, shared by all tests of a worker."""
    folder: Path = tmp_path_factory.mktemp("product")
    running = Product(folder, {"INHOUSE_ENGINE": "off"}).start()
    yield running
    running.stop()
