"""Places for checkpoints as the configuration file has them."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.ledger.witness import MOST, Web, Witness, read_witnesses
from inhouse.net import Destinations, Tcp

HTTP = {"name": "auditor", "kind": "http", "where": "https://witness.example.com/log/"}


def test_a_folder_and_an_address_are_read(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("abc\n", "utf-8")
    folder, web = read_witnesses(
        [
            {"name": "share", "kind": "file", "where": str(tmp_path), "every": "10s"},
            HTTP | {"every": "2d", "token_file": str(token)},
        ]
    )
    assert folder == Witness("share", "file", timedelta(seconds=10), tmp_path)
    assert isinstance(web.place, Web)
    assert (web.every, web.place.path, web.place.token, web.place.host) == (
        timedelta(days=2), "/log", "abc", "witness.example.com:443",
    )  # fmt: skip
    assert web.place.entry.destination.destination_class is DestinationClass.EXTERNAL
    table = Destinations()
    for witness in (folder, web):
        witness.declare(table)
    assert table.names() == ("checkpoints auditor",)
    assert table.credential(table.find("checkpoints auditor")) == b"abc"


def test_an_s3_store_needs_its_key_and_region(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("secret", "utf-8")
    table = {"name": "bucket", "kind": "s3", "where": "http://127.0.0.1:9000/bucket", "destination": "local"}
    (found,) = read_witnesses([table | {"key_id": "AK", "key_file": str(key), "region": "eu-central-1"}])
    assert isinstance(found.place, Web)
    assert found.place.access is not None
    assert found.place.entry.endpoint == Tcp("127.0.0.1", 9000, "http")
    assert "secret" not in repr(found)
    with pytest.raises(InvalidRequest, match="key_file"):
        read_witnesses([table | {"key_id": "AK", "region": "eu-central-1"}])


WRONG: list[Mapping[str, object]] = [
    {},
    HTTP | {"name": "Über"},
    HTTP | {"kind": "mail"},
    HTTP | {"every": "1 hour"},
    HTTP | {"every": "1s"},
    HTTP | {"where": "ftp://witness.example.com"},
    HTTP | {"where": "https://user@witness.example.com"},
    HTTP | {"where": "https://witness.example.com/?a=b"},
    HTTP | {"where": "https://[witness"},
    HTTP | {"destination": "far"},
    HTTP | {"token_file": "/nowhere/at/all"},
    HTTP | {"region": "eu"},
    HTTP | {"colour": "red"},
    HTTP | {"every": 3600},
    {"name": "share", "kind": "file", "where": "relative"},
    {"name": "share", "kind": "file"},
]


def test_what_cannot_be_meant_is_refused_with_words() -> None:
    for table in WRONG:
        with pytest.raises(InvalidRequest):
            read_witnesses([table])
    with pytest.raises(InvalidRequest, match="same name"):
        read_witnesses([HTTP, HTTP])
    with pytest.raises(InvalidRequest, match=str(MOST)):
        read_witnesses([HTTP] * (MOST + 1))


def test_nothing_goes_outside_without_tls() -> None:
    (found,) = read_witnesses([HTTP | {"where": "http://witness.example.com/log"}])
    with pytest.raises(InhouseError, match="TLS"):
        found.declare(Destinations())
