import random
import unicodedata

import pytest

from inhouse.chat.letters import PRINTED_AS, WESTERN, folded, folded_slowly, folded_western, glanced

LETTERS = [chr(code) for code in (*range(1, 0x250), *range(0x300, 0x320), *range(0x2000, 0x2200), 0x1E9E, 0xFB01)]
USUAL = "abcß" + "áÀÇ\N{RIGHT DOUBLE QUOTATION MARK}\N{EM DASH}\N{HORIZONTAL ELLIPSIS}\N{DOUBLE EXCLAMATION MARK}"


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Größe", "grosse"),
        ("Größe", "GRÖSSE"),
        ("café", "CAFE"),
        (unicodedata.normalize("NFD", "café"), "café"),
        ("ﬁnance", "finance"),
        ("İstanbul", "istanbul"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
    ],
)
def test_case_and_accents_do_not_matter(text: str, query: str) -> None:
    assert folded(query) in folded(text)


def test_the_fast_way_folds_like_the_slow_one() -> None:
    texts = [f"a{chr(code)}b\N{LATIN SMALL LETTER E WITH ACUTE}" for code in range(1, 0x2200)]
    assert [text for text in texts if folded(text) != folded_slowly(text)] == []


def test_a_text_of_other_letters_folds_as_a_whole_like_run_by_run() -> None:
    text = "Съешь ещё этих булок, Ά ﬁ ①"
    assert folded_slowly(text) == "".join(folded_slowly("a" * 40 + letter)[40:] for letter in text)


def test_a_glance_finds_every_word_that_folding_finds() -> None:
    chance = random.Random(11)  # noqa: S311
    for _ in range(20_000):
        letters = (chance.choice(USUAL if chance.random() < 0.9 else LETTERS) for _ in range(chance.randint(1, 9)))
        text = "".join(letters)
        whole = folded(text)
        begin = chance.randint(0, len(whole))
        word = whole[begin : chance.randint(begin, len(whole))]
        seen = glanced(text.encode())
        plain = word.isascii() and word.split() == [word] and not any(letter in word for letter in PRINTED_AS)
        if seen is not None and plain:
            assert word.encode() in seen, (text, word)


def test_western_letters_fold_in_one_charset_and_others_are_left_to_the_slow_way() -> None:
    quoted = "\N{LEFT DOUBLE QUOTATION MARK}Größe\N{RIGHT DOUBLE QUOTATION MARK}"
    assert folded_western(quoted) == quoted.replace("ö", "o").replace("ß", "ss").lower().encode(WESTERN)
    assert folded_western("Здравствуй") is None
    assert glanced("Здравствуй".encode()) is None
