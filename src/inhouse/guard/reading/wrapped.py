"""Text inside base64, hexadecimal digits or gzip: found, decoded, one level deep and with a limit."""

import binascii
import re
import zlib

from inhouse.guard.reading.offsets import Edit

SHORTEST = 41
"""A run of so many signs may hold text; shorter ones are words, names and numbers."""
LONGEST_UNPACKED = 1_000_000
"""So many bytes are unpacked from one compressed piece."""
UNPACKED_IN_ALL = 4_000_000
"""So many bytes are unpacked from all compressed pieces of a text."""

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
_SIGN, _OTHER = b"a", b" "
_FLAT = bytes(_SIGN[0] if sign in _ALPHABET else _OTHER[0] for sign in range(256))
_RUN = _SIGN * SHORTEST
_NEXT_LINE = re.compile(r"={0,2}\r?\n[ \t>]*([A-Za-z0-9+/_-]+)")
_HEX = re.compile(r"(?:0[xX])?([0-9A-Fa-f]+)")
_BREAKS = re.compile(r"[^A-Za-z0-9+/_-]+")
_PARTS = re.compile(r"[/_-]")
_STANDARD = str.maketrans("-_", "+/")
_CONTROLS = bytes(sign for sign in range(32) if sign not in b"\t\n\r\x1b") + b"\x7f"
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_GZIP = b"\x1f\x8b"
_FEWEST = 12
"""Less than so many bytes say nothing."""
_SPARE = 3
"""So many bytes at the end may belong to a character that was cut off."""


class Unwrapping:
    """What was found inside of one text. `whole` is False when a limit cut something off."""

    def __init__(self, text: str) -> None:
        self.edits: list[Edit] = []
        self.whole = True
        self._left = UNPACKED_IN_ALL
        flat = text.encode("ascii", "replace").translate(_FLAT)
        start = flat.find(_RUN)
        while start >= 0:
            end = self._end(flat, start)
            start = flat.find(_RUN, self._piece(text, flat, start, end))

    def _piece(self, text: str, flat: bytes, start: int, end: int) -> int:
        """Look into a run and the lines that go on with it; gives where to go on."""
        lines = [(start, end)]
        while lines[-1][1] - lines[-1][0] >= SHORTEST and (more := _NEXT_LINE.match(text, lines[-1][1])):
            lines.append(more.span(1))
        last = lines[-1][1]
        if len(lines) > 1 and self._add(_BREAKS.sub("", text[start:last]), start, last):
            return last
        for line_start, line_end in lines:
            if line_end - line_start >= SHORTEST:
                self._add_parts(text, line_start, line_end)
        return last

    def _add_parts(self, text: str, start: int, end: int) -> None:
        """Look into a run, or else into what stands between its slashes and dashes: it may be a part of an address."""
        if self._add(text[start:end], start, end):
            return
        for part in _PARTS.split(text[start:end]):
            if len(part) >= SHORTEST:
                self._add(part, start, start + len(part))
            start += len(part) + 1

    def _add(self, run: str, start: int, end: int) -> bool:
        inside = self._text(_bytes_of(run))
        if inside is None:
            return False
        self.edits.append((start, end, inside))
        return True

    def _text(self, content: bytes) -> str | None:
        """The text that bytes are, also compressed; None where they are something else."""
        if content.startswith((_GZIP, *_ZLIB)):
            content = self._unpacked(content)
        return _as_text(content)

    def _unpacked(self, content: bytes) -> bytes:
        unpacking = zlib.decompressobj(wbits=47)  # 32 + 15: gzip or zlib, whichever the header says
        try:
            plain = unpacking.decompress(content, max(1, min(self._left, LONGEST_UNPACKED)))
        except zlib.error:
            return content
        self._left -= len(plain)
        self.whole = self.whole and not unpacking.unconsumed_tail
        return plain

    @staticmethod
    def _end(flat: bytes, start: int) -> int:
        end = flat.find(_OTHER, start)
        return end if end >= 0 else len(flat)


def _bytes_of(run: str) -> bytes:
    if (digits := _HEX.fullmatch(run)) and len(digits[1]) % 2 == 0:
        return bytes.fromhex(digits[1])
    run = run.translate(_STANDARD)
    run = run[: len(run) - 1] if len(run) % 4 == 1 else run
    return binascii.a2b_base64(run + "=" * (-len(run) % 4))


def _as_text(content: bytes) -> str | None:
    if len(content) < _FEWEST:
        return None
    if content[1:_FEWEST:2].count(0) == _FEWEST // 2:
        content = content.decode("utf-16-le", "replace").encode()
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        if error.start < len(content) - _SPARE:
            return None
        text = content.decode("utf-8", "ignore")
    controls = len(content) - len(content.translate(None, _CONTROLS))
    return text if controls * 50 <= len(content) else None
