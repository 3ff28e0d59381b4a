import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.guard.detectors.secrets import Secrets
from inhouse.guard.detectors.secrets.rules import Rule, rules
from inhouse.guard.normal import View
from tests.drawn import matching, shaped

KEYWORDS = sorted({keyword for rule in rules() for keyword in rule.keywords})
BITS = st.sampled_from(
    [*KEYWORDS, "=", ": ", "'", '"', "`", "\n", " ist ", "://", "@", "\\", "é", "💥", "\ud800", "\0", "_", "-----BEGIN"]
)
HOSTILE = st.lists(st.one_of(BITS, st.text(max_size=20)), max_size=30).map("".join)
SHAPES = ["AKIA{b32:16}", "ghp_{b62:36}", "password = 'Xk{dig:4}!{b62:4}'", "Passwort: Ü{b62:8}7!", "glpat-{b62:20}"]

WARMED = Secrets()
WARMED.warm()
COLD = Secrets()


@given(HOSTILE)
@settings(max_examples=300, deadline=None)
def test_no_text_makes_it_fail_and_pieces_are_in_order_and_apart(text: str) -> None:
    view = View(text)
    end = 0
    for found in WARMED.find(view):
        assert end <= found.start < found.end <= len(text)
        assert found.value == text[found.start : found.end]
        end = found.end


@given(HOSTILE)
@settings(max_examples=150, deadline=None)
def test_both_first_looks_lead_to_the_same_secrets(text: str) -> None:
    assert list(COLD.find(View(text))) == list(WARMED.find(View(text)))


@given(
    st.lists(
        st.tuples(st.sampled_from(SHAPES), st.text(alphabet="äßñ漢😀 \n", max_size=30), st.integers(0, 9999)),
        max_size=8,
    )
)
@settings(max_examples=100, deadline=None)
def test_offsets_are_code_points_whatever_stands_around(pieces: list[tuple[str, str, int]]) -> None:
    text, secrets = "", list[str]()
    for shape, around, seed in pieces:
        secret = shaped(shape, random.Random(seed))  # noqa: S311
        text += f"{around}\n{secret}\n"
        secrets.append(secret)
    found = list(WARMED.find(View(text)))
    assert len(found) == len(secrets)
    assert all(piece.value in secret for piece, secret in zip(found, secrets, strict=True))


def hostile(rule: Rule) -> list[str]:
    """Texts that keep a rule busy: its keywords in rows, its beginning again and again, and all of it many times."""
    chance = random.Random(rule.id)  # noqa: S311
    keyword = rule.keywords[0]
    whole = matching(rule.pattern, chance)
    return [f"{keyword}= ", whole[: len(whole) // 2], whole + "\n"]


def seconds(look: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    look(text)
    return time.process_time() - begun


@pytest.mark.parametrize("rule", rules(), ids=[f"{number}-{rule.id}" for number, rule in enumerate(rules())])
def test_time_grows_with_the_length_only(rule: Rule) -> None:
    alone = Secrets([rule])

    def look(text: str) -> object:
        return list(alone.find(View(text)))

    for bit in hostile(rule):
        text = bit * (2_000 // len(bit) + 1)
        look(text)
        # Eight times the text in eight times the time; twice that for a busy machine. Quadratic would be 64 times.
        tries = ((seconds(look, text), seconds(look, text * 8)) for _ in range(3))
        assert any(long < 16 * short + 0.02 for short, long in tries), bit[:80]
