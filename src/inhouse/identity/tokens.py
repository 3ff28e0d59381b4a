"""Tokens: 256 random bits, of which only the SHA-256 is stored (they are not guessable, so no slow hash is needed)."""

import hashlib
import secrets

KEY_WORD = "ih_"
"""How every API key begins, so that scanners for leaked secrets find it."""
KEY_PREFIX_CHARACTERS = 10


def new_token() -> str:
    """A new token, 43 characters that need no escaping anywhere."""
    return secrets.token_urlsafe(32)


def new_key() -> str:
    """A new API key."""
    return KEY_WORD + new_token()


def fingerprint(token: str) -> bytes:
    """What is stored and looked up: all of the token counts, never a part of it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
