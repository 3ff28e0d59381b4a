"""Prompts."""

import pytest

from inhouse.core.prompt import (
    CommitmentKey,
    Embed,
    Image,
    Prompt,
    PromptMessage,
    Purpose,
    ResponseFormat,
    Role,
    Sampling,
    Spot,
    Text,
    Tool,
    ToolRequest,
    ToolResult,
    Tools,
    rewritten,
)


def test_a_message_reads_as_the_words_of_its_parts() -> None:
    assert PromptMessage(Role.USER, (Text("Hello, "), Text("world"))).text == "Hello, world"


def test_a_key_is_never_printed() -> None:
    assert "secret" not in repr(CommitmentKey(b"secret"))


def everything() -> Prompt:
    """A prompt with a text in every place that can hold one."""
    return Prompt(
        "model",
        (
            PromptMessage(Role.USER, (Text("one"), Image("image/png", b"png")), "two"),
            PromptMessage(Role.ASSISTANT, (ToolRequest("three", "four", '{"five":"six"}'),)),
            PromptMessage(Role.TOOL, (ToolResult("three", "seven"),)),
        ),
        Purpose.DOOR,
        CommitmentKey(b"key"),
        sampling=Sampling(stop=("eight",)),
        tools=Tools((Tool("four", "nine", "{}"), Tool("ten", None, None))),
        response_format=ResponseFormat("eleven", "{}", description="twelve"),
        extra={"thirteen": ["fourteen", {"fifteen": 1, "nineteen": 4556737586899855}], "sixteen": "seventeen"},
        embed=Embed(("eighteen",)),
    )


def test_every_text_has_a_place_in_the_order_of_the_texts() -> None:
    prompt = everything()
    assert [placed.text for placed in prompt.placed()] == list(prompt.texts())
    assert len(list(prompt.texts())) == 23
    assert {placed.text for placed in prompt.placed() if placed.spot is Spot.FIXED} == {
        *("three", "four", "ten", "eleven", "thirteen", "fifteen", "nineteen", "4556737586899855", "sixteen"),
    }


def test_a_prompt_is_rewritten_text_by_text_in_the_order_of_its_texts() -> None:
    prompt = everything()
    asked: list[str] = []

    def same(text: str) -> str:
        asked.append(text)
        return text

    assert rewritten(prompt, same) == prompt
    assert asked == list(prompt.texts())


def test_every_text_that_is_not_fixed_can_be_rewritten() -> None:
    prompt = everything()
    places = iter(prompt.placed())
    changed = rewritten(prompt, lambda text: text if next(places).spot is Spot.FIXED else f"{text}!")
    pairs = zip(prompt.placed(), changed.placed(), strict=True)
    assert all(new.text == (old.text if old.spot is Spot.FIXED else f"{old.text}!") for old, new in pairs)


def test_an_id_that_others_refer_to_is_not_rewritten() -> None:
    with pytest.raises(ValueError, match="refer"):
        rewritten(everything(), lambda _: "other")
