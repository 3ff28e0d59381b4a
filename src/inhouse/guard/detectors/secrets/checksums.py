"""Checks that some formats carry within themselves."""

import base64
import binascii
import hashlib
import zlib

import orjson

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def has_crc32_tail(token: str) -> bool:
    """Whether the last six characters are the CRC-32, in base 62, of what stands between the mark and them.

    Documented by GitHub ("Behind GitHub's new authentication token formats"); npm took over the format.
    """
    body = token.rpartition("_")[2]
    number = 0
    for character in body[-6:]:
        number = number * 62 + _BASE62.index(character) if character in _BASE62 else -1
    return len(body) > 6 and number == zlib.crc32(body[:-6].encode())


def is_base58check(value: str) -> bool:
    """Whether the last four bytes are the double SHA-256 of the others (Bitcoin's Base58Check)."""
    number = 0
    for character in value:
        if character not in _BASE58:
            return False
        number = number * 58 + _BASE58.index(character)
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return len(raw) > 4 and hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]


def opened(value: str) -> bytes | None:
    """What base64 wraps, in either alphabet and with or without its padding; None if it is none."""
    plain = value.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def is_token_head(value: str) -> bool:
    """Whether a value is the head of a JSON Web Token: an object that names its algorithm (RFC 7515, 4.1.1)."""
    head = opened(value)
    try:
        content: object = orjson.loads(head or b"")
    except orjson.JSONDecodeError:
        return False
    return isinstance(content, dict) and ("alg" in content or "enc" in content)
