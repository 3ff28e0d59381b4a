import pytest

from inhouse.knowledge.document import Portion
from inhouse.knowledge.formats import web_page
from inhouse.knowledge.formats.trouble import Empty


def words(html: bytes) -> str:
    return "\n".join(finding.text for finding in web_page.read(html) if isinstance(finding, Portion))


def test_the_words_that_a_reader_sees_are_read() -> None:
    html = b"""<html><head><title>T</title><style>b{}</style></head><body><script>bad()</script>
      <h1>Head</h1><p>A <b>bold</b> word<!-- hidden -->, <script>x</script>and more</p>
      <table><tr><td>1</td><td>2</td></tr></table><ul><li>one<li>two</ul></body></html>"""
    assert words(html) == "Head\nA bold word, and more\n1 | 2 |\none\ntwo"


def test_entities_are_the_parsers_own_and_files_are_not_fetched() -> None:
    html = b'<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><p>&e; &amp; &auml;</p>'
    assert "root" not in words(html)
    assert "& \u00e4" in words(html)


def test_a_page_nested_without_end_is_read_as_far_as_it_goes() -> None:
    assert isinstance(words(b"<div>" * 50_000 + b"deep"), str)


def test_a_page_without_anything_is_empty() -> None:
    with pytest.raises(Empty):
        list(web_page.read(b"<!-- nothing -->"))
