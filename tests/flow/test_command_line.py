"""The commands and settings that scripts rely on."""

import asyncio
import json
import os
import signal
from pathlib import Path

import httpx2
import pytest

from inhouse import app, settings
from tests.product import PASSWORD, Product


def test_version_says_which(product: Product) -> None:
    done = product.process_of("version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "inhouse")


def test_people_and_keys_are_made_while_the_server_runs(product: Product) -> None:
    email = product.make_person(admin=True)
    key = product.make_key(email)
    assert key.startswith("ih_")
    reply = httpx2.get(f"{product.address}/v1/models", headers={"authorization": f"Bearer {key}"})
    assert reply.status_code == 200
    again = product.command("users", "create", "--email", email, "--name", "Ada", "--password-stdin", stdin=PASSWORD)
    assert again.returncode != 0
    assert "already" in again.stderr


def test_a_weak_password_and_an_unknown_person_are_refused_with_words(product: Product) -> None:
    words = ["users", "create", "--email", "weak@example.com", "--name", "Weak", "--password-stdin"]
    weak = product.process_of(*words, stdin="secret")
    assert weak.returncode == 1
    assert "Traceback" not in weak.stderr
    unknown = product.command("keys", "create", "--user", "nobody@example.com", "--name", "a", "--json")
    assert unknown.returncode == 1
    assert "nobody@example.com" in unknown.stderr


def test_status_tells_whether_it_runs(product: Product, tmp_path: Path) -> None:
    running = product.command("status", "--json")
    assert running.returncode == 0
    assert json.loads(running.stdout)["ready"] is True
    nowhere = Product(tmp_path)
    stopped = nowhere.command("status", "--json")
    assert json.loads(stopped.stdout)["running"] is False
    assert stopped.returncode == 1


@pytest.mark.allow_hosts(["127.0.0.2"])
async def test_status_finds_a_server_that_listens_at_another_address(tmp_path: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b'HTTP/1.1 200 OK\r\ncontent-length: 14\r\n\r\n{"ready":true}')
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(answer, "127.0.0.2", 0)
    address = f"http://127.0.0.2:{listening.sockets[0].getsockname()[1]}"
    async with listening:
        (tmp_path / "server.json").write_text(json.dumps({"pid": os.getpid(), "address": address}), "utf-8")
        found = await app.status(settings.load({"INHOUSE_DATA_DIR": str(tmp_path)}))
    assert (found["running"], found["ready"], found["address"]) == (True, True, address)


def test_health_is_told_to_anybody(product: Product) -> None:
    assert httpx2.get(f"{product.address}/healthz").json() == {"status": "alive"}
    assert httpx2.get(f"{product.address}/readyz").json()["ready"] is True


def test_people_and_keys_are_made_while_the_server_does_not_run(tmp_path: Path) -> None:
    installation = Product(tmp_path, {"INHOUSE_ENGINE": "off"})
    email = installation.make_person(admin=True)
    key = installation.make_key(email)
    installation.start()
    try:
        assert "/setup#" not in installation.output
        reply = httpx2.get(f"{installation.address}/v1/models", headers={"authorization": f"Bearer {key}"})
        assert reply.status_code == 200
    finally:
        assert installation.stop(signal.SIGINT) == 0


def test_a_wrong_setting_stops_the_start_and_names_the_line(tmp_path: Path) -> None:
    done = Product(tmp_path, {"INHOUSE_PROT": "80"}).command("serve")
    assert done.returncode == 1
    assert "remove the variable INHOUSE_PROT" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_damaged_name_of_the_server_is_said(tmp_path: Path) -> None:
    node = tmp_path / "data" / "node"
    node.parent.mkdir()
    node.write_text("")
    done = Product(tmp_path, {"INHOUSE_ENGINE": "off"}).command("serve")
    assert done.returncode == 1
    assert f"{node} does not hold the name" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_server_on_the_same_folder_is_refused(product: Product) -> None:
    other = Product(product.folder, {"INHOUSE_ENGINE": "off"})
    done = other.command("serve")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(product.process.pid if product.process else 0) in done.stderr


def test_a_port_that_is_taken_is_named(product: Product, tmp_path: Path) -> None:
    done = Product(tmp_path, {"INHOUSE_ENGINE": "off"}, port=product.port).command("serve")
    assert done.returncode == 1
    assert str(product.port) in done.stderr
    assert "INHOUSE_PORT" in done.stderr
