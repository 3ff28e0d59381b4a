"""Marks of confidentiality that stand on a document and not in its text: sensitivity labels, headers and footers.

Labels of Microsoft Purview are properties named `MSIP_Label_<id>_Name` and so on, in newer files a part of their own
(MS-OFFCRYPTO 2.6.3); other tools write one property. Archives were checked (`archive.check`) before they come here.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator

from lxml import etree

from inhouse.knowledge.document import MARK_CHARACTERS, MARKS, Mark, Marked
from inhouse.knowledge.formats.trouble import Damaged

_Element = etree._Element  # noqa: SLF001 - lxml has no other name for it  # pyright: ignore[reportPrivateUsage]
_PROPERTIES = "docProps/custom.xml"
_LABELS = "docMetadata/LabelInfo.xml"
_PART_BYTES = 1024 * 1024
"""Larger parts of this kind hold more than marks."""
_MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml|ppt/slide(?:Master|Layout)s/[^/]+\.xml")
_SHEET = re.compile(r"xl/(?:worksheets|chartsheets)/[^/]+\.xml")
_SHEET_TAIL = 64 * 1024
"""A sheet names its header and footer behind its rows."""
_HEADER_FOOTER = re.compile(rb"<(?:odd|even|first)(?:Header|Footer)>([^<]{1,1000})<")
_CODES = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|[A-Za-z])')
_MSIP = re.compile(r"MSIP_Label_([0-9A-Fa-f-]{36})_(Name|Enabled)")
_MSIP_BYTES = re.compile(rb"MSIP_Label_([0-9A-Fa-f-]{36})_Name")
_OF_OTHERS = frozenset({"sensitivity", "classification", "titusclassification", "klassifizierung", "vertraulichkeit"})
_OFF = frozenset({"false", "0"})
_STREAM = re.compile(rb"/ObjStm\b[^>]{0,300}>>\s*stream\r?\n")
_STREAMS = 200


def of_office(content: bytes) -> Iterator[Mark]:
    """The marks of an office document: its label first. Raises Damaged."""
    marks = dict.fromkeys(_of_office(content))
    yield from [mark for mark in marks if mark.text.strip() and len(mark.text) <= MARK_CHARACTERS][:MARKS]


def _of_office(content: bytes) -> Iterator[Mark]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            labels = list(_labels(archive, set(names)))
            yield from (Mark(Marked.LABEL, label) for label in labels)
            for name in names:
                if _MARGINS.fullmatch(name) and (tree := _tree(archive, name)) is not None:
                    yield from (Mark(Marked.MARGIN, line) for line in _lines(tree))
                elif _SHEET.fullmatch(name):
                    yield from (Mark(Marked.MARGIN, line) for line in _sheet_lines(archive, name))
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError):
        raise Damaged from None


def of_pdf(content: bytes, value_of: Callable[[str], str]) -> Iterator[Mark]:
    """The labels of a PDF; `value_of` gives an entry of its information dictionary, or nothing.

    Which entries there are is read from the bytes, also from packed ones; XMP is plain text in nearly every file.
    """
    packed = b"".join(_unpacked(content))
    for label in dict.fromkeys(match[1].decode() for match in _MSIP_BYTES.finditer(content + packed)):
        name, enabled = (
            value_of(f"MSIP_Label_{label}_{what}") or _in_xmp(content, f"MSIP_Label_{label}_{what}")
            for what in ("Name", "Enabled")
        )
        if enabled.strip().lower() not in _OFF:
            yield Mark(Marked.LABEL, (name or label)[:MARK_CHARACTERS])


def _labels(archive: zipfile.ZipFile, names: set[str]) -> Iterator[str]:
    """The names of labels that hold; the ids of those without a name."""
    found: dict[str, dict[str, str]] = {}
    if _PROPERTIES in names and (tree := _tree(archive, _PROPERTIES)) is not None:
        for element in tree.iter("{*}property"):
            key, value = element.get("name", ""), "".join(element.itertext()).strip()
            if match := _MSIP.fullmatch(key):
                found.setdefault(match[1].lower(), {})[match[2]] = value
            elif key.lower() in _OF_OTHERS:
                yield value
    if _LABELS in names and (tree := _tree(archive, _LABELS)) is not None:
        for element in tree.iter("{*}label"):
            label = found.setdefault(element.get("id", "").strip("{}").lower(), {})
            off = element.get("removed", "0") not in {"0", "false"} or element.get("enabled", "1") in _OFF
            label["Enabled"] = "false" if off else label.get("Enabled", "true")
    for label, said in found.items():
        if said.get("Enabled", "true").lower() not in _OFF:
            yield said.get("Name", "") or label


def _tree(archive: zipfile.ZipFile, name: str) -> _Element | None:
    if archive.getinfo(name).file_size > _PART_BYTES:
        return None
    try:
        return etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None


def _lines(tree: _Element) -> Iterator[str]:
    """The paragraphs of a header or footer; of a slide's master only its footer, and what a label put there."""
    if "presentationml" not in str(tree.tag):
        yield from _paragraphs(tree)
        return
    for shape in tree.iter("{*}sp"):
        names = [element.get("name", "") for element in shape.iter("{*}cNvPr")]
        kinds = [element.get("type", "") for element in shape.iter("{*}ph")]
        if "ftr" in kinds or any(name.startswith("MSIPCM") for name in names):
            yield from _paragraphs(shape)


def _paragraphs(element: _Element) -> Iterator[str]:
    """Lines with a bar for each tabulator: it parts what stands left, in the middle and right."""
    for paragraph in element.iter("{*}p"):
        written = (
            "\t" if str(node.tag).endswith("}tab") else node.text or "" for node in paragraph.iter("{*}t", "{*}tab")
        )
        fields = (" ".join(field.split()) for field in "".join(written).split("\t"))
        yield " | ".join(field for field in fields if field)


def _sheet_lines(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    size = archive.getinfo(name).file_size
    with archive.open(name) as part:
        part.seek(max(0, size - _SHEET_TAIL))
        tail = part.read(_SHEET_TAIL)
    for match in _HEADER_FOOTER.finditer(tail):
        plain = match[1].decode("utf-8", "replace").replace("&amp;", "&").replace("&quot;", '"')
        yield from (line.strip() for line in _CODES.sub("\n", plain).splitlines())


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What packed objects of a PDF hold (ISO 32000-1, 7.5.7), as far as it may matter."""
    for number, match in enumerate(_STREAM.finditer(content)):
        if number >= _STREAMS:
            return
        try:
            yield zlib.decompressobj().decompress(content[match.end() : match.end() + _PART_BYTES], _PART_BYTES)
        except zlib.error:
            continue


def _in_xmp(content: bytes, key: str) -> str:
    match = re.search(re.escape(key).encode() + rb"(?:>|=\")([^<\"]{1,300})", content)
    return match[1].decode("utf-8", "replace") if match else ""
