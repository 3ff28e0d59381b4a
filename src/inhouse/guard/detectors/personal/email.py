"""E-mail addresses (RFC 5321, with the letters of RFC 6531), plain or with the sign written out against robots.

Addresses at names that RFC 2606 and RFC 6761 keep for examples belong to nobody and are no findings.
"""

import re
from collections.abc import Iterator

from inhouse.guard.detectors.personal.shape import LABELLED, Hit, Place, Shape

KIND = "personal.email"

_LOCAL_LENGTH = 64
_NAME_LENGTH = 253

_LETTERS_AND_DIGITS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
_LOCAL = _LETTERS_AND_DIGITS + ".!#$%&'*+/=?^_{|}~-"
_LOCAL_WRITTEN_OUT = _LETTERS_AND_DIGITS + "._+-"
_DOMAIN = re.compile(r"(?:[^\W_](?:[^\W_]|-){0,62}\.){1,8}(?:xn--[A-Za-z0-9-]{2,40}|[^\W\d_]{2,24})(?![^\W_]|@|[-.]\w)")
_ADDRESS = re.compile(r"\[(?:IPv6:[0-9A-Fa-f:.]{2,45}|\d{1,3}(?:\.\d{1,3}){3})\]")
_WRITTEN_OUT = re.compile(
    r"(?:\[at\]|\(at\)|\{at\}|<at>|\[@\]|\(@\)|\[ät\]|\(ät\)|\(arroba\)|\[arroba\]) ?"
    r"((?:[\w-]{1,63}(?:\.| ?[\[({](?:dot|punkt|point|punto|\.)[\])}] ?)){1,6}[A-Za-z]{2,24})(?![\w-])",
    re.IGNORECASE,
)
_DOT = re.compile(r" ?[\[({](?:dot|punkt|point|punto|\.)[\])}] ?", re.IGNORECASE)

_EXAMPLE_NAMES = ("example.com", "example.org", "example.net", "example.edu")
_BELOW_EXAMPLE_NAMES = tuple(f".{name}" for name in _EXAMPLE_NAMES)
# Names of ciphers end in them: `aes256-gcm@openssh.com`.
_NAMES_OF_CIPHERS = ("openssh.com", "libssh.org")
_EXAMPLE_ENDS = frozenset({"example", "invalid", "test", "localhost"})
# Ends of file names: `logo@2x.png` is a picture for a fine screen.
_FILE_ENDS = frozenset(
    ("png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "css", "scss", "js", "mjs", "cjs", "ts", "tsx", "jsx")
) | {"json", "html", "htm", "xml", "map"}
_TRIMMED = ".!#$%&'*/=?^{|}~-"


def _read_sign(text: str, start: int, end: int) -> Iterator[Hit]:
    at = text.find("@", start, end)
    while at >= 0:
        yield from _around(text, at)
        at = text.find("@", at + 1, end)


def _around(text: str, at: int) -> Iterator[Hit]:
    if not (text[at + 1 : at + 2].isalnum() or text.startswith("[", at + 1)):
        return
    domain = _DOMAIN.match(text, at + 1, at + _NAME_LENGTH + 2) or _ADDRESS.match(text, at + 1, at + 64)
    if domain is None:
        return
    first = _beginning(text, at)
    if first is None or _is_something_else(text, first, at, domain):
        return
    value = text[first : domain.end()].lower()
    if not is_example(domain[0]):
        yield Hit(KIND, first, domain.end(), value, LABELLED)


def _beginning(text: str, at: int) -> int | None:
    """Where the part before the sign begins; None where there is no such part."""
    if text[at - 1 : at] == '"':
        quote = text.rfind('"', max(0, at - _LOCAL_LENGTH), at - 1)
        return quote if quote >= 0 and "\n" not in text[quote:at] and at - quote > 2 else None
    local = text[_run_before(text, at, _LOCAL) : at]
    # A name in a query, a path or an assignment: what stands before its sign is not part of it.
    for sign in "=/&?|":
        local = local.rpartition(sign)[2]
    local = local.lstrip(_TRIMMED)
    if not local or local[-1] == "." or ".." in local or not any(character.isalnum() for character in local):
        return None
    return at - len(local)


def _is_something_else(text: str, first: int, at: int, domain: re.Match[str]) -> bool:
    after = text[domain.end() : domain.end() + 2]
    name = domain[0].lower()
    if after[:1] == "(" or name in _NAMES_OF_CIPHERS or name.rpartition(".")[2] in _FILE_ENDS:
        return True
    # `git@host:path`, `user@host:/path`, `scheme://user:password@host`.
    if after[:1] == ":" and (text[first:at] in {"git", "hg", "svn"} or after[1:] in {"/", "~"}):
        return True
    scheme = text.rfind("://", max(0, first - _LOCAL_LENGTH), first)
    return scheme >= 0 and not any(
        character.isspace() or character in "/?&\"'<>()," for character in text[scheme + 3 : first]
    )


def is_example(domain: str) -> bool:
    """Whether this name is kept for examples and tests."""
    name = domain.lower().rstrip(".")
    return name.rpartition(".")[2] in _EXAMPLE_ENDS or name in _EXAMPLE_NAMES or name.endswith(_BELOW_EXAMPLE_NAMES)


def _read_written_out(text: str, start: int, end: int) -> Iterator[Hit]:
    match = _WRITTEN_OUT.match(text, start, end + _NAME_LENGTH)
    at = start - (text[start - 1 : start] == " ")
    first = _run_before(text, at, _LOCAL_WRITTEN_OUT) if match else at
    if match is None or first == at or is_example(domain := _DOT.sub(".", match[1])):
        return
    yield Hit(KIND, first, match.end(), f"{text[first:at]}@{domain}".lower(), LABELLED)


def _run_before(text: str, at: int, signs: str) -> int:
    """Where the letters, digits and signs begin that end here; at most as many as an address has before its sign."""
    floor = max(0, at - _LOCAL_LENGTH)
    before = text[floor:at].rstrip(signs)
    # Letters and digits that `signs` does not name are seldom: those beyond ASCII.
    while before and before[-1].isalnum():
        before = before[:-1].rstrip(signs)
    return floor + len(before)


_OUT = rb"[\[({<] ?(?:at|@|arroba|\xc3\xa4t) ?[\])}>] ?[A-Z0-9]"

# Decorators and mentions have nothing before the sign.
_SIGN = rb"[!-~\x80-\xff]@[A-Z0-9\[\x80-\xff]"

SHAPES = (Shape((Place(_SIGN, dense=False),), _read_sign), Shape((Place(_OUT, dense=False),), _read_written_out))
