"""Judges values that are given to a name such as `password` or `api_key`, in code, settings and sentences.

The same characters are a password in one place and a word of code or prose in another, so the place decides how much
a value has to look like a secret:

quoted     "..." after a name: code, JSON, YAML
setting    NAME=value as in .env, and `;Password=value;` as in connection strings
code       bare, in a program or a settings file: could be a name or a call
prose      in a sentence, after a colon or "is": could be an ordinary word
next       in a sentence, right after the name: is nearly always an ordinary word
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

import re2

from inhouse.guard.detectors.secrets.plausible import bits, is_documented, is_placeholder
from inhouse.guard.detectors.secrets.sight import Sight, Span
from inhouse.guard.detectors.secrets.strength import (
    classes,
    is_about_passwords,
    is_made,
    is_measure,
    is_name,
    is_place,
    is_slug,
    is_weak_word,
)

_NAME_BYTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.$"
_NAME_LONGEST = 48

_OTHER_NAMES = re2.compile(
    # names that end like a secret's and hold none
    rb"(?i)(?:csrf|xsrf|next|prev(?:ious)?|page|paging|cursor|continuation|sync|cancell?ation|primary|foreign|partition|sort|row"
    rb"|public|publishable|cache|idempotency|idempotent|pad|eos|bos|unk|mask|sep|cls|stop|special|start|end|device|track(?:ing)?"
    rb"|request|correlation|object|lookup|map|dict|index|group|hashed?|md5|sha\d*|bcrypt|encrypted|crypted|forgot|reset|no|max|min|num|total"
    rb"|input|output|prompt|completion|count|of|per|by|change|update|confirm|verify|require|show|hide|toggle|enter)[_.-]?$"
)
_BEFORE_PASS = re2.compile(
    rb"(?i)(?:^|[_.$-]|db|user|usr|admin|root|ftp|ssh|smtp|imap|mail|sql|my|pg|ldap|bind|proxy|redis|auth|login|key|store)$"
)
_SEPARATORS = frozenset({b";", b"?", b"&"})
_SETS = frozenset({b"=", b":", b"?=", b":=", b"+="})
_CALL = re2.compile(rb"!?\(*[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)*(?:[(\[]|\)[.,;)]).*")
_MEMBER = re2.compile(rb"[A-Za-z_$][\w$]*(?:(?:\.|->|::|\?\.)[A-Za-z_$][\w$]*)+(?:\(.*|\[.*)?")
_ARGUMENT = re2.compile(rb"[A-Za-z_]\w*(?:=[^=]|:$|:\w)")
_CRYPT = re2.compile(
    rb"(?i)\$[0-9a-z-]{1,12}\$|\{[A-Z0-9-]{2,10}\}|(?:pbkdf2|argon2|bcrypt|scrypt|sha\d+|md5)[\w-]*[:$-]"
)
_SCHEME = re.compile(r"(?i)(?:(?:bearer|basic|token|apikey)\s+|base64:)")
_UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VALUE = re.compile(
    rb"[bBrRuUfF@$]{0,2}(?:\"(?=([^\"\n]{1,256})\")|'(?=([^'\n]{1,256})')|`(?=([^`\n]{1,256})`))|([^\s\"'`<>;,]{1,256})"
)
_QUERY_END = re.compile(rb"[&)\]#]")
_IN_BACKTICKS, _BARE = 3, 4
_SAID_ON = re.compile(rb"[;,][^\s\"'`<>;,=:]{2,64}(?=[\s.]|$)")
"""What goes on behind a comma within a password that somebody tells: no field of a connection, no next word."""
_SHORTEST_IN_QUERY = 16
_CLOSING_WIDE = ("\u201c", "\u201d", "\u00bb", "\u00ab", "\u2018", "\u2019", "\u2026")


class _Place(Enum):
    QUOTED = auto()
    SETTING = auto()
    CODE = auto()
    PROSE = auto()
    NEXT = auto()


@dataclass(frozen=True, slots=True)
class _Given:
    """A value without its quotes, where it stands, and in which kind of place."""

    value: str
    span: Span
    place: _Place


_IN_NO_KEY = frozenset("()[]\\^ ")
"""Signs of programs and of regular expressions."""
_SHORTEST_PASSWORD = 4
_SHORTEST_KEY = {_Place.QUOTED: 8, _Place.SETTING: 8, _Place.CODE: 12, _Place.PROSE: 12, _Place.NEXT: 20}


def password_judge(sight: Sight) -> Span | None:
    """Where a password stands."""
    given = _given(sight, _SHORTEST_PASSWORD)
    return given.span if given and _is_password(given) and not is_documented(given.value.encode()) else None


def key_judge(sight: Sight) -> Span | None:
    """Where a key or token without a known form stands."""
    given = _given(sight, _SHORTEST_KEY[_Place.QUOTED])
    return given.span if given and _is_key(given) and not is_documented(given.value.encode()) else None


def is_told_password(value: str) -> bool:
    """Whether a value of which somebody says that it is a password looks like one."""
    return _is_password(_Given(value, (0, 0), _Place.PROSE)) and not is_documented(value.encode())


def is_told_key(value: str) -> bool:
    """Whether a value of which somebody says that it is a key looks like one."""
    return _is_key(_Given(value, (0, 0), _Place.PROSE)) and not is_documented(value.encode())


def _given(sight: Sight, shortest: int) -> _Given | None:
    """The value of a name; None where there is none of so many bytes."""
    begun = sight.span("quote")[0] if sight.raw("quote") else sight.span("seen")[0]
    seen = _VALUE.match(sight.data, begun if begun >= 0 else sight.end)
    if seen is None:
        return None
    start, end = seen.span(seen.lastindex or 0)
    # Most are too short. What is told in a sentence may go on behind a comma.
    if end - start < shortest and (seen.lastindex != _BARE or sight.raw("link")):
        return None
    name = _name_before(sight)
    if _is_other_name(sight, name) or _is_in_list(sight, name, seen.lastindex or 0):
        return None
    raw = sight.data[start:end].rstrip(b"\\")
    if seen.lastindex == _BARE:
        place = _place(sight, name, end)
        if place is _Place.PROSE and not sight.raw("link") and (more := _SAID_ON.match(sight.data, start + len(raw))):
            raw += more[0]
        return _trimmed(sight, _cut(sight, raw), start, place)
    told = sight.raw("beside") or b"|" in sight.raw("link")
    return _trimmed(sight, raw, start, _Place.PROSE if told else _Place.QUOTED)


def _is_other_name(sight: Sight, name: bytes) -> bool:
    """Whether the word means something else here: `next_token`, `bypass`, "pass it on"."""
    if sight.raw("word").lower() in {b"pass", b"pw"}:
        return not sight.raw("link") or not _BEFORE_PASS.search(name)
    return name != b"" and _OTHER_NAMES.search(name) is not None


def _is_in_list(sight: Sight, name: bytes, written: int) -> bool:
    """Whether the value is only the next in a list: arguments of a call, words of a type. A row of a table is none."""
    link = sight.raw("link").rstrip(b" ")
    if written == _IN_BACKTICKS or (link == b"," and _begins_row(sight, name)):
        return False
    if written != _BARE:
        return link.endswith(b"|") or (link.endswith(b",") and b"\n" in sight.whole())
    return link.endswith((b",", b"("))


def _begins_row(sight: Sight, name: bytes) -> bool:
    """Whether the line begins with the name of a variable: `DB_PASSWORD,...`."""
    full, begun = name + sight.raw("word"), sight.span("word")[0] - len(name)
    return full.isupper() and b"_" in full and sight.data[max(0, begun - 1) : begun] in {b"", b"\n"}


def _name_before(sight: Sight) -> bytes:
    """The part of the name that stands before the word: `db_` of `db_password`."""
    start = sight.span("word")[0]
    head = sight.data[max(0, start - _NAME_LONGEST) : start]
    return head[len(head.rstrip(_NAME_BYTES)) :]


def _cut(sight: Sight, raw: bytes) -> bytes:
    """A value in the query of an address ends at the next parameter; a short one there is nobody's secret."""
    start = sight.span("word")[0]
    if sight.data[max(0, start - 1) : start] not in {b"?", b"&"}:
        return raw
    value = _QUERY_END.split(raw, maxsplit=1)[0]
    return value if len(value) >= _SHORTEST_IN_QUERY or sight.rule.check == "password" else b""


