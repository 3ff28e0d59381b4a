"""How each rule decides whether what its expression matched is a secret, and where it stands exactly."""

import re

from inhouse.guard.detectors.secrets.assigned import (
    is_chosen,
    is_drawn,
    is_nothing,
    key_judge,
    password_judge,
    without_closing,
)
from inhouse.guard.detectors.secrets.checksums import has_crc32_tail, is_base58check, is_token_head, opened
from inhouse.guard.detectors.secrets.plausible import bits, is_documented, is_placeholder
from inhouse.guard.detectors.secrets.sight import Judge, Sight, Span
from inhouse.guard.detectors.secrets.strength import is_default_login, is_name, is_place, is_slug, is_weak_word

_ARMOUR = re.compile(rb"[A-Za-z0-9+/=]{16,}")
_SHORTEST_KEY = 40
_SHORTEST_PASSWORD = 4
_PORT = re.compile(r"\d{1,5}(?:[/?#]|$)")
_COOKIE = re.compile(
    rb"(?i)(?:sess(?:ion)?[_-]?(?:id)?|sid|auth|token|jwt|sso|remember\w{0,20})=([A-Za-z0-9%_.~+/:|-]{16,})"
)


def judge(sight: Sight) -> Span | None:
    """Where the secret stands, if the rule's own judge says that it is one."""
    return JUDGES[sight.rule.check](sight)


def _random(sight: Sight) -> Span | None:
    """A value that chance made."""
    value = sight.raw()
    if bits(value) < sight.rule.entropy or sight.rule.allows(value):
        return None
    return None if is_placeholder(sight.text()) or is_documented(value) else sight.span()


def _crc32(sight: Sight) -> Span | None:
    """A right checksum settles it; a wrong one does not, since not every age of these tokens has one."""
    if has_crc32_tail(sight.text()) and not is_documented(sight.raw()):
        return sight.span()
    return _random(sight)


def _json_web_token(sight: Sight) -> Span | None:
    return _random(sight) if is_token_head(sight.text("head")) else None


def _base58(sight: Sight) -> Span | None:
    return sight.span() if is_base58check(sight.text()) else None


def _login(sight: Sight) -> Span | None:
    """A password beside its user, as in an address or after `curl -u`."""
    return _judged_login(sight, sight.text("user"), sight.text())


def _encoded_login(sight: Sight) -> Span | None:
    """User and password in base64 (RFC 7617)."""
    pair = opened(sight.text())
    try:
        user, colon, password = (pair or b"").decode().partition(":")
    except UnicodeDecodeError:
        return None
    return _judged_login(sight, user, password) if colon and password.isprintable() else None


def _judged_login(sight: Sight, user: str, password: str) -> Span | None:
    if len(password) < _SHORTEST_PASSWORD or _PORT.match(password) or any(each.isspace() for each in password):
        return None
    if is_placeholder(password) or is_weak_word(password) or is_default_login(user, password):
        return None
    return None if is_documented(sight.raw()) or sight.rule.allows(sight.raw()) else sight.span()


def _command(sight: Sight) -> Span | None:
    """A password where only a password can stand."""
    return _judged_login(sight, "", sight.text())


_ADDRESS = frozenset("0123456789abcdefABCDEF:.")
"""The signs of an address such as 2001:db8::1."""


def _pair(sight: Sight) -> Span | None:
    """User and password in a sentence: only what looks chosen is taken for a password."""
    start, end = sight.span()
    value = without_closing(sight.text(), sight.data[max(0, start - 1) : start])
    address = value.count(":") > 1 and set(value) <= _ADDRESS
    sure = _has_digit(value) and is_chosen(value) and not (address or is_nothing(value) or is_slug(value))
    return (start, start + len(value.encode())) if sure and end - start >= 6 else None


def _chosen(sight: Sight) -> Span | None:
    """A password after a word that also stands in sentences."""
    return _command(sight) if is_chosen(sight.text()) else None


def _has_digit(value: str) -> bool:
    return any(each.isdigit() for each in value)


def _header(sight: Sight) -> Span | None:
    """A token in a header or an address."""
    value = sight.text()
    return None if is_slug(value) or is_name(value) or is_place(value) or not is_drawn(value) else _random(sight)


def _cookies(sight: Sight) -> Span | None:
    """From the first to the last cookie that keeps somebody signed in."""
    found = [each for each in _COOKIE.finditer(sight.raw()) if is_drawn(each[1].decode("ascii"))]
    start = sight.span()[0]
    return (start + found[0].start(1), start + found[-1].end(1)) if found else None


def _phrase(sight: Sight) -> Span | None:
    """Twelve or more different words."""
    words = sight.text().split()
    return sight.span() if len(set(words)) > len(words) * 2 / 3 else None


def _field(sight: Sight) -> Span | None:
    """A password between the other fields of a connection."""
    for group in ("secret", "single", "other"):
        value = sight.text(group)
        if value:
            weak = is_placeholder(value) or is_weak_word(value) or is_default_login("", value)
            return None if weak else sight.span(group)
    return None


def _either(sight: Sight) -> Span | None:
    """The number that only the owner of a key knows, before or after the field that says what key it is."""
    group = "secret" if sight.raw() else "other"
    return sight.span(group) if bits(sight.raw(group)) >= sight.rule.entropy else None


def _drawn(sight: Sight) -> Span | None:
    """A value with a long row at its beginning and chance after it."""
    return sight.span() if is_drawn(sight.text().lstrip("A")) else None


def _private_key(sight: Sight) -> Span | None:
    """A block with the lines of a key; words about keys show the first line only."""
    block = sight.raw()
    body = b"".join(_ARMOUR.findall(block.partition(b"\n")[2] or block))
    cut = b"..." in block or "…".encode() in block
    return None if cut or len(body) < _SHORTEST_KEY or bits(body) < sight.rule.entropy else sight.span()


JUDGES: dict[str, Judge] = {
    "": _random,
    "crc32": _crc32,
    "json_web_token": _json_web_token,
    "base58": _base58,
    "login": _login,
    "encoded_login": _encoded_login,
    "private_key": _private_key,
    "command": _command,
    "chosen": _chosen,
    "pair": _pair,
    "header": _header,
    "cookies": _cookies,
    "phrase": _phrase,
    "field": _field,
    "either": _either,
    "drawn": _drawn,
    "password": password_judge,
    "key": key_judge,
}
