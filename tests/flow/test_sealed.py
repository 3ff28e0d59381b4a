"""Sealed: from inside the application, taken over by an attacker, nothing gets out but by the gate."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.product import Person, Product, free_port
from tests.scripted import Gate, Upstream, words
from tests.sealing import SUPPORT, Sealed, servers
from tests.support.attacks import ATTACKS

ON_THE_WAY_IN = [name for name in ATTACKS if name.startswith("a listening socket")]
"""These end the application's listening, so they come last."""
KEY = "sk-canary-5fd1b3a67c9e4f0d8a2b"


@pytest.fixture(scope="module")
def _machine() -> Iterator[dict[str, int]]:
    """Servers of this machine that the application is not meant to reach."""
    with servers() as ports:
        yield ports


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory, _machine: dict[str, int]) -> Iterator[Sealed]:
    folder = tmp_path_factory.mktemp("sealed")
    settings = {"INHOUSE_ENGINE": "off", "PROVIDER_KEY_FOR_THIS_TEST": KEY}
    product = Sealed(folder, settings, ports=_machine)
    product.start()
    yield product
    product.stop()


@pytest.fixture(scope="module")
def outside(_machine: dict[str, int]) -> dict[str, bool]:
    """The control: which of the attacks succeed where there is a way."""
    command = [sys.executable, "outside.py", str(_machine["TCP"]), str(_machine["UDP"])]
    done = subprocess.run(
        ["unshare", "-r", "-n", "-m", *command], cwd=SUPPORT, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", [name for name in ATTACKS if name not in ON_THE_WAY_IN])
def test_no_way_leads_out_of_the_application(name: str, sealed: Sealed, outside: dict[str, bool]) -> None:
    assert outside[name], "the attack does not even work where there is a way"
    said = sealed.inside(ATTACKS[name])
    assert not said["reached"], said


def test_of_all_path_sockets_of_the_machine_the_application_reaches_its_few(sealed: Sealed, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as ours:
        ours.bind(str(tmp_path / "ours.sock"))
        ours.listen()
        (tmp_path / "ours.sock").chmod(0o777)
        listed = (line.split() for line in Path("/proc/net/unix").read_text().splitlines()[1:])
        paths = sorted({line[7] for line in listed if len(line) > 7 and line[7].startswith("/")})
        assert str(tmp_path / "ours.sock") in paths
        source = f"""
import socket
reached = []
for path in {paths!r}:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        with socket.socket(socket.AF_UNIX, kind) as pipe:
            pipe.settimeout(2)
            try:
                pipe.connect(path)
                reached.append(path)
            except OSError:
                pass
"""
        said = sealed.inside(source)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as pipe:
            pipe.connect(str(tmp_path / "ours.sock"))
    reached = {Path(path).name for path in said["reached"]}
    # PostgreSQL runs behind mounts of its own, where its socket has another path; that it is reached, the rest shows.
    assert {"gate.sock"} <= reached <= {"gate.sock", ".s.PGSQL.5432"}, said


def test_files_that_are_not_the_applications_are_not_there(sealed: Sealed) -> None:
    data, config = sealed.data, sealed.data / "inhouse.toml"
    hidden = [data / "gate" / "key", data / "gate" / "approved.json", data / "database" / "passwords" / "inhouse_owner"]
    assert all(path.is_file() for path in hidden)
    gate = f"/proc/{sealed.gate()}"
    not_read = [*map(str, hidden), f"{gate}/mem", f"{gate}/environ", f"{gate}/root" + "/etc/shadow", "/proc/1/environ"]
    not_read += ["/etc/shadow", "/run", "/var"]
    not_written = [str(config), f"{data}/server.json", f"{data}/outlet/x", f"{SUPPORT}/x", "/usr/x", "/etc/x", "/x"]
    not_written += ["/proc/sys/kernel/core_pattern"]
    source = f"""
import os
reached = []
for path in {not_read!r}:
    try:
        os.close(os.open(path, os.O_RDONLY))
        reached.append(path)
    except OSError:
        pass
for path in {not_written!r}:
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT))
        reached.append(path)
    except OSError:
        pass
try:
    os.rename("{config}", "{config}.old")
    reached.append("renamed")
except OSError:
    pass
"""
    assert sealed.inside(source)["reached"] == []
    control = f"open({str(data / 'mine')!r}, 'w').close()\nreached = len(open({str(config)!r}).read())"
    assert sealed.inside(control)["reached"]


def test_other_processes_cannot_be_touched(sealed: Sealed) -> None:
    source = f"""
import os, signal
reached = []
for pid in ({sealed.gate()}, {sealed._pid()}, {os.getpid()}):
    try:
        os.kill(pid, 0)
        reached.append(pid)
    except PermissionError:
        pass
"""
    assert sealed.inside(source)["reached"] == []


@pytest.mark.parametrize("process", ["gate_process", "sealed_process"])
def test_gate_and_application_are_in_no_core_dump_before_they_hear_anything(process: str) -> None:
    program = f"""
import ctypes, io, sys
from inhouse.app import {process}
sys.stdin = io.StringIO("no orders")
try:
    {process}.main()
except ValueError:
    print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"


def test_the_kernel_dumps_no_core_of_the_sealed_application(sealed: Sealed) -> None:
    source = "import ctypes\nreached = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)"
    assert sealed.inside(source) == {"reached": 0, "why": ""}


def test_the_database_gives_the_application_no_program_no_file_and_no_other_role(sealed: Sealed) -> None:
    source = """
import asyncio, asyncpg, threading
def ask(address, statement):
    async def work():
        connection = await asyncpg.connect(address, timeout=5)
        try:
            return await connection.fetch(statement)
        finally:
            await connection.close()
    try:
        return str(asyncio.run(work()))
    except Exception as error:
        return type(error).__name__
app, jobs = ORDERS["addresses"]["inhouse_app"], ORDERS["addresses"]["inhouse_jobs"]
reached = {"control": ask(app, "SELECT 1 AS here"), "roles": sorted(ORDERS["addresses"])}
for name, address in (("app", app), ("jobs", jobs)):
    reached[name + " program"] = ask(address, "COPY (SELECT 1) TO PROGRAM 'true'")
    reached[name + " file"] = ask(address, "SELECT pg_read_file('PG_VERSION')")
    reached[name + " owner"] = ask(address, "SET ROLE inhouse_owner")
    reached[name + " auditor"] = ask(address, "SET ROLE inhouse_auditor")
    reached[name + " library"] = ask(address, "LOAD '/tmp/x.so'")
for role in ("inhouse_owner", "inhouse_auditor", "postgres"):
    reached["as " + role] = ask(app.replace("inhouse_app", role), "SELECT 1")
"""
    said = sealed.inside(source)["reached"]
    assert said.pop("control") == "[<Record here=1>]"
    assert said.pop("roles") == ["inhouse_app", "inhouse_jobs"]
    refused = {"InsufficientPrivilegeError", "InvalidPasswordError", "InvalidAuthorizationSpecificationError"}
    assert {name: how for name, how in said.items() if how not in refused} == {}


@dataclass
class World:
    product: Sealed
    upstream: Upstream
    model: str


@pytest.fixture(scope="module")
def model(sealed: Sealed) -> tuple[str, int]:
    """A model whose account has a key, added on the command line while the sealed product runs."""
    port = free_port()
    words = ["models", "add", "Scripted", "--endpoint", f"http://127.0.0.1:{port}/v1", "--upstream-model", "scripted"]
    done = sealed.command(*words, "--fit-for-work", "--api-key-env", "PROVIDER_KEY_FOR_THIS_TEST")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip(), port


@pytest.fixture
async def world(sealed: Sealed, model: tuple[str, int]) -> AsyncIterator[World]:
    async with Upstream(port=model[1]) as upstream:
        yield World(sealed, upstream, model[0])


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not await asyncio.to_thread(holds):
            await asyncio.sleep(0.05)


def _listed(product: Product, state: str) -> bool:
    """Whether the gate lists all accounts as being so."""
    done = product.command("gate", "list", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return all(row["state"] == state for row in json.loads(done.stdout))


async def _answered(person: Person, world: World) -> tuple[str, dict[str, Any]]:
    """The first answer that comes: the gate looks for changes every second, and takes a moment to be back."""
    async with asyncio.timeout(20):
        while True:
            text, last = await _asked(person, world, "hello")
            if last["type"] == "finished":
                return text, last


async def _asked(person: Person, world: World, text: str) -> tuple[str, dict[str, Any]]:
    chat = await person.new_chat(model=world.model)
    return await person.answer((await person.say(chat, text))["run_id"])


async def test_an_answer_comes_through_the_gate_which_alone_has_the_key(world: World) -> None:
    async with world.product.person() as person:
        world.upstream.will(words("Hello", " there"))
        text, last = await _answered(person, world)
        assert (text, last["type"]) == ("Hello there", "finished"), last
    assert world.upstream.requests[-1].headers["authorization"] == f"Bearer {KEY}"
    source = f"""
import os
# Backwards, so that what looks for the key does not itself put it into memory.
wanted, control, found = {KEY[::-1].encode()!r}, b"sboj_esuohni", {{"key": 0, "control": 0}}
with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb") as memory:
    for line in maps:
        place, rights = line.split()[:2]
        begin, end = (int(each, 16) for each in place.split("-"))
        if rights.startswith("rw") and "[v" not in line:
            try:
                memory.seek(begin)
                content = memory.read(end - begin)[::-1]
            except OSError:
                continue
            found["key"] += content.count(wanted)
            found["control"] += content.count(control)
reached = found, sorted(name for name in os.environ if "KEY" in name)
"""
    found, environment = world.product.inside(source)["reached"]
    assert found["control"] > 0
    assert found["key"] == 0
    assert environment == []


def test_the_gate_forwards_nothing_that_the_ledger_does_not_say(world: World) -> None:
    """What a taken-over application could say to the gate by itself; `test_outlet.py` has all refusals."""
    source = """
import socket
def ask(request):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as pipe:
        pipe.settimeout(5)
        pipe.connect(ORDERS["gate"])
        pipe.sendall(request)
        return pipe.recv(10000).decode()
limits = b"gate-limits: 5,5,5,65536,65536\\r\\n"
post = b"POST /v1/chat/completions HTTP/1.1\\r\\ngate-destination: %b\\r\\n" + limits
reached = [
    ask(post % b"Server%20on%20this%20machine" + b"content-length: 2\\r\\n\\r\\n{}"),
    ask(post % NAME + b"content-length: 2\\r\\n\\r\\n{}"),
    ask(post % NAME + b"gate-line: x/1\\r\\ngate-key: 00\\r\\ncontent-length: 2\\r\\n\\r\\n{}"),
    ask(b"GET /v1/models?words HTTP/1.1\\r\\ngate-destination: " + NAME + b"\\r\\n" + limits + b"\\r\\n"),
]
"""
    listed = world.product.command("accounts", "list", "--json")
    name = json.loads(listed.stdout)[0]["name"].replace(" ", "%20").replace(",", "%2C")
    before = len(world.upstream.requests) + len(world.upstream.gets)
    said = world.product.inside(f"NAME = {name.encode()!r}\n" + source)
    assert len(said["reached"]) == 4, said
    codes = [answer.split("gate-error: ")[1].split("\r\n")[0] for answer in said["reached"]]
    assert codes == ["destination_unknown", "gate_refused", "gate_refused", "gate_refused"]
    assert len(world.upstream.requests) + len(world.upstream.gets) == before


def test_the_doctor_sees_from_outside_that_it_is_sealed(sealed: Sealed) -> None:
    found = {each["id"]: each for each in json.loads(sealed.command("doctor", "--json").stdout)}
    assert found["sealed-gate"]["state"] == "enforced"
    assert found["no-network"]["state"] == "proved", found["no-network"]
    assert "sealed_process" in found["no-network"]["detail"]


async def test_where_words_go_is_changed_on_the_command_line_alone(world: World) -> None:
    async with world.product.person(admin=True) as admin:
        listed = (await admin.get("/api/admin/accounts")).json()["items"]
        account = listed[0]["id"]
        new = {"endpoint": "http://127.0.0.1:9/v1", "destination_class": "local"}
        for method, path, body in (
            ("PATCH", f"/api/admin/accounts/{account}", {"name": "Elsewhere"}),
            ("DELETE", f"/api/admin/accounts/{account}", None),
            ("POST", "/api/admin/accounts", new),
        ):
            refused = await admin.send(method, path, body)
            assert refused.status_code == 409, refused.text
            assert refused.json()["code"] == "changed_by_gate_only"
            assert "inhouse accounts edit" in refused.json()["hint"]


async def test_the_demo_is_not_possible_inside_and_the_page_is_told(world: World) -> None:
    async with world.product.person() as person:
        assert (await person.get("/api/demo")).json()["possible"] is False
        refused = await person.send("POST", "/api/demo")
        assert (refused.status_code, refused.json()["code"]) == (409, "demo_not_here")
        assert "inhouse demo" in refused.json()["hint"]


async def test_a_row_that_the_application_changes_in_the_database_closes_the_way(world: World) -> None:
    change = """
import asyncio, asyncpg
async def work():
    connection = await asyncpg.connect(ORDERS["addresses"]["inhouse_app"])
    await connection.execute(CHANGE)
    await connection.close()
asyncio.run(work())
reached = True
"""
    turn = "UPDATE models.accounts SET path = path || '{}'"
    assert world.product.inside(f"CHANGE = {turn.format('/elsewhere')!r}\n" + change)["reached"]
    async with world.product.person() as person:
        await _until(lambda: not _listed(world.product, "approved"))
        async with asyncio.timeout(20):
            last: dict[str, Any] = {}
            while last.get("type") != "failed":
                _, last = await _asked(person, world, "hello")
        before = len(world.upstream.requests)
        assert (await _asked(person, world, "hello"))[1]["type"] == "failed"
        assert len(world.upstream.requests) == before
        approved = world.product.command("gate", "approve", "--all")
        assert approved.returncode == 0, approved.stdout + approved.stderr
        world.upstream.will(words("again"))
        assert (await _answered(person, world))[0] == "again"
        # What is declared of a place stands in every line to it, so it counts as well.
        better = "UPDATE models.accounts SET terms = jsonb_set(terms, '{kept_days}', '0')"
        assert world.product.inside(f"CHANGE = {better!r}\n" + change)["reached"]
        await _until(lambda: not _listed(world.product, "approved"))
        assert world.product.command("gate", "approve", "--all").returncode == 0


async def test_a_gate_that_is_killed_in_mid_answer_is_started_again_and_the_words_so_far_are_kept(world: World) -> None:
    async with world.product.person() as person:
        held = Gate()
        world.upstream.will(words("so", " far", held, " lost"))
        chat = await person.new_chat(model=world.model)
        run = await person.say(chat, "tell me")
        text, last, killed = "", {"type": ""}, 0
        async for _, event in person.events(run["run_id"]):
            text = event["text"] if event["type"] == "snapshot" else text
            text += event["text"] if event["type"] == "text_delta" else ""
            last = event
            if text == "so far" and not killed:
                killed = world.product.gate()
                os.kill(killed, signal.SIGKILL)
        held.open()
        assert text == "so far", last
        assert last["type"] == "failed", last
        kept = await person.messages(chat)
        assert "so far" in str(kept[-1])
        await _until(lambda: world.product.gate_is_there(killed))
        world.upstream.will(words("well", " again"))
        text, last = await _answered(person, world)
        assert text == "well again", last


@pytest.mark.parametrize("name", ON_THE_WAY_IN)
def test_the_socket_that_people_come_in_by_leads_nowhere_else(
    name: str, sealed: Sealed, outside: dict[str, bool]
) -> None:
    assert outside[name], "the attack does not even work where there is a way"
    said = sealed.inside(ATTACKS[name])
    assert not said["reached"], said
