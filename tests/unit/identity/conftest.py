from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from inhouse.core import clock
from inhouse.identity import Identity
from inhouse.identity.passwords import Passwords
from inhouse.store import Store
from inhouse.vault import Vault


@pytest.fixture
async def vault(database: Store, tmp_path: Path) -> Vault:
    return await Vault.open(tmp_path / "master.key", database)


@pytest.fixture
async def identity(database: Store, vault: Vault) -> AsyncGenerator[Identity]:
    """With quick hashes; where their cost is the point, a test makes its own."""
    identity = Identity.open(database, vault, Passwords(memory_kib=64, passes=1))
    yield identity
    await identity.keys.close()


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Moves the clock forward."""
    moved = timedelta()
    real = clock.now

    def move(by: timedelta) -> None:
        nonlocal moved
        moved += by
        monkeypatch.setattr(clock, "now", lambda: real() + moved)

    return move
