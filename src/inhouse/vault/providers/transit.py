"""HashiCorp Vault, secrets engine "transit" (API reference: developer.hashicorp.com/vault/api-docs/secret/transit).

    POST /v1/MOUNT/encrypt/KEY   {"plaintext": base64}     -> {"data": {"ciphertext": "vault:v1:..."}}
    POST /v1/MOUNT/decrypt/KEY   {"ciphertext": text}      -> {"data": {"plaintext": base64}}

The token may do `update` on these two paths and nothing else.
"""

import base64
from collections.abc import Callable, Mapping
from typing import cast
from uuid import UUID

import orjson

from inhouse.vault.errors import KeyProviderRefused
from inhouse.vault.providers.asking import Ask, Headers, Provider


class VaultTransit(Provider):
    """`path` is that of the key, as Vault names it: /v1/transit/keys/inhouse. `token` is read for each question."""

    name = "Vault"

    def __init__(self, ask: Ask, path: str, token: Callable[[], str]) -> None:
        mount, word, key = path.rpartition("/keys/")
        if not word or not mount.startswith("/v1/") or not key or "/" in key:
            raise KeyProviderRefused(
                f"{path} is not the path of a key of Vault.", hint="It looks like /v1/transit/keys/inhouse."
            )
        self._ask = ask
        self._mount = mount
        self._key = key
        self._token = token

    async def wrap(self, root: bytes, tenant: UUID) -> bytes:
        """By the newest version of the key."""
        del tenant
        found = await self._said("encrypt", {"plaintext": base64.b64encode(root).decode()})
        return self.text(found.get("ciphertext")).encode()

    async def open(self, wrapped: bytes, tenant: UUID) -> bytes:
        """By the version that has wrapped it: its number is part of what Vault gave."""
        del tenant
        found = await self._said("decrypt", {"ciphertext": wrapped.decode("ascii", "replace")})
        return self.key(found.get("plaintext"))

    async def _said(self, word: str, question: Mapping[str, str]) -> Mapping[str, object]:
        headers: Headers = (("x-vault-token", self._token()), ("content-type", "application/json"))
        answer = await self._ask(f"{self._mount}/{word}/{self._key}", headers, orjson.dumps(question))
        found = self.said(answer).get("data")
        if not isinstance(found, dict):
            raise self.misunderstood()
        return cast("dict[str, object]", found)
