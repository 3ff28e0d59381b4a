"""The name of this server: it names the server's log in the ledger, and what belongs to it among several."""

import os
import re
import secrets
from pathlib import Path

from inhouse.host import FolderRefused, private_folder, sync_folder


def node_of(data_dir: Path) -> str:
    """The name of this server: the same after every start on this data folder, and no other server's."""
    path = private_folder(data_dir) / "node"
    if not path.exists():
        _write_whole(path, secrets.token_hex(8))
    name = path.read_text("ascii", "replace").strip()
    if re.fullmatch(r"[0-9a-f]{16}", name) is None:
        raise FolderRefused(
            f"The file {path} does not hold the name of this server.",
            hint="Bring it back from a backup, or remove it: this server then begins a new log in the ledger.",
        )
    return name


def keep_node(data_dir: Path, name: str) -> None:
    """Be the server of that name, which the gate has given us. Raises FolderRefused if this folder is another's."""
    path = private_folder(data_dir) / "node"
    if not path.exists():
        _write_whole(path, name)
    if node_of(data_dir) != name:
        raise FolderRefused(
            f"The folder {data_dir} belongs to another server than this gate.",
            hint="Give the application a data folder of its own for this gate.",
        )


def _write_whole(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all, whenever the power goes."""
    unfinished = path.with_name(f"{path.name}.new")
    with unfinished.open("w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync_folder(path.parent)
