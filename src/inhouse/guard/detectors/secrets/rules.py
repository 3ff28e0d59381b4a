r"""The rules as data: what each kind of secret looks like, read once from `rules/*.toml`.

A rule has one of four shapes:

token     the secret alone, known by its beginning or make-up:    token = 'glpat-[\w-]{20}'
value     no mark of its own, so its owner must be named nearby:   near = ['datadog'], value = '[a-f0-9]{32}'
words     a name that is given a value, in code, settings or a sentence: words = ['passwort']; its judge reads the value
pattern   a whole expression; the group `secret` is the secret

Expressions are RE2's, over bytes of UTF-8: write other than ASCII letters as words or alternatives, never in a class.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TypedDict, cast

import re2

FAMILY = "secret."

# Around a named owner: "our Datadog API key is ...", "DD_API_KEY=...", "Token für Heroku: ...".
_WORD = (
    r"(?:key|token|secret|passwor[dt]|passphrase|credential|pat|auth|bearer|"
    r"schl(?:ü|ue)ssel|jeton|clé|\bcle\b|clave|secreto|kennwort)"
)
_GAP = r"(?:[\w .,'\"()\[\]/-]|[^\x00-\x7f])"
_LINK = r"(?:=>|->|:=|={1,3}|[:|>,(]|\b(?:is|was|ist|lautet|hei(?:ß|ss)t|est|es)\b|\s)"
_BEFORE = r"(?:[^\w.+/-]|^)"
_OPEN_END = re.compile(r"\{([1-9]\d*),\d*\}(?:=\{0,2\})?$")
# A token may stand between the underscores of emphasis, or within the name of a file: `_AKIA..._`.
_EDGE = r"(?:\b|_)"
_AFTER = r"(?:[^A-Za-z0-9-]|$)"
_REACH = 400
RUN_SIGNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_=.-"
_REPEATED = re.compile(r"\[[^\]]+\]\{(\d+)(?:,\d*)?\}")
_FEWEST = 15

# After a name: `password = "..."`, `"password": "..."`, `Passwort: ...`, `password: str = "..."`, `<password>...`,
# `| password | ... |`, `put("password", "...")`, `name: PASSWORD` with `value: ...` on the next line, `--password ...`.
_ENDING = r"(?i:[_-]?(?:prod(?:uction)?|dev|staging|stage|live|test|qa|old|new|\d{1,2}))?"
_CLOSING = r"[\"'`)\]}*\\]{0,4}"
_TYPE = r":[ \t]{0,3}[&A-Za-z_][\w.\[\] |&'<>:]{0,30}?[ \t]{0,3}="
_VALUE_OF = r"(?i:[,\s]{0,24}[\"']?value[\"']?)\s{0,3}[:=]"
# `variable "db_password" { default = "..." }`, `<td>Password</td><td>...`, `let token = String::from("...`.
_DEFAULT = r"\{[^{}]{0,120}?(?i:default)\s{0,8}="
_CELL = r"</[A-Za-z]{1,8}>\s{0,12}<[A-Za-z]{1,8}>"
_MADE = r"(?:\s{0,3}(?:String::from|Some|new String|Secret(?:String|Str)?(?:::(?:new|from))?)\()?"
_SPACE = "(?:\\s|\u00a0|\u202f)"
_SIGN = rf"[?+:]=|=>|->|<-|={{1,3}}|!={{1,2}}|:|\||{_CELL}|>|,|\(|(?:-|—|→)[ \t]"
_GIVES = rf"{_CLOSING}{_SPACE}{{0,12}}(?:{_TYPE}|{_VALUE_OF}|{_DEFAULT}|{_SIGN}){_MADE}"
_SAYS = (
    r"(?:[ \t](?i:is|was|ist|war|lautete?|hei(?:ß|ss)t|est|es|era|ser(?:á|a)|"
    r"(?:set|changed|updated|(?:zurück)?gesetzt|geändert|cambiad[oa]|chang(?:é|e)e?|mise?)[ \t](?:to|auf|in|zu|en|à|a))"
    r"(?i:[ \t](?:now|currently|still|jetzt|nun|aktuell|derzeit|noch|ahora|actualmente|maintenant|actuellement))?"
    r"(?:[ \t]?:)?[ \t]|:[ \t]{0,4}\n?[ \t]{0,4})"
)
_OPENING = "(?:[\\s*\\\\]|\u201e|\u201c|\u201d|\u00ab|\u00bb|\u201a|\u2018|\u2019|\u00a0){0,16}"

ASSIGNED = 3
"""The rank of the rules for a value that is given a name, and no lower: ordinary words are their triggers."""

# The lines of an armoured key, as a file or within a program's strings; up to its last line, if that was copied.
_BETWEEN = r"(?:\\[nrt]|[\s\"'`+,>|#*])"
_ARMOURED = (
    rf"(?:{_BETWEEN}{{1,40}}(?:[A-Z][A-Za-z-]{{2,20}}: [^\n\\]{{0,120}}|[A-Za-z0-9+/=]{{16,}}|\.{{3,}}|…))*"
    rf"(?:(?:{_BETWEEN}{{1,40}}[A-Za-z0-9+/=]{{1,15}}){{0,2}}"
    rf"{_BETWEEN}{{0,40}}-{{4,5}} ?END [A-Za-z0-9 ]{{3,40}}-{{4,5}})?"
)


class _Written(TypedDict, total=False):
    """A rule as it stands in its file."""

    id: str
    label: str
    source: str
    keywords: list[str]
    token: str
    near: list[str]
    value: str
    words: list[str]
    pattern: str
    trigger: str
    entropy: float
    reach: int
    run: int
    check: str
    allow: list[str]
    rank: int


@dataclass(frozen=True)
class Rule:
    """One kind of secret. `keywords`: in lower case; a text without any of them holds no such secret.

    `trigger`: a cheaper expression that the secret's surroundings always match, else None. `reach`: how many bytes a
    secret lies away from its trigger or keyword at most. `run`: so many letters, digits and signs of `RUN_SIGNS` stand
    together in it at least. `entropy`: bits per character that a real one has at least.
    `rank`: where two rules see the same piece, the lower one names it.
    """

    id: str
    label: str
    source: str
    keywords: tuple[str, ...]
    pattern: str
    trigger: str
    entropy: float
    reach: int
    run: int
    check: str
    allow: tuple[str, ...]
    rank: int

    @property
    def kind(self) -> str:
        """As policies name it."""
        return FAMILY + self.id

    @cached_property
    def expression(self) -> "re2.Pattern[bytes]":
        """The pattern, ready to search bytes with."""
        return re2.compile(self.pattern.encode(), _options())

    @cached_property
    def groups(self) -> dict[str, int]:
        """The number of each named group of the pattern."""
        return {name.decode(): number for name, number in self.expression.groupindex.items()}

    @cached_property
    def exceptions(self) -> "re2.Pattern[bytes] | None":
        """What a value holds that is none, if that is known."""
        return re2.compile("|".join(f"(?:{each})" for each in self.allow).encode(), _options()) if self.allow else None

    def allows(self, value: bytes) -> bool:
        """Whether a value is known to be none."""
        return self.exceptions is not None and self.exceptions.search(value) is not None


def _any_of(owners: list[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, owners))})"


def _near(owners: list[str], value: str) -> str:
    owner = _any_of(owners)
    ahead = f"(?i:{owner}{_GAP}{{0,30}}?{_WORD}|{_WORD}{_GAP}{{1,20}}?{owner})"
    return rf"{ahead}(?i:{_GAP}{{0,24}}?{_LINK})[\s'\"`(\[<]{{0,6}}(?P<secret>{value})(?:[^\w/+-]|$)"


def _assigned(words: list[str]) -> Iterator[tuple[str, str]]:
    """The ways to give a name a value, each up to where the value begins: `x = `, `the x is `, `x "`, `--x `."""
    plain = f"(?i:{'|'.join(words)})"
    word = f"(?P<word>{plain})"
    gives = rf"{plain}{_ENDING}{_CLOSING}\s*(?::|=|-|—|→|<|>|,|\||\(|!|\?=|\+=|\{{|(?i:[\"']?value))"
    yield rf"{word}{_ENDING}(?P<link>{_GIVES}){_OPENING}", gives
    says = rf"{plain}(?:[ \t(][^\n:=?!|;]*)?(?:[ \t](?i:is|was|ist|war|laut|hei|es|era|ser|to|auf|in|zu|en|à|a)|:)"
    yield rf"{word}(?P<said>(?:[ \t(][^\n:=?!|;]{{0,60}}?)?{_SAYS}){_OPENING}", says
    changes = r"(?:set|chang(?:e|es|ed|ing)|reset|updat(?:e|es|ed|ing)|rotated?)"
    to = rf"(?i:\b{changes}[ \t][^\n.:=?!;]{{0,40}}?)(?:{plain})[ \t](?i:to)[ \t]"
    yield rf"(?i:\b{changes}[ \t][^\n.:=?!;]{{0,40}}?){word}(?P<said>[ \t](?i:to)[ \t]){_OPENING}", to
    onto = rf"{plain}[ \t](?i:auf|in|à|a)[ \t]"
    after = r"(?i:gesetzt|geändert|zurückgesetzt|umgestellt|abgeändert)"
    yield rf"{word}(?P<said>[ \t](?i:auf|in)[ \t]){_OPENING}(?P<seen>[^\s\"'`<>]{{6,64}}?)[\"'`]?[ \t]{after}", onto
    yield rf"{word}(?P<beside>[ \t]{{1,3}})(?P<quote>[\"'`])", rf"{plain}[ \t]{{1,3}}[\"'`]"
    strong = r"[^\s\"'`<>;,:=()\[\]{}/|]{8}"
    yield rf"{word}(?P<next>[ \t]{{1,2}}){_OPENING}(?P<seen>{strong})", rf"{plain}[ \t]{{1,2}}[^\w]*{strong}"
    yield rf"(?:^|[\s\"'`(=,\[])(?P<option>--?(?:[A-Za-z]+-)*){word}[ \t]{{1,3}}", rf"-{plain}[ \t]"


def _patterns(written: _Written) -> Iterator[tuple[str, str, int]]:
    """Patterns with their trigger and rank."""
    if "token" in written:
        shortest = _OPEN_END.sub(r"{\1}", written["token"])
        yield rf"{_EDGE}(?P<secret>{written['token']}){_AFTER}", rf"{_EDGE}{shortest}", 0
    elif "value" in written:
        owners = written.get("near", [])
        yield _near(owners, written["value"]), f"(?i:{_any_of(owners)})", 1
    elif "words" in written:
        for pattern, trigger in _assigned(written["words"]):
            yield pattern, trigger, ASSIGNED
    else:
        pattern = written.get("pattern", "")
        trigger = pattern.replace("@ARMOURED@", "")
        yield pattern.replace("@ARMOURED@", _ARMOURED), written.get("trigger", trigger), 2


def _run(value: str) -> int:
    """What is certain of a value: as many signs as a class of them is repeated, else the fewest of any rule."""
    repeated = _REPEATED.fullmatch(value)
    return int(repeated[1]) if repeated else _FEWEST if value else 0


def _rules(written: _Written) -> Iterator[Rule]:
    for pattern, trigger, rank in _patterns(written):
        yield Rule(
            id=written.get("id", ""),
            label=written.get("label", ""),
            source=written.get("source", ""),
            keywords=tuple(keyword.lower() for keyword in written.get("keywords", written.get("near", []))),
            pattern=pattern,
            trigger=trigger,
            entropy=written.get("entropy", 3.0),
            reach=written.get("reach", _REACH),
            run=written.get("run", _run(written.get("value", ""))),
            check=written.get("check", ""),
            allow=tuple(written.get("allow", [])),
            rank=written.get("rank", rank),
        )


@cache
def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    return options


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the files."""
    folder = files("inhouse.guard.detectors.secrets") / "rules"
    paths = sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name)
    read = [cast("dict[str, list[_Written]]", tomllib.loads(path.read_text("utf-8"))) for path in paths]
    return tuple(rule for content in read for written in content.get("rule", []) for rule in _rules(written))
