"""The product as people run it: `inhouse serve` in a process of its own, and a person with a browser's manners."""

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2

from tests.zygote import ZYGOTE

PASSWORD = "correct horse battery staple"
_START_SECONDS = 150
_NOTICED_SECONDS = 0.15


def free_port() -> int:
    """A TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Product:
    """One installation: a data folder and a port. `settings` are further INHOUSE_ variables."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    wrapper: tuple[str, ...] = ()
    administrator: str | None = None
    serving: tuple[str, ...] = ("serve",)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def program(self) -> tuple[str, ...]:
        """The command `inhouse`."""
        return (sys.executable, "-m", "inhouse")

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "INHOUSE_DATA_DIR": str(self.folder / "data"),
            "INHOUSE_MASTER_KEY_FILE": str(self.folder / "keys" / "master.key"),
            "INHOUSE_PORT": str(self.port),
        }
        outside = {name: value for name, value in os.environ.items() if not name.startswith("INHOUSE_")}
        return outside | own | self.settings

    @property
    def output(self) -> str:
        """Everything that the server has printed and logged."""
        return (self.folder / "output.txt").read_text("utf-8", "replace")

    def start(self, until: str = "/readyz") -> "Product":
        """Start the server and wait until it says at that address that all is well."""
        self.folder.mkdir(exist_ok=True, parents=True)
        with (self.folder / "output.txt").open("ab") as output:
            words = [*self.wrapper, *self.program, *self.serving]
            self.process = subprocess.Popen(words, env=self.environment, stdout=output, stderr=output)
        try:
            self.wait_until_ready(until)
        except AssertionError:
            # Whoever fails to start it stops nothing: the server would run on, and its children with it.
            self.stop(signal.SIGKILL)
            raise
        return self

    def wait_until_ready(self, until: str = "/readyz") -> None:
        """Wait for the server to say yes; raises AssertionError with the output when it does not."""
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, self.output
            try:
                if httpx2.get(f"{self.address}{until}", timeout=5).status_code == 200:
                    return
            except httpx2.TransportError:
                pass
            time.sleep(0.02)
        raise AssertionError(self.output)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; gives back the exit status."""
        assert self.process is not None
        self.process.send_signal(how)
        return self.process.wait(30)

    def command(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run an `inhouse` command on this installation, in a process that is loaded already."""
        if "serve" in words or self.wrapper:
            return self.process_of(*words, stdin=stdin)
        done = ZYGOTE.run(words, self.environment, stdin)
        # So long a running server may still think that it knows what there is.
        time.sleep(_NOTICED_SECONDS)
        return done

    def process_of(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run an `inhouse` command as people do, in a new process."""
        return subprocess.run(
            [*self.program, *words],
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def set_up_token(self) -> str:
        """The token of the one-time link that the first start printed."""
        found = re.findall(r"/setup#(\S+)", self.output)
        assert found, self.output
        return found[-1]

    def make_person(self, *, admin: bool = False) -> str:
        """Make a person by the command line; gives back the e-mail."""
        email = f"person-{uuid4().hex[:12]}@example.com"
        words = ["users", "create", "--email", email, "--name", "Ada", "--password-stdin"]
        done = self.command(*words, *(["--admin"] if admin else []), stdin=PASSWORD)
        assert done.returncode == 0, done.stdout + done.stderr
        return email

    def make_key(self, email: str) -> str:
        """Make an API key by the command line."""
        done = self.command("keys", "create", "--user", email, "--name", "test", "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)["key"]

    async def add_model(self, port: int, *, fit_for_work: bool = False, at_once: int = 16) -> str:
        """Offer an OpenAI-compatible server on loopback as a model; gives back the model's id."""
        words = ["models", "add", "Scripted", "--endpoint", f"http://127.0.0.1:{port}/v1"]
        words += ["--upstream-model", "scripted", *(["--fit-for-work"] if fit_for_work else [])]
        words += ["--at-once", str(at_once)]
        done = await asyncio.to_thread(self.command, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    @asynccontextmanager
    async def person(self, *, admin: bool = False, auditor: bool = False) -> AsyncIterator["Person"]:
        """A new person, invited by an administrator, signed in."""
        email = f"person-{uuid4().hex[:12]}@example.com"
        if self.administrator is None:
            self.administrator = await asyncio.to_thread(self.make_person, admin=True)
        async with httpx2.AsyncClient(base_url=self.address, timeout=30) as client:
            boss = Person(client, self.administrator)
            assert (await boss.sign_in()).status_code == 200
            body = {"email": email, "name": "Ada", "admin": admin, "auditor": auditor}
            invited = await boss.send("POST", "/api/admin/people", body)
            assert invited.status_code == 201, invited.text
        async with httpx2.AsyncClient(base_url=self.address, timeout=30) as client:
            token = invited.json()["link"].partition("#")[2]
            accepted = await client.post("/api/invite", json={"token": token, "password": PASSWORD})
            assert accepted.status_code == 200, accepted.text
            yield Person(client, email, accepted.json()["csrf"])


@dataclass
class Person:
    """Somebody with a browser: cookies, and the token that changes need."""

    client: httpx2.AsyncClient
    email: str
    csrf: str = ""

    async def sign_in(self, password: str = PASSWORD) -> httpx2.Response:
        reply = await self.client.post("/api/session", json={"email": self.email, "password": password})
        if reply.status_code == 200:
            self.csrf = reply.json()["csrf"]
        return reply

    async def get(self, path: str, **query: str) -> httpx2.Response:
        return await self.client.get(path, params=query)

    async def send(self, method: str, path: str, body: object = None) -> httpx2.Response:
        return await self.client.request(method, path, json=body, headers={"x-csrf-token": self.csrf})

    async def new_chat(self, **settings: object) -> str:
        reply = await self.send("POST", "/api/chats", settings)
        assert reply.status_code == 201, reply.text
        return reply.json()["id"]

    async def say(self, chat: str, text: str, parent: str | None = None, **more: object) -> dict[str, Any]:
        """Start a turn; gives back run and message ids."""
        body = {"kind": "say", "parent_id": parent, "text": text, **more}
        reply = await self.send("POST", f"/api/chats/{chat}/runs", body)
        assert reply.status_code == 202, reply.text
        return reply.json()

    async def events(self, run: str, after: int = 0) -> AsyncIterator[tuple[int, dict[str, Any]]]:
        """Read a run's events from number `after` on, to the end."""
        async with self.client.stream("GET", f"/api/runs/{run}/events", params={"after": after}) as reply:
            assert reply.status_code == 200, await reply.aread()
            number = 0
            async for line in reply.aiter_lines():
                if line.startswith("id: "):
                    number = int(line[4:])
                elif line.startswith("data: "):
                    yield number, json.loads(line[6:])

    async def answer(self, run: str) -> tuple[str, dict[str, Any]]:
        """Read a run to its end; gives back the whole text and the last event."""
        text, last = "", {}
        async for _, event in self.events(run):
            text = event["text"] if event["type"] == "snapshot" else text
            text += event["text"] if event["type"] == "text_delta" else ""
            last = event
        return text, last

    async def messages(self, chat: str) -> list[dict[str, Any]]:
        reply = await self.get(f"/api/chats/{chat}/messages")
        assert reply.status_code == 200, reply.text
        return reply.json()["items"]
