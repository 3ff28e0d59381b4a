"""Texts of one message that meet: what is whole only when they are together is found, and no part keeps its piece."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.core.prompt import Image, Prompt, PromptMessage, Role, Text, ToolRequest
from inhouse.guard.finding import Finding
from inhouse.guard.inspection import see
from inhouse.guard.scanners import Scanners
from inhouse.guard.seams import seams
from tests.prompts import prompt_of

SCANNER = Scanners().of(frozenset())
KEY = "AKIA" + "Q7ZR4MT2VX6KD3WB"


def saying(*parts: Text | Image | ToolRequest, name: str | None = None) -> Prompt:
    before = PromptMessage(Role.SYSTEM, (Text("Be brief."),))
    return replace(prompt_of(""), messages=(before, PromptMessage(Role.USER, parts, name)))


async def pieces(prompt: Prompt) -> list[str]:
    seen = await see(prompt, SCANNER, ())
    return [
        seen.placed[at].text[each.finding.start : each.finding.end]
        for at, each in zip(seen.at, seen.keyed, strict=True)
        if at >= 0
    ]


@pytest.mark.parametrize("cut", [1, 4, 10, 19])
async def test_a_key_in_two_parts_is_found_in_both(cut: int) -> None:
    found = await pieces(saying(Text(f"the key {KEY[:cut]}"), Text(f"{KEY[cut:]} is it"), name="anna"))
    assert found == [KEY[:cut], KEY[cut:]]


async def test_a_key_in_as_many_parts_as_letters_is_found_in_each() -> None:
    assert await pieces(saying(*map(Text, KEY))) == list(KEY)


async def test_an_address_in_two_parts_is_cut_out_of_both() -> None:
    seen = await see(saying(Text("write to anna.keller@north"), Text("wind.de today")), SCANNER, ())
    assert {each.finding.exact for each in seen.keyed} == {False}
    assert {each.finding.value for each in seen.keyed} == {"anna.keller@northwind.de"}


async def test_a_call_between_two_texts_keeps_nothing_apart_and_a_picture_does() -> None:
    call = ToolRequest("call_1", "look", "{}")
    assert await pieces(saying(Text(KEY[:9]), call, Text(KEY[9:]))) == [KEY[:9], KEY[9:]]
    assert await pieces(saying(Text(KEY[:9]), Image("image/png", b"x"), Text(KEY[9:]))) == []


async def test_what_stands_in_one_part_is_found_once() -> None:
    assert await pieces(saying(Text(f"the key is {KEY}. "), Text("And now?"))) == [KEY]


async def test_only_what_is_near_a_seam_is_read_again() -> None:
    (seam,) = seams(saying(Text("a" * 5000), Text("b" * 5000)).messages)
    assert len(seam.text) == 800


@given(st.lists(st.text("ab", max_size=1200), min_size=1, max_size=6), st.data())
def test_a_seam_is_what_the_texts_are_together(texts: list[str], data: st.DataObject) -> None:
    prompt = saying(*map(Text, texts))
    placed = [each.text for each in prompt.placed()]
    for seam in seams(prompt.messages):
        assert seam.text in "".join(texts)
        start = data.draw(st.integers(0, len(seam.text) - 1))
        end = data.draw(st.integers(start + 1, len(seam.text)))
        cut = list(seam.across([Finding("secret.key", start, end, "x")]))
        assert not cut or "".join(placed[at][one.start : one.end] for at, one in cut) == seam.text[start:end]
