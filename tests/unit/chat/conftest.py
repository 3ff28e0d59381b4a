from pathlib import Path

import pytest

from inhouse.chat.records import Rows
from inhouse.store import Store
from inhouse.vault import Vault


@pytest.fixture
async def rows(database: Store, tmp_path: Path) -> Rows:
    """The place that stores, on an empty database."""
    return Rows(database, await Vault.open(tmp_path / "master.key", database), "here")