def _place(sight: Sight, name: bytes, value_end: int) -> _Place:
    if sight.raw("option"):
        return _Place.CODE
    if sight.raw("next"):
        return _Place.NEXT
    link = sight.raw("link")
    if not link or b"\n" in link:
        return _Place.PROSE
    if _is_setting(sight, name, link, value_end):
        return _Place.SETTING
    return _Place.CODE if link.rstrip().endswith(b"=") else _Place.PROSE


def _is_setting(sight: Sight, name: bytes, link: bytes, value_end: int) -> bool:
    full = name + sight.raw("word")
    if full.isupper() and b"_" in full and link.strip() in _SETS:
        return True
    before = sight.span("word")[0] - len(name)
    separated = sight.data[max(0, before - 1) : before] in _SEPARATORS or sight.data[value_end : value_end + 1] == b";"
    if link == b"=" and (full.isupper() or separated):
        return True
    link_end = sight.span("link")[1]
    return link.endswith(b">") and b"</" not in link and not sight.data[link_end : link_end + 1].isspace()


def _trimmed(sight: Sight, raw: bytes, start: int, place: _Place) -> _Given | None:
    value = raw.decode("utf-8", "replace")
    scheme = _SCHEME.match(value)
    if scheme:
        value, start = value[scheme.end() :], start + scheme.end()
    if place is not _Place.QUOTED:
        asked = place is _Place.NEXT or (place is _Place.PROSE and b":" not in sight.whole())
        value = without_closing(value, sight.data[max(0, start - 1) : start], "?" if asked else "")
    return _Given(value, (start, start + len(value.encode())), place) if value else None


