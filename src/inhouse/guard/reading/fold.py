"""Letters that are the same to a reader: small and capital, with and without accent, Latin and its look-alikes."""

import codecs
import unicodedata

_LATIN_1 = 256
_BLOCK = 4096
_AT_ONCE = 32
"""So many characters are folded one by one where one is met that Latin-1 lacks: others are often near."""
_MOST_KNOWN = 50_000
"""Scripts of 40,000 characters stay known; a text of all that there are would hold 200 MB for good."""
_WITH_ACCENTS = 0x590
"""Latin, Greek and Cyrillic are below; accents of other scripts tell letters apart that readers tell apart."""
_LOOK_ALIKES = {
    # Cyrillic and Greek letters that stand for a Latin one in a line of print (UTS 39), after lower case.
    **dict(zip("асеорхуіјѕһԁԛԝӏвкмнтѵ", "aceopxyijshdqwlbkmhtv", strict=True)),
    **dict(zip("αβεζηικμνορτυχωγ", "abezhikmvoptyxwy", strict=True)),
    # Latin letters that Unicode does not take apart.
    **dict(zip("ßæœøđðłħŧþıɡɑ", "saooddlhtpiga", strict=True)),
}


class _Folds(dict[int, int]):
    """What each code point becomes, worked out when it is first met. `blank`: what is no letter becomes a blank."""

    def __init__(self, *, blank: bool) -> None:
        super().__init__()
        self._blank = blank
        self.latin_1 = bytes(self[sign] & 0xFF for sign in range(_LATIN_1))
        self.errors = f"inhouse-folds-{blank}"
        codecs.register_error(self.errors, self._beyond)

    def _beyond(self, error: UnicodeError) -> tuple[str, int]:
        """What stands for the next characters, of which Latin-1 lacks the first (an error handler of codecs)."""
        if not isinstance(error, UnicodeEncodeError):
            raise error
        piece = error.object[error.start : error.start + _AT_ONCE]
        return piece.translate(self), error.start + len(piece)

    def __missing__(self, sign: int) -> int:
        if len(self) >= _MOST_KNOWN:
            self.clear()
        plain = _letter(chr(sign))
        self[sign] = ord(" " if self._blank and not plain.isalnum() else plain)
        return self[sign]


def _letter(sign: str) -> str:
    small = sign.lower()[0]
    parts = unicodedata.normalize("NFD", small)
    base = parts[0] if ord(parts[0]) < _WITH_ACCENTS else small
    return _LOOK_ALIKES.get(base, base)


_LETTERS = _Folds(blank=False)
_WORDS = _Folds(blank=True)


def folded(text: str) -> str:
    """The text in one form for a dictionary, code point for code point: its places are the places of the text."""
    return _translated(text, _LETTERS)


def words_of(text: str) -> str:
    """The same, with a blank for everything that is neither letter nor digit."""
    return _translated(text, _WORDS)


def _translated(text: str, table: _Folds) -> str:
    if text.isascii():
        return text.encode("ascii").translate(table.latin_1).decode("ascii")
    return "".join(_block(text[start : start + _BLOCK], table) for start in range(0, len(text), _BLOCK))


def _block(text: str, table: _Folds) -> str:
    """Most of what is not plain ASCII folds to Latin-1, for which there is a table that is 90 times as fast.

    What is folded before, as dashes and signs of currency are, folds to itself.
    """
    try:
        return text.encode("latin-1", table.errors).translate(table.latin_1).decode("latin-1")
    except UnicodeEncodeError:
        return text.translate(table)
