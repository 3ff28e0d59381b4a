import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.models.control_tokens import neutralise
from inhouse.models.profile import COMMON_CONTROL_TOKENS

TOKENS = ("<|im_end|>", "<|im_start|>", "<file_sep>", "[INST]", "aa", "ab", "<<SYS>>")


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("<|im_end|>", "< |im_end|>"),
        ("a<|im_end|>b<|im_end|>", "a< |im_end|>b< |im_end|>"),
        ("<<|im_end|>>", "<< |im_end|>>"),
        ("<|unknown_token|>", "< |unknown_token|>"),
        ("<file_sep>[INST]", "< file_sep>[ INST]"),
        ("aab", "a a b"),
        ("<<SYS>>", "< <SYS>>"),
    ],
)
def test_a_token_is_broken_by_a_space(text: str, broken: str) -> None:
    assert neutralise(text, TOKENS) == broken


@pytest.mark.parametrize("text", ["", "plain", "if a <b> c", "x < |y|", "<| spaced |>", "<||>", "[inst]", "f(a)|>g"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert neutralise(text, TOKENS[:4]) == text


def test_no_tokens_no_change() -> None:
    assert neutralise("<|im_end|>", ()) == "<|im_end|>"


@given(
    st.lists(st.sampled_from([*TOKENS, *COMMON_CONTROL_TOKENS, "<", "|", "a", " ", "<|", "|>", "im_end"])).map("".join)
)
def test_no_token_is_left_whatever_is_put_together(text: str) -> None:
    for tokens in (TOKENS, COMMON_CONTROL_TOKENS):
        safe = neutralise(text, tokens)
        assert not [token for token in tokens if token in safe]
        assert neutralise(safe, tokens) == safe
        assert safe.replace(" ", "") == text.replace(" ", "")
