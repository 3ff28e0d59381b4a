"""AWS KMS (API reference: docs.aws.amazon.com/kms/latest/APIReference), signed by AWS Signature Version 4.

    POST /   x-amz-target: TrentService.Encrypt   {"KeyId", "Plaintext": base64, "EncryptionContext"}
    POST /   x-amz-target: TrentService.Decrypt   {"KeyId", "CiphertextBlob": base64, "EncryptionContext"}

The context binds what was wrapped to this installation; KMS writes it into the account's own log.
"""

import base64
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import orjson

from inhouse.core import clock
from inhouse.vault.providers.asking import Answer, Headers, Provider

ALGORITHM = "AWS4-HMAC-SHA256"
_TYPE = "application/x-amz-json-1.1"

AskSigned = Callable[[str, Headers, bytes, str], Awaitable[Answer]]
"""As Ask, with what follows the algorithm in the header `authorization`."""


@dataclass(frozen=True, slots=True)
class AwsKeys:
    """Who we are to AWS, where, and by which of its keys we have things wrapped."""

    host: str
    region: str
    key_id: str
    access_key: str
    secret: str = field(repr=False)
    session: str | None = field(default=None, repr=False)


class AwsKms(Provider):
    """`keys` is asked for each question, because credentials of a role last for hours only."""

    name = "AWS KMS"

    def __init__(self, ask: AskSigned, keys: Callable[[], AwsKeys]) -> None:
        self._ask = ask
        self._keys = keys

    async def wrap(self, root: bytes, tenant: UUID) -> bytes:
        """By the newest material of the key."""
        found = await self._said("Encrypt", {"Plaintext": base64.b64encode(root).decode()}, tenant)
        return self.text(found.get("CiphertextBlob")).encode()

    async def open(self, wrapped: bytes, tenant: UUID) -> bytes:
        """KMS finds the material by itself."""
        found = await self._said("Decrypt", {"CiphertextBlob": wrapped.decode("ascii", "replace")}, tenant)
        return self.key(found.get("Plaintext"))

    async def _said(self, word: str, question: Mapping[str, str], tenant: UUID) -> Mapping[str, object]:
        keys = self._keys()
        body = orjson.dumps({"KeyId": keys.key_id, **question, "EncryptionContext": {"installation": str(tenant)}})
        headers, signature = signed(keys, f"TrentService.{word}", body, clock.now())
        return self.said(await self._ask("/", headers, body, signature))


def signed(keys: AwsKeys, target: str, body: bytes, now: datetime) -> tuple[Headers, str]:
    """The headers of a POST to / and the rest of its `authorization` (AWS Signature Version 4, without spaces)."""
    moment = now.strftime("%Y%m%dT%H%M%SZ")
    day = moment[:8]
    headers = {"content-type": _TYPE, "host": keys.host, "x-amz-date": moment, "x-amz-target": target}
    if keys.session is not None:
        headers["x-amz-security-token"] = keys.session
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    request = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    scope = f"{day}/{keys.region}/kms/aws4_request"
    text = f"{ALGORITHM}\n{moment}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.digest(signing_key(keys.secret, day, keys.region, "kms"), text.encode(), "sha256").hex()
    sent = tuple((name, value) for name, value in headers.items() if name != "host")
    return sent, f"Credential={keys.access_key}/{scope},SignedHeaders={names},Signature={signature}"


def signing_key(secret: str, day: str, region: str, service: str) -> bytes:
    """The key of one day, region and service."""
    key = b"AWS4" + secret.encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
