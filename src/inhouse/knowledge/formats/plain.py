"""Text, code and CSV: decoded as what they most likely are, in portions of whole lines."""

import codecs
from collections.abc import Iterator

from charset_normalizer import from_bytes

from inhouse.knowledge.document import Finding, Unit
from inhouse.knowledge.formats.pieces import rows
from inhouse.knowledge.formats.trouble import KindUnknown

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ENCODINGS = (
    "utf_8", "utf_16_le", "utf_16_be", "utf_32_le", "utf_32_be", "cp1252", "latin_1", "cp1250", "cp1251", "cp1253",
    "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_2", "iso8859_15", "koi8_r", "mac_roman", "cp437",
    "cp850", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
)  # fmt: skip
"""What is tried; the reading process loads them before it closes its doors."""
_SAMPLE = 256 * 1024
_ODD = 0.02


def read(content: bytes) -> Iterator[Finding]:
    """Portions of lines, with their numbers."""
    yield from rows(decoded(content).splitlines(), Unit.LINES)


def decoded(content: bytes) -> str:
    """The text; raises KindUnknown for what is none."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if b"\0" in content[:_SAMPLE]:
        raise KindUnknown
    try:
        return _checked(content.decode())
    except UnicodeDecodeError:
        pass
    best = from_bytes(content[:_SAMPLE], cp_isolation=list(ENCODINGS), enable_fallback=False).best()
    if best is None:
        raise KindUnknown
    return _checked(content.decode(best.encoding, "replace"))


def _checked(text: str) -> str:
    sample = text[:_SAMPLE]
    odd = sum(1 for letter in sample if letter < " " and letter not in "\t\n\r\f\v\x1b\x08")
    if odd > len(sample) * _ODD:
        raise KindUnknown
    return text