def without_closing(value: str, before: bytes, also: str = "") -> str:
    """The value without what ends the sentence, the emphasis or the bracket around it. `before`: the byte before it."""
    emphasis = before.decode("ascii", "replace") if before in {b"*", b"_"} else ""
    ends = (".", ",", ";", ":", "]", "}", "|", "\\", *_CLOSING_WIDE, *also, *emphasis)
    while value.endswith(ends) or (value.endswith(")") and value.count("(") < value.count(")")):
        value = value[:-1]
    return value


def is_nothing(value: str) -> bool:
    """What is no secret anywhere."""
    if not value.isprintable() or " " in value or "�" in value or is_weak_word(value):
        return True
    if is_measure(value) or is_place(value) or is_placeholder(value) or is_about_passwords(value):
        return True
    return _CRYPT.match(value.encode()) is not None


def _is_code(given: _Given) -> bool:
    """A call, a member, an index: where a program takes a value from."""
    if given.place is _Place.QUOTED:
        return False
    if given.place is not _Place.SETTING and _ARGUMENT.match(given.value.encode()):
        return True
    member = not given.value[-2:].isdigit() and _MEMBER.fullmatch(given.value.rstrip("!?").encode()) is not None
    return (member and given.place is not _Place.SETTING) or _CALL.fullmatch(given.value.encode()) is not None


def _is_password(given: _Given) -> bool:
    return _LOOKS[given.place](given.value) and not (is_nothing(given.value) or _is_code(given))


def _looks_given(value: str) -> bool:
    return len(value) >= 6 or (len(value) >= 4 and classes(value) >= 3)


def _looks_quoted(value: str) -> bool:
    return _looks_given(value) and not (_is_label(value) or _is_joined(value))


def _looks_in_code(value: str) -> bool:
    name = _is_words(value) or (is_name(value) and not value[-1].isdigit())
    stands_for_one = value.isupper() and not _has_digit(value)
    return len(value) >= 6 and classes(value) >= 2 and not (name or stands_for_one)


def _looks_told(value: str) -> bool:
    number = value.isdecimal() and len(value) >= 8
    return len(value) >= 6 and (number or is_chosen(value)) and not _is_words(value)


def _is_words(value: str) -> bool:
    return is_slug(value) and not is_made(value)


def _looks_next(value: str) -> bool:
    digits = sum(each.isdigit() for each in value)
    mixed = digits and classes(value) >= 3
    return len(value) >= 8 and bool(mixed or 3 <= digits < len(value)) and not _is_words(value)


_LOOKS = {
    _Place.QUOTED: _looks_quoted,
    _Place.SETTING: _looks_given,
    _Place.CODE: _looks_in_code,
    _Place.PROSE: _looks_told,
    _Place.NEXT: _looks_next,
}


def _is_label(value: str) -> bool:
    """A word as it stands beside a field on a screen: `Passwort`, `Пароль`."""
    return value.isalpha() and (value.istitle() or not value.isascii())


def _is_joined(value: str) -> bool:
    """What stands between two strings that a program joins: `"password=" + this + "&"`."""
    return value[0] in "+.,)&" and value[-1] in "+.,(&"


def is_chosen(value: str) -> bool:
    """Letters with digits, with signs among them or in both cases without order, as nobody writes words."""
    if not any(each.isalpha() for each in value):
        return False
    signs = any(not each.isalnum() and each not in "-_./'\u2019:()" for each in value[:-1])
    return _has_digit(value) or (signs and classes(value) >= 3) or (_turns(value) > 3 and not is_name(value))


def _turns(value: str) -> int:
    """How often capitals and small letters change."""
    return sum(before.islower() != after.islower() for before, after in pairwise(value))


def _is_key(given: _Given) -> bool:
    value = given.value
    if len(value) < _SHORTEST_KEY[given.place] or not is_drawn(value) or _IN_NO_KEY.intersection(value):
        return False
    if _UUID.fullmatch(value):
        return True
    return not (is_slug(value) or is_name(value) or is_nothing(value) or _is_code(given))


def _has_digit(value: str) -> bool:
    return any(map(str.isdigit, value))


def is_drawn(value: str) -> bool:
    """Drawn by chance: several digits among letters, or letters of both cases in no order."""
    digits = sum(map(str.isdigit, value))
    if digits > 1 or (digits and len(value) < 12):
        drawn = any(map(str.isalpha, value))
    else:
        drawn = len(value) >= 12 and _turns(value) >= len(value) / 3
    return drawn and bits(value.encode()) >= (3.0 if len(value) >= 16 else 2.5)
