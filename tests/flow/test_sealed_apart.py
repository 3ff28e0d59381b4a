"""Sealed in two units or containers: a gate, and an application in a place without a network that is made for it."""

import asyncio
import grp
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.product import Product
from tests.scripted import Upstream, words
from tests.sealing import can_be_proved

# As a unit or a container would: no network, and of the database nothing but the folder of its socket.
_PLACE = """
set -e
mkdir -p {kept}
mount --bind {socket} {kept}
mount -t tmpfs -o mode=0755 tmpfs {database}
mkdir -p {socket}
mount --bind {kept} {socket}
install -d -m 700 {application} {ledger}
install -d -m 700 {application}/ledger
mount -o bind,ro {ledger} {application}/ledger
exec setpriv --groups {group} --bounding-set=-all --inh-caps=-all "$@"
"""


class Apart(Product):
    """A gate whose application is started apart."""

    application: subprocess.Popen[bytes] | None = None

    @property
    def gate(self) -> Path:
        return self.folder / "between" / "gate.sock"

    def start_both(self) -> None:
        """Start the gate, then the application where it has no network."""
        self.folder.mkdir(exist_ok=True, parents=True)
        with (self.folder / "output.txt").open("ab") as output:
            words = [*self.program, "gate", "serve", "--socket", str(self.gate)]
            self.process = subprocess.Popen(words, env=self.environment, stdout=output, stderr=output)
        while "The gate is at" not in self.output:
            assert self.process.poll() is None, self.output
        database = self.folder / "data" / "database"
        place = _PLACE.format(
            kept=self.folder / "kept",
            socket=database / "server" / "socket",
            database=database,
            application=self.folder / "application",
            ledger=self.folder / "data" / "ledger",
            group=grp.getgrnam("inhouse-db").gr_gid if os.getuid() == 0 else os.getgid(),
        )
        wrapper = ["unshare", "-n", "-m", "sh", "-c", place, "sh"]
        own = {"INHOUSE_DATA_DIR": str(self.folder / "application"), "PATH": os.environ["PATH"]}
        key = {name: self.environment[name] for name in ("INHOUSE_MASTER_KEY_FILE", "INHOUSE_ENGINE")}
        with (self.folder / "application.txt").open("ab") as output:
            words = [*wrapper, *self.program, "serve", "--sealed", "--gate", str(self.gate)]
            self.application = subprocess.Popen(words, env={**own, **key}, stdout=output, stderr=output)
        self.wait_until_ready()

    def stop_both(self) -> None:
        """Stop the application, then the gate."""
        if self.application is not None:
            self.application.terminate()
            self.application.wait(30)
        self.stop()


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apart]:
    can_be_proved()
    folder = tmp_path_factory.mktemp("apart")
    product = Apart(folder, {"INHOUSE_ENGINE": "off", "INHOUSE_MASTER_KEY_FILE": str(folder / "keys" / "master.key")})
    try:
        product.start_both()
    except AssertionError as error:
        said = (folder / "application.txt").read_text()
        product.stop_both()
        raise AssertionError(said) from error
    yield product
    product.stop_both()


async def test_an_application_started_apart_is_reached_and_reaches_its_model_through_the_gate(apart: Apart) -> None:
    async with Upstream() as upstream, apart.person() as person:
        model = await apart.add_model(upstream.port, fit_for_work=True)
        upstream.will(words("Hello"))
        text, last = await person.answer((await person.say(await person.new_chat(model=model), "hello"))["run_id"])
        assert (text, last["type"]) == ("Hello", "finished"), last
        run = await person.say(await person.new_chat(model=model), "And on record?")
        await person.answer(run["run_id"])
        async with asyncio.timeout(20):
            while (await person.get(f"/api/messages/{run['message_id']}/receipt")).json()["known"] != "proved":
                await asyncio.sleep(0.2)
    said = (apart.folder / "application.txt").read_text()
    assert "Ready in" in said
    assert httpx2.get(f"{apart.address}/healthz", timeout=5).status_code == 200


@pytest.mark.parametrize(
    ("wrapper", "words"),
    [
        ((), "This process has a network"),
        (("unshare", "-n"), "rights of root"),
    ],
)
def test_an_application_that_is_not_put_in_such_a_place_says_so_and_does_not_start(
    wrapper: tuple[str, ...], words: str, apart: Apart, tmp_path: Path
) -> None:
    command = [*wrapper, sys.executable, "-m", "inhouse", "serve", "--sealed", "--gate", str(apart.gate)]
    environment = {**apart.environment, "INHOUSE_DATA_DIR": str(tmp_path / "data")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert words in done.stderr
    assert "hint: " in done.stderr


def test_the_gates_key_comes_back_with_the_keys(apart: Apart, tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text("correct horse battery staple\n")
    sealed = ("--passphrase-file", str(tmp_path / "passphrase"))
    paths = {kind: str(tmp_path / f"{kind}.backup") for kind in ("create", "keys")}
    for kind, path in paths.items():
        done = apart.command("backup", kind, path, *sealed)
        assert done.returncode == 0, done.stderr
    other = Product(tmp_path / "other", {"INHOUSE_MASTER_KEY_FILE": str(tmp_path / "other" / "keys" / "master.key")})
    back = other.command("backup", "restore", *paths.values(), *sealed)
    assert back.returncode == 0, back.stderr
    kept, restored = apart.folder / "data" / "gate", other.folder / "data" / "gate"
    for name in ("key", "approved.json"):
        assert (restored / name).read_bytes() == (kept / name).read_bytes()
        assert (restored / name).stat().st_mode & 0o777 == 0o600
    assert restored.stat().st_mode & 0o777 == 0o700
