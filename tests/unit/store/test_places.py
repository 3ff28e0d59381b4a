import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from inhouse.host import Launch, leave_socket_folder, private_folder, run_to_end, system_user
from inhouse.store import places
from inhouse.store.binaries import Binaries, find_binaries
from inhouse.store.places import SOCKET_NAME, Places, choose_view
from tests.support.people import mode

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as another user")


@pytest.fixture
def closed_binaries(tmp_path: Path) -> Binaries:
    """The binaries as in an environment below a closed home."""
    found = find_binaries()
    assert found is not None
    root = private_folder(tmp_path / "closed")
    for folder in found.folders:
        shutil.copytree(folder, root / folder.relative_to(found.root), copy_function=os.link)
    return Binaries(root, root / found.install.relative_to(found.root))


@pytest.fixture
def some_places(tmp_path: Path) -> Iterator[Places]:
    found = Places(tmp_path / "data" / "database")
    for folder in (found.settings, found.server, found.socket):
        private_folder(folder)
    yield found
    leave_socket_folder(found.server / "socket", SOCKET_NAME)


async def test_our_own_server_sees_the_folders_as_we_do(some_places: Places, closed_binaries: Binaries) -> None:
    view = await choose_view(some_places, closed_binaries, None)
    assert view.seen(some_places.cluster) == str(some_places.cluster)
    assert (view.binds, view.opens) == ((), ())


@pytest.fixture
def reachable_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@as_root
@pytest.mark.parametrize("may_mount", [True, False])
async def test_roots_server_reaches_closed_folders_and_binaries(
    some_places: Places,
    closed_binaries: Binaries,
    monkeypatch: pytest.MonkeyPatch,
    reachable_folder: Path,
    may_mount: bool,
) -> None:
    user = system_user("inhouse-db")
    assert user is not None
    os.chown(some_places.server, user.uid, user.gid)
    monkeypatch.setattr(places, "_COPIES", reachable_folder / "copies")
    choose = choose_view if may_mount else places._handed_over
    for _ in range(2):  # the second time finds the copy
        view = await choose(some_places, closed_binaries, user)
        program = f"{view.seen(closed_binaries.install)}/bin/initdb"
        script = 'cd "$1" && touch here && exec "$2" --version'
        words = ("/bin/sh", "-c", script, "sh", view.seen(some_places.server), program)
        status, output = await run_to_end(Launch(words, user=user, binds=view.binds, opens=view.opens), 30)
        assert (status, output.split()[0]) == (0, "initdb"), output
    assert (some_places.server / "here").owner() == "inhouse-db"
    assert (reachable_folder / "copies").exists() is not may_mount
    assert mode(closed_binaries.root) == 0o700
