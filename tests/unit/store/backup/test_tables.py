import orjson
import pytest

from inhouse.store.backup.errors import BackupDamaged
from inhouse.store.backup.sealed import Plain
from inhouse.store.backup.tables import Table, skimmed


def line(value: object) -> bytes:
    written = orjson.dumps(value)
    return len(written).to_bytes(4) + written


HEAD = line({"table": ["chat", "chats"], "columns": ["id"]})
BLOCK = (3).to_bytes(4) + b"abc" + (0).to_bytes(4)
END = line({"rows": {"chat.chats": 1}, "files": {}})


async def test_a_backup_is_read_to_its_end_without_a_database() -> None:
    assert await skimmed(Plain([HEAD + BLOCK + END])) == {"chat.chats": 1}


@pytest.mark.parametrize(
    "plain", [b"", HEAD, HEAD + BLOCK, HEAD + BLOCK + END + b"more", (99).to_bytes(4) + b"no", b"\xff" * 9]
)
async def test_what_does_not_end_where_it_should_is_damaged(plain: bytes) -> None:
    with pytest.raises(BackupDamaged):
        await skimmed(Plain([plain]))


def test_a_table_is_named_with_its_schema() -> None:
    assert Table("chat", "chats", ("id",)).full_name == "chat.chats"
