"""Checkpoints get outside: to a folder, a witness, an S3-compatible store; and what goes wrong is told and mended."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from inhouse.core import clock
from inhouse.ledger import witnesses as witnesses_module
from inhouse.ledger.checkpoint import Checkpoint, sign
from inhouse.ledger.copies import write_copies
from inhouse.ledger.presigned import Access
from inhouse.ledger.witness import Web, Witness, read_witnesses
from inhouse.ledger.witnesses import Witnesses, pause_after
from inhouse.net import Client, Destinations, Trust
from tests.certificates import Authority
from tests.mail_servers import MailServer
from tests.moments import until
from tests.scripted import Upstream, failure, words

LOG, SEED = "one", b"s" * 32


def note(size: int, root: bytes = b"r" * 32) -> str:
    return sign(Checkpoint("inhouse/tenant/one", size, root), SEED)


@pytest.fixture
async def upstream() -> AsyncGenerator[Upstream]:
    async with Upstream() as server:
        yield server


def sending(witness: Witness, said: list[str | None]) -> Witnesses:
    table = Destinations()
    witness.declare(table)
    return Witnesses((witness,), Client(table), LOG, lambda: said[-1])


def web(upstream: Upstream, access: Access | None = None) -> Witness:
    entry = upstream.entry("checkpoints w")
    return Witness("w", "http", timedelta(hours=1), Web(entry, "/log", access=access))


async def test_a_folder_keeps_each_checkpoint_and_none_is_overwritten(tmp_path: Path) -> None:
    folder = Witness("share", "file", timedelta(hours=1), tmp_path / "kept")
    said: list[str | None] = [None]
    sender = sending(folder, said)
    assert not await sender.send(folder)
    assert sender.copies[0].trouble is None
    for size in (3, 5, 5):
        said.append(note(size))
        assert await sender.send(folder)
    kept = sorted((tmp_path / "kept").iterdir())
    assert [file.name for file in kept] == [f"one.{size:020d}.checkpoint" for size in (3, 5)]
    assert kept[1].read_text("utf-8") == note(5)
    assert (sender.copies[0].entries, sender.copies[0].trouble) == (5, None)

    said.append(note(3, b"x" * 32))
    assert not await sender.send(folder)
    assert "another checkpoint" in (sender.copies[0].trouble or "")
    assert kept[0].read_text("utf-8") == note(3)


async def test_a_witness_gets_what_is_new_and_trouble_is_told_until_it_is_over(upstream: Upstream) -> None:
    witness, said = web(upstream), [note(3)]
    sender = sending(witness, list(said))
    upstream.will(failure(503, "later"), words("thanks"), words("thanks"))
    assert not await sender.send(witness)
    assert sender.copies[0].trouble == "it answered with status 503"
    assert await sender.send(witness)
    assert await sender.send(witness)
    assert (sender.copies[0].entries, sender.copies[0].trouble) == (3, None)
    assert [request.body.decode() for request in upstream.requests] == [note(3), note(3)]
    assert {request.path for request in upstream.requests} == {"/log"}


async def test_an_s3_store_gets_a_signed_put(upstream: Upstream) -> None:
    witness = web(upstream, Access("AK", "secret", "eu-central-1"))
    sender = sending(witness, [note(7)])
    assert await sender.send(witness)
    (seen,) = upstream.requests
    assert seen.path.startswith("/log/one.00000000000000000007.checkpoint?X-Amz-Algorithm=AWS4-HMAC-SHA256")
    assert seen.body.decode() == note(7)


async def test_people_get_a_letter_and_what_the_mail_server_refuses_is_trouble(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    refused = MailServer(authority.server("localhost"), login=("inhouse", "pass"), refused=frozenset({"a@example.com"}))
    async with refused as server:
        table = {"name": "people", "kind": "mail", "where": f"smtp://localhost:{server.port}", "destination": "local"}
        (tmp_path / "password").write_text("pass\n", "utf-8")
        table |= {"sender": "inhouse@example.com", "to": "a@example.com, b@example.com"}
        table |= {"user": "inhouse", "password_file": str(tmp_path / "password")}
        (witness,) = read_witnesses([table])
        destinations = Destinations()
        witness.declare(destinations)
        sender = Witnesses((witness,), Client(destinations, trust=Trust(authority.bundle)), LOG, lambda: note(3))
        assert not await sender.send(witness)
        assert sender.copies[0].trouble == "checkpoints people: it refuses the recipient a@example.com with 550"
        assert not server.letters
        server.refused = frozenset()
        assert await sender.send(witness)
        assert await sender.send(witness), "nothing has changed, and nothing is sent"
    assert (sender.copies[0].entries, sender.copies[0].trouble) == (3, None)
    (letter,) = server.letters
    assert (letter.sender, letter.recipients) == ("inhouse@example.com", ("a@example.com", "b@example.com"))
    (attached,) = letter.message.iter_attachments()
    assert attached.get_filename() == "one.00000000000000000003.checkpoint"
    assert attached.get_content() == note(3).encode()


async def test_a_server_that_starts_again_writes_no_letter_before_its_time(tmp_path: Path) -> None:
    authority, told = Authority(tmp_path), tmp_path / "copies.json"
    async with MailServer(authority.server("localhost")) as server:
        table = {"name": "people", "kind": "mail", "where": f"smtp://localhost:{server.port}", "destination": "local"}
        (witness,) = read_witnesses([table | {"sender": "inhouse@example.com", "to": "a@example.com"}])
        destinations = Destinations()
        witness.declare(destinations)

        def started(size: int) -> Witnesses:
            client = Client(destinations, trust=Trust(authority.bundle))
            one = Witnesses((witness,), client, LOG, lambda: note(size), told)
            one.start()
            return one

        first = started(3)
        await until(lambda: first.copies[0].entries == 3)
        await first.stop()
        again = started(4)
        write_copies(told, [replace(first.copies[0], sent_at=clock.now() - timedelta(days=1))])
        later = started(5)
        await until(lambda: later.copies[0].entries == 5)
        await later.stop()
        await again.stop()
        assert (len(server.letters), again.copies) == (2, first.copies)


async def test_they_are_sent_in_time_and_soon_again_after_trouble(
    upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witnesses_module, "RETRY_SECONDS", 0.01)
    witness = web(upstream)
    sender = sending(witness, [note(3)])
    upstream.will(failure(500, "no"), failure(500, "no"))
    sender.start()
    await until(lambda: sender.copies[0].entries == 3)
    await sender.stop()
    assert len(upstream.requests) == 3


def test_a_letter_that_may_have_arrived_is_not_sent_again_every_minute(upstream: Upstream) -> None:
    table = {"name": "people", "kind": "mail", "where": "smtp://localhost:25", "destination": "local"}
    (people,) = read_witnesses([table | {"sender": "inhouse@example.com", "to": "a@example.com"}])
    assert [pause_after(failures, people) / 60 for failures in (0, 1, 2, 5, 100)] == [1, 2, 4, 32, 24 * 60]
    assert [pause_after(failures, web(upstream)) for failures in (0, 1, 100)] == [60, 60, 60]


async def test_another_process_is_told_how_it_goes(tmp_path: Path) -> None:
    folder = Witness("share", "file", timedelta(hours=1), tmp_path / "kept")
    told = tmp_path / "copies.json"
    sender = Witnesses((folder,), Client(Destinations()), LOG, lambda: note(3), told)
    asked = Witnesses((), Client(Destinations()), LOG, lambda: None, told)
    asked.elsewhere = True
    asked.start()
    assert asked.copies == ()
    sender.start()
    await until(lambda: asked.copies == sender.copies and sender.copies[0].entries == 3)
    await sender.stop()


async def test_what_cannot_be_read_or_reached_is_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    folder = Witness("share", "file", timedelta(hours=1), tmp_path / "file" / "below")
    sender = sending(folder, [note(1)])
    assert not await sender.send(folder)
    assert sender.copies[0].trouble is not None
    damaged = sending(folder, ["no note"])
    assert not await damaged.send(folder)
    assert damaged.copies[0].trouble is not None
