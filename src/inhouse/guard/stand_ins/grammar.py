r"""How stand-ins look, and how one is drawn for a value: the same key, kind and value always give the same.

A stand-in for what has no syntax of its own is one bare word: a prefix that tells the model what kind of thing it is,
and a code, as in `PersonQ7K2`. It has no brackets (HTML swallows `<...>`, Markdown reads `[...]` as a link) and no
underscore (models write `\_`), so it survives Markdown, JSON, HTML, SQL and code. The code is a letter and three more
characters, one of them a digit at least; there are no vowels, so no word comes of it, and none of `0 O 1 I L 5 S 8 2 Z`
that people and models take for each other. (`B`, `2` and `7` stay: their doubles are out.)
"""

import hashlib
import hmac
import re
import unicodedata

LETTERS = "BCDFGHJKMNPQRTVWX"
DIGITS = "23479"
CODE_LENGTH = 4

PERSON, GIVEN, SURNAME = "Person", "Given", "Surname"
"""A whole name, and the parts of a name of which the whole is known: they share the code."""

EMAIL_TAIL = "@example.invalid"
"""`.invalid` never resolves (RFC 2606 section 2, RFC 6761 section 6.4)."""

_PREFIXES = {
    "name.person": PERSON,
    "name.place": "Place",
    "name.organisation": "Org",
    "term.customer": "Customer",
    "term.supplier": "Supplier",
    "term.organisation": "Org",
    "term.company": "Org",
    "term.person": PERSON,
    "term.employee": PERSON,
    "term.place": "Place",
    "term.project": "Project",
    "term.product": "Product",
    "personal.email": PERSON,
    "personal.phone": "Phone",
    "personal.iban": "Account",
    "personal.card": "Card",
    "personal.ip_address": "Address",
    "personal.mac_address": "Address",
    # A shifted date would give a wrong age, and moved coordinates a wrong way, that look right. A word cannot.
    "personal.date_of_birth": "Birthday",
    "personal.coordinates": "Location",
}
_FAMILIES = {"name": "Entity", "term": "Term", "personal": "Number"}
"""For the other kinds: numbers of persons are no labels as "SSN", beside which models refuse to answer."""
_ANY = "Term"

PREFIXES = tuple(sorted({*_PREFIXES.values(), *_FAMILIES.values(), GIVEN, SURNAME}))

_PRIMES = "'\u2019"
_SPACES = re.compile(r"[\s\-\u2010\u2011]+")


def prefix_of(kind: str) -> str:
    """What a word for this kind begins with."""
    return _PREFIXES.get(kind) or _FAMILIES.get(kind.partition(".")[0], _ANY)


def kind_of(prefix: str) -> str:
    """A kind whose words begin so; for text that looks like a stand-in."""
    kinds = (kind for kind, its in _PREFIXES.items() if its.lower() == prefix.lower())
    families = (f"{family}.other" for family, its in _FAMILIES.items() if its.lower() == prefix.lower())
    return next(kinds, None) or next(families, "name.person")


def fold(value: str) -> str:
    """What two spellings of one thing have in common: case, spaces, hyphens and a possessive do not tell them apart."""
    plain = value if value.isascii() else unicodedata.normalize("NFKC", value)
    plain = _SPACES.sub(" ", plain.casefold()).strip()
    for prime in _PRIMES:
        plain = plain.removesuffix(f"{prime}s").removesuffix(prime)
    return plain


def removed(label: str) -> str:
    """What stands where a secret was; nothing leads back from it. `label` says what it was: AWS access key."""
    return f"[{label.translate(_NO_BRACKETS)} removed]"


_NO_BRACKETS = str.maketrans("", "", '[]"\\\n\r')


class Draw:
    """Numbers that only the key's holder can foresee: HMAC-SHA-512 over kind, value and number of the attempt."""

    __slots__ = ("_left",)

    def __init__(self, key: bytes, kind: str, value: str, attempt: int = 0) -> None:
        told = f"{attempt}|{kind}|{value}".encode("utf-8", "surrogatepass")
        self._left = int.from_bytes(hmac.digest(key, told, hashlib.sha512), "big")

    def below(self, limit: int) -> int:
        """A number from 0 to `limit` - 1. A draw has 512 bits; all that are taken from it may use 400 of them."""
        self._left, number = divmod(self._left, limit)
        return number

    def digits(self, count: int) -> str:
        """That many decimal digits."""
        return f"{self.below(10**count):0{count}d}"

    def code(self) -> str:
        """A code of the grammar."""
        first = LETTERS[self.below(len(LETTERS))]
        rest = [(LETTERS + DIGITS)[self.below(len(LETTERS + DIGITS))] for _ in range(CODE_LENGTH - 1)]
        if not any(character in DIGITS for character in rest):
            rest[self.below(len(rest))] = DIGITS[self.below(len(DIGITS))]
        return first + "".join(rest)


def is_code(text: str) -> bool:
    """Whether four letters and digits, in any case, are a code."""
    return any(character in DIGITS for character in text)


# What a model, or whoever retypes an answer, puts into a word: spaces, hyphens, underscores (escaped or not), bold,
# a line's end, and characters that are not seen.
_GAP = r"[\s\u00ad\u200b\u2010\u2011*_\\-]"
GAP_BEFORE_CODE = _GAP + r"{0,3}"
GAP_IN_CODE = _GAP + r"{0,2}"


def either_case(characters: str) -> str:
    """A class of these characters in both cases."""
    return f"[{re.escape(''.join(dict.fromkeys(characters.lower() + characters.upper())))}]"


_LETTER, _ANY_OF_CODE = either_case(LETTERS), either_case(LETTERS + DIGITS)
WORD = re.compile(
    f"((?i:{'|'.join(PREFIXES)})){GAP_BEFORE_CODE}({_LETTER}){GAP_IN_CODE}"
    + GAP_IN_CODE.join([f"({_ANY_OF_CODE})"] * (CODE_LENGTH - 1))
)
"""A word of the grammar as it may come back; the groups are the prefix and the characters of the code."""


def begins_word(prefixes: tuple[str, ...]) -> dict[str, str]:
    """By the first letter in lower case: what follows it in a word with one of these prefixes.

    Each pattern also takes the begin of such a word where the text's end cuts it.
    """
    follows: dict[str, list[str]] = {}
    for prefix in prefixes:
        rest = f"{GAP_BEFORE_CODE}{cut_anywhere([_LETTER])[:-1]}{GAP_IN_CODE}"
        rest += GAP_IN_CODE.join(f"(?:\\Z|{_ANY_OF_CODE}" for _ in range(CODE_LENGTH - 1)) + ")" * CODE_LENGTH
        letters = [either_case(letter) for letter in prefix[1:]]
        pattern = "".join(f"(?:\\Z|{letter}" for letter in letters) + rest + ")" * len(letters)
        follows.setdefault(prefix[0].lower(), []).append(pattern)
    return {first: "|".join(patterns) for first, patterns in follows.items()}


def cut_anywhere(atoms: list[str], gap: str = "") -> str:
    """A pattern for the atoms one after the other, or for as many of them as stand before the end of the text."""
    return gap.join(f"(?:\\Z|{atom}" for atom in atoms) + ")" * len(atoms)
