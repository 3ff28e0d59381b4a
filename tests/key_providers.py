"""Providers of keys for tests: real HTTP on loopback, each with the wire of its documentation and real cryptography.

async with KeyProvider(vault_transit) as provider:
    ask = provider.ask()
    provider.away = True          # answers 503 from now on
    provider.asked                # the paths that were asked
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.net import Client, Destinations, Entry, Tcp
from inhouse.vault.providers import Answer, Ask
from inhouse.vault.providers.asking import Headers

TOKEN = "hvs.token-of-the-test"
AWS_SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


@dataclass(frozen=True)
class Asked:
    """A question as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        return json.loads(self.body)


Wire = Callable[[Asked], tuple[int, object]]


@dataclass
class KeyProvider:
    """Answers POSTs as `wire` says."""

    wire: Wire
    port: int = 0
    away: bool = False
    asked: list[str] = field(default_factory=list)
    _server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    def ask(self, scheme: str = "Bearer", credential: str | None = None) -> Ask:
        """Asks over net, as the product does."""
        place = Destination("keys", DestinationClass.LOCAL, Assurance.DECLARED)

        async def asked(path: str, headers: Headers, body: bytes) -> Answer:
            destinations = Destinations()
            if credential is not None:
                destinations.keep_credential("keys", credential)
            named = None if credential is None else "keys"
            destinations.declare(Entry(place, Tcp("127.0.0.1", self.port), named, reuse=False, scheme=scheme))
            async with (
                Client(destinations) as client,
                client.stream("keys", "POST", path, headers=headers, body=body) as response,
            ):
                return Answer(response.status, await response.read(65_536))

        return asked

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = (line.split(": ", 1) for line in head[1:] if line)
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        asked = Asked(head[0].split(" ")[1], headers, body)
        self.asked.append(asked.path)
        status, said = (503, {"errors": ["away"]}) if self.away else self.wire(asked)
        content = json.dumps(said).encode()
        writer.write(f"HTTP/1.1 {status} x\r\ncontent-length: {len(content)}\r\nconnection: close\r\n\r\n".encode())
        writer.write(content)
        await writer.drain()
        writer.close()


def vault_transit() -> Wire:
    """A mount `transit` with a key `inhouse`, and a token that may use it."""
    cipher = AESGCM(secrets.token_bytes(32))

    def answered(asked: Asked) -> tuple[int, object]:
        if asked.headers.get("x-vault-token") != TOKEN:
            return 403, {"errors": ["permission denied"]}
        if asked.path == "/v1/transit/encrypt/inhouse":
            nonce = secrets.token_bytes(12)
            sealed = nonce + cipher.encrypt(nonce, base64.b64decode(asked.json["plaintext"]), None)
            return 200, {"data": {"ciphertext": f"vault:v1:{base64.b64encode(sealed).decode()}", "key_version": 1}}
        if asked.path == "/v1/transit/decrypt/inhouse":
            try:
                sealed = base64.b64decode(asked.json["ciphertext"].removeprefix("vault:v1:"))
                plain = cipher.decrypt(sealed[:12], sealed[12:], None)
            except (InvalidTag, ValueError):
                return 400, {"errors": ["cipher: message authentication failed"]}
            return 200, {"data": {"plaintext": base64.b64encode(plain).decode()}}
        return 404, {"errors": []}

    return answered


def azure_key_vault() -> tuple[Wire, Callable[[], None]]:
    """A key `inhouse`; the second function makes a new version of it."""
    versions = [rsa.generate_private_key(public_exponent=65537, key_size=2048)]
    scheme = padding.OAEP(padding.MGF1(SHA256()), SHA256(), None)

    def answered(asked: Asked) -> tuple[int, object]:
        path, _, query = asked.path.partition("?")
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, {"error": {"code": "Unauthorized"}}
        if query != "api-version=7.4" or asked.json["alg"] != "RSA-OAEP-256":
            return 400, {"error": {"code": "BadParameter"}}
        value = base64.urlsafe_b64decode(asked.json["value"] + "==")
        if path == "/keys/inhouse/wrapkey":
            number = len(versions) - 1
            wrapped = versions[number].public_key().encrypt(value, scheme)
            return 200, {"kid": f"https://x.vault.azure.net/keys/inhouse/a{number}", "value": _url(wrapped)}
        if path.startswith("/keys/inhouse/a") and path.endswith("/unwrapkey"):
            number = int(path.split("/")[3].removeprefix("a"))
            return 200, {"kid": path, "value": _url(versions[number].decrypt(value, scheme))}
        return 404, {"error": {"code": "KeyNotFound"}}

    return answered, lambda: versions.append(rsa.generate_private_key(public_exponent=65537, key_size=2048))


def aws_kms() -> Wire:
    """A key `alias/inhouse` for whoever signs with AWS_SECRET; it binds what it wraps to the context."""
    cipher = AESGCM(secrets.token_bytes(32))

    def answered(asked: Asked) -> tuple[int, object]:
        if not _is_signed(asked) or asked.json["KeyId"] != "alias/inhouse":
            return 400, {"__type": "InvalidSignatureException"}
        context = json.dumps(asked.json["EncryptionContext"], sort_keys=True).encode()
        if asked.headers["x-amz-target"] == "TrentService.Encrypt":
            nonce = secrets.token_bytes(12)
            sealed = nonce + cipher.encrypt(nonce, base64.b64decode(asked.json["Plaintext"]), context)
            return 200, {"CiphertextBlob": base64.b64encode(sealed).decode(), "KeyId": "arn:aws:kms:..."}
        sealed = base64.b64decode(asked.json["CiphertextBlob"])
        try:
            plain = cipher.decrypt(sealed[:12], sealed[12:], context)
        except (InvalidTag, ValueError):
            return 400, {"__type": "InvalidCiphertextException"}
        return 200, {"Plaintext": base64.b64encode(plain).decode()}

    return answered


def _is_signed(asked: Asked) -> bool:
    """Whether the question is signed as AWS documents it, computed from what came in."""
    words = asked.headers.get("authorization", "").partition("AWS4-HMAC-SHA256 ")[2]
    parts = dict(part.split("=", 1) for part in words.split(",") if "=" in part)
    if {"Credential", "SignedHeaders", "Signature"} != parts.keys():
        return False
    _, day, region, service, last = parts["Credential"].split("/")
    names = parts["SignedHeaders"].split(";")
    if not {"host", "x-amz-date", "x-amz-target"} <= set(names) or asked.headers["x-amz-date"][:8] != day:
        return False
    canonical = ["POST", "/", "", *(f"{name}:{asked.headers[name]}" for name in names), "", ";".join(names)]
    request = "\n".join([*canonical, hashlib.sha256(asked.body).hexdigest()])
    scope = f"{day}/{region}/{service}/{last}"
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = "\n".join(["AWS4-HMAC-SHA256", asked.headers["x-amz-date"], scope, digest])
    key = ("AWS4" + AWS_SECRET).encode()
    for part in (day, region, service, last):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest() == parts["Signature"]


def _url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
