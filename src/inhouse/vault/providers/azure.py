"""Azure Key Vault (REST reference: learn.microsoft.com/rest/api/keyvault/keys, "Wrap Key" and "Unwrap Key").

    POST /keys/NAME/wrapkey?api-version=7.4             {"alg": "RSA-OAEP-256", "value": base64url}
    POST /keys/NAME/VERSION/unwrapkey?api-version=7.4   -> {"kid": "https://.../keys/NAME/VERSION", "value": base64url}

Our identity has the role "Key Vault Crypto Service Encryption User". The token is added by whoever asks.
"""

import base64
import re
from collections.abc import Mapping
from uuid import UUID

import orjson

from inhouse.vault.errors import KeyProviderRefused
from inhouse.vault.providers.asking import Ask, Headers, Provider

_VERSION = "?api-version=7.4"
_ALGORITHM = "RSA-OAEP-256"
_KEY = re.compile(r"/keys/[0-9A-Za-z-]+(/[0-9a-f]+)?\Z")
_HEADERS: Headers = (("content-type", "application/json"),)


class AzureKeyVault(Provider):
    """`path` is that of the key: /keys/inhouse."""

    name = "Azure Key Vault"

    def __init__(self, ask: Ask, path: str) -> None:
        if _KEY.match(path) is None:
            raise KeyProviderRefused(f"{path} is not the path of a key.", hint="It looks like /keys/inhouse.")
        self._ask = ask
        self._path = path

    async def wrap(self, root: bytes, tenant: UUID) -> bytes:
        """By the newest version of the key; which one that was stays with what it gave."""
        del tenant
        found = await self._said(f"{self._path}/wrapkey", root)
        path = "/" + self.text(found.get("kid")).partition("://")[2].partition("/")[2]
        value = self.text(found.get("value"))
        if _KEY.match(path) is None:
            raise self.misunderstood()
        return f"{path} {value}".encode()

    async def open(self, wrapped: bytes, tenant: UUID) -> bytes:
        """By the version that has wrapped it."""
        del tenant
        path, _, value = wrapped.decode("ascii", "replace").partition(" ")
        if _KEY.match(path) is None:
            raise self.misunderstood()
        question = orjson.dumps({"alg": _ALGORITHM, "value": value})
        return self.key(self.said(await self._ask(f"{path}/unwrapkey{_VERSION}", _HEADERS, question)).get("value"))

    async def _said(self, path: str, root: bytes) -> Mapping[str, object]:
        value = base64.urlsafe_b64encode(root).decode().rstrip("=")
        question = orjson.dumps({"alg": _ALGORITHM, "value": value})
        return self.said(await self._ask(path + _VERSION, _HEADERS, question))
