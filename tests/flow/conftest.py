"""What the flow tests share: the product, running."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.product import Product


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One running installation without the model engine, shared by all tests of a worker."""
    folder: Path = tmp_path_factory.mktemp("product")
    place = folder / "data"
    place.mkdir(0o700)
    checkpoints = f'[[checkpoints]]\nname = "share"\nkind = "file"\nwhere = "{folder / "share"}"\nevery = "10s"\n'
    (place / "inhouse.toml").write_text(checkpoints, "utf-8")
    running = Product(folder, {"INHOUSE_ENGINE": "off"}).start()
    yield running
    running.stop()
