"""Alembic is loaded for tables that change, and only then."""

import subprocess
import sys

import pytest

from inhouse.store import Addresses
from inhouse.store.migrate import migrate

LOADED = "import sys, inhouse.app.serve, inhouse.store.migrate; print('alembic' in sys.modules)"


async def test_a_database_of_this_version_needs_no_alembic(
    database_addresses: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "inhouse.store.upgrade", None)
    await migrate(database_addresses)


def test_the_server_loads_no_alembic() -> None:
    asked = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=120)
    assert asked.stdout.strip() == "False"
