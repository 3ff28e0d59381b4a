"""What a ZIP archive holds, looked at before any parser opens it.

Office documents are ZIP archives of XML. A small one can unpack to terabytes, and XML can define entities that do the
same; so every part is unpacked here once, in portions, with the real bytes counted (the numbers in the archive's
directory may lie), and XML that declares a document type is refused: ECMA-376, part 2 forbids it.
"""

import io
import zipfile
import zlib

from inhouse.knowledge.document import Kind
from inhouse.knowledge.formats.trouble import Damaged, Encrypted, Expands, KindUnknown

ENTRIES = 10_000
PART_BYTES = 128 * 1024 * 1024
"""The largest part of XML after unpacking."""
ALL_BYTES = 512 * 1024 * 1024
"""All parts together after unpacking."""
RATIO = 200
"""How many times its packed size a part over FREE_BYTES may have; repetitive sheets reach about 50."""
FREE_BYTES = 4 * 1024 * 1024
_PIECE = 256 * 1024
_MAIN = (("word/document.xml", Kind.WORD), ("xl/workbook.xml", Kind.SHEET), ("ppt/presentation.xml", Kind.SLIDES))
_ENCRYPTED = 0x1
_FORBIDDEN = (b"<!doctype", b"<!entity")
_OVERLAP = 16


def kind_of(content: bytes) -> Kind:
    """Which office document the archive is. Raises Damaged, KindUnknown, Encrypted, Expands."""
    with _opened(content) as archive:
        names = {info.filename for info in archive.infolist()}
        if len(names) > ENTRIES:
            raise Expands
        for name, kind in _MAIN:
            if name in names:
                return kind
    raise KindUnknown


def check(content: bytes) -> None:
    """Look at every part. Raises Expands, Encrypted, Damaged."""
    left = ALL_BYTES
    with _opened(content) as archive:
        for info in archive.infolist():
            left -= _check_part(archive, info, left)


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise Damaged from None


def _check_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int) -> int:
    """The bytes that the part unpacks to. Pictures and other parts that nobody opens are counted too."""
    if info.flag_bits & _ENCRYPTED:
        raise Encrypted
    most = min(left, PART_BYTES, max(FREE_BYTES, info.compress_size * RATIO))
    if info.file_size > most:
        raise Expands
    is_xml = info.filename.lower().endswith((".xml", ".rels", ".vml"))
    size, tail = 0, b""
    try:
        with archive.open(info) as part:
            while piece := part.read(_PIECE):
                size += len(piece)
                if size > most:
                    raise Expands
                if is_xml:
                    # UTF-16 has a NUL beside each letter of markup.
                    plain = tail + piece.replace(b"\0", b"").lower()
                    if any(word in plain for word in _FORBIDDEN):
                        raise Expands
                    tail = plain[-_OVERLAP:]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise Damaged from None
    return size
