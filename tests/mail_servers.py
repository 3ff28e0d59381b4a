"""A mail server (SMTP, RFC 5321) that keeps what it is given, with TLS from the first byte or after STARTTLS."""

import asyncio
import base64
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Self, cast


@dataclass(frozen=True)
class Received:
    """A letter and its envelope."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return cast("EmailMessage", message_from_bytes(self.raw, policy=default))


@dataclass
class MailServer:
    """The server. `login` is wanted if it is set; `refused` recipients are not taken; `says` replaces an answer."""

    tls: ssl.SSLContext
    implicit: bool = False
    login: tuple[str, str] | None = None
    refused: frozenset[str] = frozenset()
    says: dict[str, bytes] = field(default_factory=dict)
    letters: list[Received] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        self._writers: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        tls = self.tls if self.implicit else None
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        while self._writers:
            await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = _Visit(self, reader, writer)
        self._writers.add(writer)
        try:
            await visit.run()
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()
            self._writers.discard(writer)


@dataclass
class _Visit:
    server: MailServer
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    sender: str = ""
    recipients: tuple[str, ...] = ()
    known: bool = False

    async def run(self) -> None:
        self.known = self.server.login is None
        self._say("greeting", b"220 here\r\n")
        while line := (await self.reader.readline()).decode("ascii").strip():
            self.server.heard.append(line)
            verb = line.partition(" ")[0].upper()
            answer = await getattr(self, f"_{verb.lower()}")(line)
            self._say(verb, answer)
            await self.writer.drain()
            if verb == "STARTTLS" and answer.startswith(b"220"):
                await self.writer.start_tls(self.server.tls)
            if verb == "QUIT":
                return

    def _say(self, verb: str, usual: bytes) -> None:
        self.writer.write(self.server.says.get(verb, usual))

    @property
    def _secured(self) -> bool:
        return self.writer.get_extra_info("sslcontext") is not None

    async def _ehlo(self, _: str) -> bytes:
        more = b"250-AUTH PLAIN\r\n" if self._secured else b"250-STARTTLS\r\n"
        return b"250-here\r\n" + more + b"250 8BITMIME\r\n"

    async def _starttls(self, _: str) -> bytes:
        return b"220 go on\r\n"

    async def _auth(self, line: str) -> bytes:
        _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
        self.known = (user, password) == self.server.login
        return b"235 welcome\r\n" if self.known else b"535 no\r\n"

    async def _mail(self, line: str) -> bytes:
        self.sender = line.partition("<")[2].partition(">")[0]
        return b"250 ok\r\n" if self.known and self._secured else b"530 who?\r\n"

    async def _rcpt(self, line: str) -> bytes:
        each = line.partition("<")[2].partition(">")[0]
        if each in self.server.refused:
            return b"550 nobody here\r\n"
        self.recipients += (each,)
        return b"250 ok\r\n"

    async def _data(self, _: str) -> bytes:
        self.writer.write(b"354 go on\r\n")
        said = await self.reader.readuntil(b"\r\n.\r\n")
        raw = said[:-3].replace(b"\r\n..", b"\r\n.")
        self.server.letters.append(Received(self.sender, self.recipients, raw))
        return b"250 taken\r\n"

    async def _rset(self, _: str) -> bytes:
        return b"250 ok\r\n"

    async def _quit(self, _: str) -> bytes:
        return b"221 bye\r\n"
