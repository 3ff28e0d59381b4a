"""Places for checkpoints as the configuration file has them."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.ledger.witness import MOST, Mail, Web, Witness, read_witnesses
from inhouse.net import Destinations, Login, Tcp

HTTP = {"name": "auditor", "kind": "http", "where": "https://witness.example.com/log/"}

MAIL = {
    "name": "council",
    "kind": "mail",
    "where": "smtps://mail.example.com",
    "sender": "inhouse@example.com",
    "to": "council@example.com, second.auditor+log@audit.example.org",
}


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


def test_people_who_get_mail_are_read(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("pass word\n", "utf-8")
    named = {"user": "inhouse", "password_file": str(password), "every": "2h"}
    first, second = read_witnesses([MAIL, MAIL | named | {"name": "b", "where": "smtp://mail.example.com:2525"}])
    assert isinstance(first.place, Mail)
    assert isinstance(second.place, Mail)
    assert (first.every, first.place.security, first.place.login) == (timedelta(days=1), "tls", None)
    assert first.place.entry.endpoint == Tcp("mail.example.com", 465, "https")
    assert first.place.recipients == ("council@example.com", "second.auditor+log@audit.example.org")
    assert (second.every, second.place.security) == (timedelta(hours=2), "starttls")
    assert second.place.login == Login("inhouse", "pass word")
    assert second.place.entry.endpoint == Tcp("mail.example.com", 2525, "https")
    assert "pass word" not in repr(second)
    table = Destinations()
    second.declare(table)
    assert table.names() == ("checkpoints b",)


def test_a_password_that_is_more_than_one_line_is_refused(tmp_path: Path) -> None:
    password = tmp_path / "password"
    for text in ("one\r\nRCPT TO:<x@example.com>", "pässword"):
        password.write_text(text, "utf-8")
        with pytest.raises(InvalidRequest, match="one line"):
            read_witnesses([MAIL | {"user": "inhouse", "password_file": str(password)}])


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
    MAIL | {"where": "mail.example.com:465"},
    MAIL | {"where": "https://mail.example.com"},
    MAIL | {"where": "smtps://mail.example.com/path"},
    MAIL | {"where": "smtps://mail.example.com\r\n"},
    MAIL | {"where": "smtps://user@mail.example.com"},
    MAIL | {"where": "smtps://mail.example.com:0"},
    MAIL | {"to": ""},
    MAIL | {"to": "a@example.com,"},
    MAIL | {"to": "a@example.com\r\nBcc: b@example.com"},
    MAIL | {"to": "a@example.com>, <b@example.com"},
    MAIL | {"to": "a@example.com SIZE=1"},
    MAIL | {"to": ",".join(["a@example.com"] * (MOST + 1))},
    MAIL | {"sender": "Inhouse <a@example.com>"},
    MAIL | {"sender": "a@example.com\nSubject: b"},
    MAIL | {"sender": "a@b@example.com"},
    MAIL | {"user": "inhouse"},
    MAIL | {"password_file": "/nowhere/at/all"},
    MAIL | {"user": "in house", "password_file": "/nowhere/at/all"},
    MAIL | {"token_file": "/nowhere/at/all"},
    HTTP | {"to": "a@example.com"},
]


def test_what_cannot_be_meant_is_refused_with_words() -> None:
    for table in WRONG:
        with pytest.raises(InvalidRequest):
            read_witnesses([table])
    with pytest.raises(InvalidRequest, match="same name"):
        read_witnesses([HTTP, HTTP])
    with pytest.raises(InvalidRequest, match=str(MOST)):
        read_witnesses([HTTP] * (MOST + 1))


def test_a_password_in_the_wrong_place_is_not_repeated() -> None:
    with pytest.raises(InvalidRequest, match="has no password") as refused:
        read_witnesses([MAIL | {"user": "inhouse", "password": "correct horse"}])
    assert "correct" not in f"{refused.value.message} {refused.value.hint}"


def test_nothing_goes_outside_without_tls() -> None:
    (found,) = read_witnesses([HTTP | {"where": "http://witness.example.com/log"}])
    with pytest.raises(InhouseError, match="TLS"):
        found.declare(Destinations())


@pytest.mark.parametrize(
    ("table", "key"),
    [(HTTP, "token_file"), (HTTP | {"kind": "s3", "key_id": "A", "region": "b"}, "key_file"), (MAIL, "password_file")],
)
def test_a_file_with_a_key_that_cannot_be_read_is_named(table: dict[str, str], key: str, tmp_path: Path) -> None:
    given = table | {key: "/nowhere/at/all"} | ({"user": "inhouse"} if key == "password_file" else {})
    with pytest.raises(InvalidRequest, match="cannot be read: /nowhere/at/all"):
        read_witnesses([given])
    with pytest.raises(InvalidRequest, match="cannot be read: ~nobody-of-that-name/x"):
        read_witnesses([given | {key: "~nobody-of-that-name/x"}])
    (tmp_path / "empty").touch()
    with pytest.raises(InvalidRequest, match=r"is empty: .*empty\."):
        read_witnesses([given | {key: str(tmp_path / "empty")}])
