"""Texts with findings, the stand-ins made for them, and answers read in pieces."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from inhouse.core.prompt import Placed, Spot
from inhouse.guard.finding import Finding
from inhouse.guard.stand_ins import Channel, Piece, Replaced, Restorer, StandIns, Swap, replace

KEY = b"k" * 32
TEXT = Channel(0, "text")
TOOL = Channel(0, "tool")

ANNA = ("name.person", "Anna Müller")
PLACE = ("name.place", "Überlingen")
MAIL = ("personal.email", "anna.mueller@acme.com")
PHONE = ("personal.phone", "+49 7551 901820")
IBAN = ("personal.iban", "DE89 3704 0044 0532 0130 00")
CARD = ("personal.card", "4716 9031 2345 6786")
ADDRESS = ("personal.ip_address", "10.20.30.40")
MACHINE = ("personal.mac_address", "a4:83:e7:12:34:56")
CUSTOMER = ("term.customer", "Nordwind AG")
EVERYTHING = (ANNA, PLACE, MAIL, PHONE, IBAN, CARD, ADDRESS, MACHINE, CUSTOMER)

Found = tuple[str, str]


def swaps_in(text: str, found: Iterable[Found]) -> list[Swap]:
    """What was found, wherever it stands in the text."""
    swaps: list[Swap] = []
    for kind, spelling in found:
        start = text.find(spelling)
        while start >= 0:
            swaps.append(Swap(Finding(kind, start, start + len(spelling), value_of(kind, spelling))))
            start = text.find(spelling, start + len(spelling))
    return sorted(swaps, key=lambda swap: swap.finding.start)


def value_of(kind: str, spelling: str) -> str:
    """The value as detectors give it."""
    if kind == "personal.phone":
        return "".join(character for character in spelling if character.isdigit() or character == "+")
    if kind in {"personal.iban", "personal.card", "personal.mac_address"}:
        return "".join(filter(str.isalnum, spelling)).upper()
    return spelling


def sent(stand_ins: StandIns, text: str, *found: Found, spot: Spot = Spot.WORDS) -> str:
    """The text as it leaves."""
    return leaving(stand_ins, [text], *found, spot=spot).texts[0]


def leaving(stand_ins: StandIns, texts: Sequence[str], *found: Found, spot: Spot = Spot.WORDS) -> Replaced:
    """The texts as they leave."""
    return replace(stand_ins, [Placed(text, spot) for text in texts], [swaps_in(text, found) for text in texts])


def a_map(*found: Found, key: bytes = KEY) -> StandIns:
    """The map of a conversation in which these were found."""
    stand_ins = StandIns(key)
    for kind, spelling in found:
        stand_ins.stand_in(kind, value_of(kind, spelling), spelling)
    return stand_ins


def read(stand_ins: StandIns, pieces: Iterable[str], channel: Channel = TEXT) -> str:
    """What a reader reads of an answer that comes in these pieces."""
    restorer = Restorer(stand_ins)
    shown: list[Piece] = []
    for piece in pieces:
        shown += restorer.feed(channel, piece)
    return "".join(piece.shown for piece in (*shown, *restorer.flush(channel)))


def cut(text: str, places: Iterable[int]) -> list[str]:
    """The text cut at these places."""
    marks = [0, *sorted({place % (len(text) + 1) for place in places}), len(text)]
    return [text[start:end] for start, end in pairwise(marks)]
