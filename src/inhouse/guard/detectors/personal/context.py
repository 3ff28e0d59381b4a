"""Words beside a number that say what it is, or that it is something else. English, German, French, Spanish."""

import re2
from typing_extensions import override

BEFORE = 56
AFTER = 28

# The rest of the word, and signs and small words up to the number.
_BETWEEN = (
    r"[a-z0-9_]{0,12}[\s.:;=#°º\"'`(\[*|-]{0,8}"
    r"(?:n\.?[or°º]\.?|number|nummer|numero|nr|is|ist|est|es|de|of|the)?[\s.:=#°º\"'`(-]{0,4}\z"
)


def caseless(pattern: str) -> bytes:
    """A pattern for `Place`: letters with accents stand for their capitals and for the plain letter too."""
    return "".join(_spellings(character) for character in pattern).encode()


_PLAIN = str.maketrans(dict(zip("äöüáàâçéèêíîñóôúû", "aouaaaceeeiinoouu", strict=True)) | {"ß": "ss"})


def _spellings(character: str) -> str:
    ways = list(dict.fromkeys((character, character.upper(), character.translate(_PLAIN))))
    return character if character.isascii() or len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _folded(text: str) -> str:
    """In small letters without accents: RE2 takes accented letters for the ends of words."""
    return text.lower() if text.isascii() else text.lower().translate(_PLAIN)


class Words:
    """A set of words, each a pattern over small letters; they are looked for near a piece of text."""

    def __init__(self, *words: str) -> None:
        self._pattern = re2.compile("|".join(words).translate(_PLAIN).encode())

    def beside(self, text: str, start: int, end: int) -> bool:
        """One of them stands in the same paragraph, shortly before or after."""
        return self.before(text, start) or self.after(text, end)

    def before(self, text: str, start: int, length: int = BEFORE) -> bool:
        """One of them stands in the same paragraph, shortly before."""
        return self._is_in(text[max(0, start - length) : start].rpartition("\n\n")[2])

    def after(self, text: str, end: int, length: int = AFTER) -> bool:
        """One of them stands in the same line, shortly after."""
        return self._is_in(text[end : end + length].partition("\n")[0])

    def _is_in(self, piece: str) -> bool:
        return self._pattern.search(_folded(piece).encode("utf-8", "replace")) is not None


class Labels(Words):
    """Words that count only where nothing but a few signs stand between them and the number."""

    def __init__(self, *words: str) -> None:
        super().__init__(f"(?:{'|'.join(words)}){_BETWEEN}")

    @override
    def before(self, text: str, start: int, length: int = 40) -> bool:
        """One of them stands directly before, in the same line."""
        return self._is_in(text[max(0, start - length) : start].rpartition("\n")[2])


SOMETHING_ELSE = Labels(
    r"\border",
    r"bestell",
    r"auftrag",
    r"\bcommande",
    r"\bpedido",
    r"invoice",
    r"rechnung",
    r"\bfactur[ea]",
    r"\bbeleg",
    r"ticket",
    r"\bissue",
    r"\bvorgang",
    r"aktenzeichen",
    r"\baz\b",
    r"\bdossier",
    r"\bexpediente",
    r"\bref\b",
    r"referen[czt]",
    r"référence",
    r"artikel",
    r"\bart\b",
    r"\bartículo",
    r"\bsku\b",
    r"\bitem",
    r"\bpart[ _-]?n",
    r"\bmodell?",
    r"\bisbn",
    r"\bissn",
    r"\bean\b",
    r"\bgtin",
    r"\bupc\b",
    r"barcode",
    r"strichcode",
    r"serial",
    r"serien",
    r"\bsérie",
    r"\bserie",
    r"\bimei",
    r"version",
    r"\bbuild",
    r"commit",
    r"revision",
    r"\bhash",
    r"\bsha",
    r"\buuid",
    r"\bguid",
    r"tracking",
    r"sendung",
    r"lieferschein",
    r"\bsuivi",
    r"\bcolis",
    r"seguimiento",
    r"\benvío",
    r"shipment",
    r"timestamp",
    r"zeitstempel",
    r"horodatage",
    r"\bepoch",
    r"\bunix",
    r"\btrace",
    r"\bspan",
    r"\bbatch",
    r"charge",
    r"\blot\b",
    r"\blote\b",
    r"\bdoi",
    r"\boid",
    r"contract",
    r"vertrag",
    r"\bcontrat",
    r"\bquote",
    r"angebot",
    r"\bdevis\b",
    r"presupuesto",
    r"transaction",
    r"transaktion",
    r"(?:\b|_)ids?\b",
    r"zimmer",
    r"\broom",
    r"\bseite",
    r"\bpages?",
)
"""Words that name a number which is not about a person."""
