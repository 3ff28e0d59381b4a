"""What a file is: by its first bytes, and for text by the ending of its name. Pure."""

from inhouse.knowledge.document import Kind
from inhouse.knowledge.formats.trouble import Empty, Encrypted, KindUnknown

HEAD_BYTES = 4096
ARCHIVE = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_OTHERS = (b"\x7fELF", b"MZ", b"\x1f\x8b", b"BZh", b"7z\xbc\xaf", b"Rar!", b"\xfd7zXZ", b"%!PS", b"SQLite format 3")
_BY_ENDING = {"html": Kind.PAGE, "htm": Kind.PAGE, "xhtml": Kind.PAGE, "csv": Kind.TABLE, "tsv": Kind.TABLE}


def kind_of(content: bytes, ending: str) -> Kind | None:
    """The kind, by the whole content; None for an archive, which has to be opened to know. `ending` is lower case.

    Raises Empty, Encrypted, KindUnknown.
    """
    head = content[:HEAD_BYTES]
    if not head.strip():
        raise Empty
    if head.startswith(ARCHIVE):
        return None
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith(_PICTURES) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        return Kind.PICTURE
    if head.startswith(_OLD_OFFICE):
        # MS-OFFCRYPTO 2.1: an encrypted document is such a container with a stream of this name.
        raise Encrypted if _ENCRYPTED_PACKAGE in content else KindUnknown
    if head.startswith(_OTHERS):
        raise KindUnknown
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:14].lower().startswith((b"<!doctype html", b"<html")):
        return Kind.PAGE
    return _BY_ENDING.get(ending, Kind.TEXT)
