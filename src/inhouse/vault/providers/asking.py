"""What the providers of keys have in common: a question by HTTP, and what its answer means."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

import orjson

from inhouse.vault.derive import KEY_BYTES
from inhouse.vault.errors import KeyProviderAway, KeyProviderRefused

_TOO_MANY = 429
_TROUBLE = 500
_FINE = 200

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body of a provider's answer."""

    status: int
    body: bytes


Ask = Callable[[str, Headers, bytes], Awaitable[Answer]]
"""POST to a path of the provider, with headers and a body. Raises KeyProviderAway when nobody answers."""


class Provider:
    """A custody elsewhere: nothing is left here, so there is nothing to settle. `wrap` and `open` are its two words."""

    name: str

    async def wrap(self, root: bytes, tenant: UUID) -> bytes:
        """Have it wrapped."""
        raise NotImplementedError

    async def first(self, root: bytes, tenant: UUID) -> bytes:
        """Have the root key of a new installation wrapped."""
        return await self.wrap(root, tenant)

    async def anew(self, root: bytes, tenant: UUID) -> bytes:
        """Have it wrapped by the newest version of the provider's key."""
        return await self.wrap(root, tenant)

    def settle(self) -> None:
        """Nothing."""

    def undo(self) -> None:
        """Nothing."""

    def said(self, answer: Answer) -> Mapping[str, object]:
        """What an answer says. Raises KeyProviderAway and KeyProviderRefused."""
        if answer.status == _TOO_MANY or answer.status >= _TROUBLE:
            raise KeyProviderAway(f"{self.name} answers with status {answer.status}.", retry_after=2)
        if answer.status != _FINE:
            raise KeyProviderRefused(
                f"{self.name} refuses, with status {answer.status}.",
                hint="Look whether the key is there, and whether we may wrap and unwrap with it. Nothing was changed.",
            )
        try:
            found = orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            found = None
        if not isinstance(found, dict):
            raise self.misunderstood()
        return cast("dict[str, object]", found)

    def misunderstood(self) -> KeyProviderRefused:
        """The refusal of an answer that means nothing to us."""
        return KeyProviderRefused(f"{self.name} says something that is not understood.")

    def text(self, value: object) -> str:
        """A short text. Raises KeyProviderRefused."""
        if not isinstance(value, str) or not value or not value.isascii():
            raise self.misunderstood()
        return value

    def key(self, value: object) -> bytes:
        """A key in base64, of either alphabet. Raises KeyProviderRefused."""
        text = self.text(value).replace("-", "+").replace("_", "/")
        try:
            found = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        except binascii.Error:
            raise self.misunderstood() from None
        if len(found) != KEY_BYTES:
            raise self.misunderstood()
        return found
