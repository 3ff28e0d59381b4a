"""A full disk costs nothing that was acknowledged, is said in words, and is over when there is room again."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from typing_extensions import override

from tests.product import Person, Product
from tests.scripted import Gate, Upstream, words

MEGABYTES = 96
_MOUNT = f'mount -t tmpfs -o size={MEGABYTES}m,mode=0700 tmpfs "$0"'

_WRITE_LOG = """
import asyncio, pathlib, sys
import asyncpg
from inhouse.store.embedded import EmbeddedPostgres, Role

async def main():
    at = EmbeddedPostgres.running(pathlib.Path(sys.argv[1]))(Role.OWNER)
    connection = await asyncpg.connect(
        host=str(at.host), port=at.port, user=at.user, password=at.password, database=at.database
    )
    for _ in range(200):
        await connection.execute("SELECT pg_logical_emit_message(false, 'test', repeat('x', 1000000))")

asyncio.run(main())
"""


@dataclass
class OnSmallDisk(Product):
    """An installation whose data folder is a small disk of its own, which only its processes see."""

    @property
    def disk(self) -> Path:
        """The data folder, seen from outside."""
        assert self.process is not None
        return Path(f"/proc/{self.process.pid}/root{self.folder}/data")

    def inside(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command where the small disk is seen."""
        assert self.process is not None
        own = [] if os.getuid() == 0 else ["-U", "--preserve-credentials"]
        enter = ["nsenter", "-t", str(self.process.pid), "-m", *own, "--", *words]
        return subprocess.run(
            enter, env=self.environment, input=stdin, capture_output=True, text=True, timeout=60, check=False
        )

    @override
    def command(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return self.inside(*self.program, *words, stdin=stdin)

    def fill(self) -> None:
        """Leave no byte free."""
        with (self.disk / "ballast").open("ab", buffering=0) as ballast, suppress(OSError):
            while ballast.write(bytes(4096)):
                pass

    def use_up_the_log(self) -> None:
        """Have PostgreSQL write into its log until it ends for want of room."""
        done = self.inside(sys.executable, "-c", _WRITE_LOG, str(self.folder / "data"))
        assert "ConnectionDoesNotExistError" in done.stderr, done.stderr

    def make_room(self) -> None:
        (self.disk / "ballast").unlink()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[OnSmallDisk]:
    (tmp_path / "data").mkdir()
    data = str(tmp_path / "data")
    if os.getuid() == 0:
        wrapper = ("unshare", "-m", "sh", "-c", f'{_MOUNT} && exec "$@"', data)
    else:
        ourselves = f"unshare -Um --map-user={os.getuid()} --map-group={os.getgid()}"
        wrapper = ("unshare", "-Urm", "sh", "-c", f'{_MOUNT} && exec {ourselves} "$@"', data)
    tried = subprocess.run([*wrapper, "true"], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"this machine lets nobody mount a small disk: {tried.stderr.strip()}")
    product = OnSmallDisk(tmp_path, {"INHOUSE_ENGINE": "off"}, wrapper=wrapper)
    product.start()
    yield product
    product.stop()


async def answer_to(ada: Person, chat: str, text: str, parent: str | None) -> tuple[int, str]:
    """Say something; gives back the status, and the run's or the error's name. Whatever is refused is refused well."""
    body = {"kind": "say", "parent_id": parent, "text": text}
    reply = await ada.send("POST", f"/api/chats/{chat}/runs", body)
    if reply.status_code == 202:
        return 202, reply.json()["run_id"]
    assert int(reply.headers["retry-after"]) >= 1
    assert len(reply.json()["message"]) > 10
    return reply.status_code, reply.json()["code"]


async def until_ready(ada: Person) -> None:
    async with asyncio.timeout(30):
        while (await ada.get("/readyz")).status_code != 200:
            await asyncio.sleep(0.1)


async def stored(ada: Person, chat: str) -> list[tuple[str, str]]:
    """All questions of a chat with their answers, as they are stored when nothing is being written any more."""
    while True:
        whole = (await ada.get(f"/api/chats/{chat}/export", format="json")).json()["messages"]
        if all(message["status"] == "complete" for message in whole):
            break
        await asyncio.sleep(0.2)
    questions = {message["id"]: message["text"] for message in whole if message["role"] == "user"}
    return [(questions[one["parent_id"]], one["text"]) for one in whole if one["role"] == "assistant"]


async def test_a_full_disk_loses_nothing_and_is_over_when_there_is_room(small: OnSmallDisk) -> None:
    async with Upstream() as upstream, small.person() as ada:
        model = await small.add_model(upstream.port)
        gate = Gate()
        upstream.will(words("Kept."), words("Begun ", gate, "and ended."))
        chat, other = await ada.new_chat(model=model), await ada.new_chat(model=model)
        before = await ada.say(chat, "Before")
        await ada.answer(before["run_id"])
        await ada.say(other, "Meanwhile")
        await asyncio.wait_for(gate.reached.wait(), 10)

        small.fill()
        refused, acknowledged = 0, [("Before", "Kept.")]
        for number in range(12):
            text = f"{number} " + "x" * 5_000
            status, name = await answer_to(ada, chat, text, None)
            if status == 202:
                acknowledged.append((text, (await ada.answer(name))[0]))
            else:
                assert (status, name) == (507, "storage_full")
                refused += 1
        assert refused
        # What is there can be read.
        assert len((await ada.get("/api/chats")).json()["items"]) == 2
        assert (await ada.get(f"/api/chats/{other}/messages")).json()["items"][0]["text"] == "Meanwhile"
        assert (await ada.get("/api/search", q="before")).json()["items"]

        # The worst comes: not even the log of the database has room, and the database stops.
        await asyncio.to_thread(small.use_up_the_log)
        status, name = await answer_to(ada, chat, "Anybody there?", None)
        assert (status, name) == (503, "database_away")
        gate.open()
        assert (await ada.client.get("/healthz")).status_code == 200

        small.make_room()
        await until_ready(ada)
        assert await stored(ada, other) == [("Meanwhile", "Begun and ended.")]
        assert await stored(ada, chat) == acknowledged
        upstream.will(words("There is room."))
        async with asyncio.timeout(15):
            while (said := await answer_to(ada, chat, "Again?", before["message_id"]))[0] != 202:
                await asyncio.sleep(0.2)
        assert (await ada.answer(said[1]))[0] == "There is room."
