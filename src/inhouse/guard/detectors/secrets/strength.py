"""Tells a password that somebody chose from a word of prose or code."""

from functools import cache
from importlib.resources import files

import re2

_DEFAULTS = frozenset(
    {"admin", "root", "guest", "postgres", "mysql", "test", "user", "pass", "password", "passwd", "secret", "changeme"}
    | {"demo", "example", "minioadmin", "rabbitmq", "sa", "neo4j", "elastic", "redis", "app", "dev", "local", "0000"}
    | {"1234", "12345", "123456", "12345678"}
)
_MEASURES = re2.compile(
    "(?i)"
    # algorithms, versions, dates, times, amounts: letters and digits that are no password
    r"(?:(?:hmac[-_]?)?sha[-_]?\d{1,3}[-/\w]*|md[245]|argon2(?:id?|d)?|bcrypt|base\d+|utf[-_]?\d+)"
    r"|(?:a?es|rsa|ecdsa|ed|dh|x|curve|secp|p|hs|rs|ps|eddsa)[-_]?\d{2,5}[a-z]{0,4}(?:[-_](?:cbc|gcm|ctr|ecb|sha\d+))*"
    r"|(?:iso[-_/ ]?\d[\d:-]*|rfc[-_ ]?\d+|oauth[-_]?\d(?:\.\d)?|tls[-_v]*\d(?:\.\d)?|scram-\S+|pkcs#?\d+)"
    r"|(?:\dfa|x\.?509v?\d?|k8s|i18n|l10n|s3|ec2)"
    r"|v?\d{1,5}(?:[.,_-]\d+)*(?:[-.]?(?:alpha|beta|rc|dev|snapshot|lts)[.-]?\d*)?"
    r"|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:t[\d:.,z+-]*)?|\d{1,2}:\d{2}(?::\d{2})?"
    r"|\d+(?:[.,]\d+)?\s?(?:%|€|\$|[kmgt]i?b|px|em|ms|s|h|d|min|sec|bits?|tage?|days?|zeichen|char(?:acter)?s?)"
    r"|[<>~]?=?\d{1,5}\+?|0x[0-9a-f]{1,8}"
)
_SLUG_PART = r"(?:[a-z]+\d{0,4}|[A-Z][a-z]*|[A-Z]+\d{0,4}|\d{1,8}[a-z]{0,3})"
_SLUG = re2.compile(rf"{_SLUG_PART}(?:[-_./:|]{_SLUG_PART})+")
_MADE = re2.compile(r"[A-Za-z]{3,}(?:[-_][A-Za-z]{3,})*[-_]?\d{2,4}")
_NAME = re2.compile(
    r"_*[a-z]+\d?(?:[A-Z][a-z]+\d?)+_*|_*[A-Z]{0,6}(?:[A-Z][a-z]+\d?){2,}[A-Z]{0,4}_*"
    r"|[a-z]+(?:_[a-z]+)*_?\d?|[A-Z]+(?:_[A-Z]+)*_?\d?"
)
_PLACE = re2.compile(
    "(?i)"
    r"(?:[a-z][a-z0-9+.-]*://|(?:\.{0,2}|~)/|[a-z]:\\|\\\\)\S*|[^@\s]+@[^@\s]+\.[a-z]{2,}|www\.\S+"
    r"|\S+\.(?:txt|pem|key|json|ya?ml|env|cfg|conf|ini|py|js|ts|md|docx?|xlsx?|pdf|kdbx|html?|php|java|go|rb|com|de|org|net)"
)
_ABOUT = re2.compile(
    "(?i)"
    r"passwor[dt]|passwd|kennwort|contrase(?:ñ|n)a|mot[-_]?de[-_]?passe|secret|geheim|test|token|api[-_]?key|admin|user|login"
    r"|default|string|value|input|field|param|demo"
)


def is_weak_word(value: str) -> bool:
    """Whether a value is a word that stands beside passwords without being one, with or without a small number."""
    plain = value.strip("_-.!?*'\"`=").lower()
    return not plain or plain in _words() or (plain.rstrip("0123456789") in _words() and _is_ordinary(value))


def is_default_login(user: str, password: str) -> bool:
    """Whether it is a login that a product ships with, or an example: `admin:admin`, `postgres:postgres`."""
    plain = password.lower()
    return plain in _DEFAULTS or plain == user.lower()


def classes(value: str) -> int:
    """How many of small letters, capitals, digits and other characters a value has."""
    return (
        any(each.islower() for each in value)
        + any(each.isupper() for each in value)
        + any(each.isdigit() for each in value)
        + any(not each.isalnum() for each in value)
    )


def is_measure(value: str) -> bool:
    """Whether a value is a number, a date, a version or the name of an algorithm."""
    return _MEASURES.fullmatch(value) is not None


def is_slug(value: str) -> bool:
    """Whether a value is words and small numbers with separators: `eu-west-1`, `user_profile_v2`."""
    return _SLUG.fullmatch(value) is not None


def is_made(value: str) -> bool:
    """Whether words are put together as people make a password of them: `Katze-Tisch_81`; not `AES-256`, `api-v2`."""
    return len(value) >= 8 and _MADE.fullmatch(value) is not None and classes(value) == 4


def is_name(value: str) -> bool:
    """Whether a value is a name as programs have them: `userPassword`, `AuthTokenProvider`, `reset_token`."""
    return _NAME.fullmatch(value) is not None


def is_place(value: str) -> bool:
    """Whether a value says where something is: an address, a path, a file, a mailbox."""
    return _PLACE.fullmatch(value) is not None


def is_about_passwords(value: str) -> bool:
    """Whether a value is made of words such as "password" or "token", and what is left of it is little."""
    return _ABOUT.search(value) is not None and _is_ordinary(_ABOUT.sub("", value))


def _is_ordinary(value: str) -> bool:
    """Without what people add to make a word a password: digits with other characters, or digits in no order."""
    digits = "".join(each for each in value if each.isdigit())
    others = any(not each.isalnum() and each not in "_-. " for each in value)
    return not (digits and others) and (len(digits) < 4 or "1234567890".startswith(digits))


@cache
def _words() -> frozenset[str]:
    path = files("inhouse.guard.detectors.secrets") / "rules" / "words.txt"
    lines = path.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
