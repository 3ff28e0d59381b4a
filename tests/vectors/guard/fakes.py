"""Fills the placeholders of the corpus, so that no file holds anything that a scanner would take for a real secret.

`{{base62:36}}` becomes 36 letters and digits, the same ones for the same case every time. Placeholders nest:
`{{b64:token={{hex:32}}}}`. README.md has the list.
"""

import base64
import binascii
import gzip
import hashlib
import json
import random
import re
import string
import uuid
from collections.abc import Callable
from dataclasses import dataclass

_LETTERS, _DIGITS, _LOWER, _UPPER = string.ascii_letters, string.digits, string.ascii_lowercase, string.ascii_uppercase
_ALPHABETS = {
    "base62": _LETTERS + _DIGITS,
    "base64": _LETTERS + _DIGITS + "+/",
    "base64url": _LETTERS + _DIGITS + "-_",
    "hex": _DIGITS + "abcdef",
    "HEX": _DIGITS + "ABCDEF",
    "digits": _DIGITS,
    "lower": _LOWER,
    "upper": _UPPER,
    "lowernum": _LOWER + _DIGITS,
    "uppernum": _UPPER + _DIGITS,
    "base32": _UPPER + "234567",
    "base58": "".join(sorted(set(_LETTERS + _DIGITS) - set("0OIl"))),
    "bech32": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}
_WORDS = ("Falke", "river", "Tulpe", "octave", "Marmor", "citron", "velvet", "Kupfer", "bodega", "Winter", "pierre")
_SIGNS = "!#%+*?=.;-_"


@dataclass(frozen=True, slots=True)
class _Maker:
    chance: random.Random

    def letters(self, name: str, count: int) -> str:
        alphabet = _ALPHABETS[name]
        return "".join(self.chance.choice(alphabet) for _ in range(count))

    def password(self, count: int) -> str:
        """Mixed, always with a digit and a sign, no spaces or quotes."""
        body = self.letters("base62", max(1, count - 3))
        return body + self.letters("digits", 2) + self.chance.choice(_SIGNS)

    def human(self) -> str:
        """As people make them up: two words, a number, a sign."""
        first, second = self.chance.sample(_WORDS, 2)
        return f"{first}{self.chance.choice(_SIGNS)}{second}{self.chance.randrange(10, 9999)}"

    def pem(self, title: str) -> str:
        """A private key in PEM: the frame is true, the inside is noise."""
        lines = [self.letters("base64", 64) for _ in range(self.chance.randrange(5, 12))]
        dashes = "-" * 5
        return "\n".join(
            [f"{dashes}BEGIN {title}{dashes}", *lines, self.letters("base64", 43) + "=", f"{dashes}END {title}{dashes}"]
        )

    def jwt(self) -> str:
        """Signed with noise (RFC 7519)."""
        head = {"alg": self.chance.choice(["HS256", "RS256"]), "typ": "JWT"}
        body = {"sub": self.letters("digits", 10), "iat": 1_700_000_000 + self.chance.randrange(10**7)}
        parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in (head, body)]
        return ".".join([*parts, self.letters("base64url", 43)])

    def checked(self, prefix: str, count: int) -> str:
        """Random letters and their CRC-32 in six letters of base 62, as GitHub documented it and npm took it over."""
        body = self.letters("base62", count)
        value, check = binascii.crc32(body.encode()), ""
        alphabet = _DIGITS + _UPPER + _LOWER
        for _ in range(6):
            value, digit = divmod(value, 62)
            check = alphabet[digit] + check
        return prefix + body + check

    def uuid(self) -> str:
        return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))


def _wrapped(name: str, text: str) -> str:
    plain = text.encode()
    if name == "b64":
        return base64.b64encode(plain).decode()
    if name == "hexed":
        return plain.hex()
    if name == "gz":
        return base64.b64encode(gzip.compress(plain, mtime=0)).decode()
    if name == "percent":
        return "".join(f"%{byte:02X}" for byte in plain)
    return "".join(f"\\u{ord(letter):04x}" for letter in text)


_NAMES = [*_ALPHABETS, "password", "human", "pem", "jwt", "github", "npm", "uuid", "lit"]
_WRAPS = ["b64", "hexed", "gz", "percent", "unicode"]
_PLACE = re.compile(r"\{\{(" + "|".join([*_NAMES, *_WRAPS]) + r")(?::((?:(?!\{\{|\}\}).)*))?\}\}", re.DOTALL)


def _one(maker: _Maker, name: str, argument: str) -> str:
    if name in _ALPHABETS:
        return maker.letters(name, int(argument))
    if name in _WRAPS:
        return _wrapped(name, argument)
    simple: dict[str, Callable[[], str]] = {
        "password": lambda: maker.password(int(argument)),
        "human": maker.human,
        "pem": lambda: maker.pem(argument),
        "jwt": maker.jwt,
        "github": lambda: maker.checked(argument, 30),
        "npm": lambda: maker.checked("npm_", 30),
        "uuid": maker.uuid,
        "lit": lambda: argument,
    }
    return simple[name]()


def filled(text: str, seed: str) -> str:
    """The text with its placeholders filled, innermost first; the same seed gives the same text."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8])
    maker = _Maker(random.Random(number))  # noqa: S311 (fakes must be repeatable, not secret)
    while (found := _PLACE.search(text)) is not None:
        text = text[: found.start()] + _one(maker, found[1], found[2] or "") + text[found.end() :]
    return text
