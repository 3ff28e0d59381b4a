"""HTML, by lxml without network and without entities of its own: the words that a reader would see."""

from collections.abc import Iterator

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from inhouse.knowledge.document import Finding, Unit
from inhouse.knowledge.formats.pieces import rows
from inhouse.knowledge.formats.plain import decoded
from inhouse.knowledge.formats.trouble import Empty

_Element = etree._Element  # noqa: SLF001 - lxml has no other name for it  # pyright: ignore[reportPrivateUsage]
_UNSEEN = frozenset({"script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select"})
_LINES = frozenset(
    {"p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "h1", "h2", "h3", "h4", "h5", "h6",
     "li", "ul", "ol", "dl", "dt", "dd", "tr", "table", "blockquote", "pre", "br", "hr", "figure", "form", "title"}
)  # fmt: skip
_CELLS = frozenset({"td", "th"})


def read(content: bytes) -> Iterator[Finding]:
    """Portions of lines; a block of the page is a line or more."""
    text = decoded(content)
    parser = HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        raise Empty from None
    lines = (" ".join(line.split()) for line in "".join(_words(tree)).splitlines())
    yield from rows((line for line in lines if line), Unit.LINES)


def _words(tree: _Element) -> Iterator[str]:
    hidden = 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if node.tag in _UNSEEN:
            hidden += 1 if event == "start" else -1
        elif node.tag in _LINES:
            yield "\n"
        elif node.tag in _CELLS and event == "end":
            yield " | "
        if hidden == 0:
            yield (node.text if event == "start" else node.tail) or ""
        elif hidden == 1 and event == "start" and node.tag in _UNSEEN:
            continue
