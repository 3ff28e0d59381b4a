from dataclasses import dataclass, replace

import pytest

from inhouse.core.destination import Destination, DestinationClass
from inhouse.core.prompt import Image, Part, PromptMessage, Role, Text, ToolRequest, ToolResult, Verdict
from inhouse.guard.clear import GUARD_VERSION, UNGUARDED, Guard
from inhouse.guard.errors import CannotInspect, Refused
from inhouse.guard.policy import THIS_MACHINE_ONLY, Policy, policy_of
from tests.prompts import ANNA, FAR, HERE, LOOPBACK, OUR_NETWORK, prompt_of

GUARD = Guard(THIS_MACHINE_ONLY)


@pytest.mark.parametrize("destination", [HERE, LOOPBACK])
async def test_what_stays_on_this_machine_passes_unchanged(destination: Destination) -> None:
    prompt = prompt_of("hello")
    cleared = await GUARD.clear(prompt, ANNA, destination)
    assert (cleared.prompt, cleared.destination, cleared.verdict) == (prompt, destination, Verdict.PASS)
    assert (cleared.policy, cleared.guard_version) == (THIS_MACHINE_ONLY.hash(), GUARD_VERSION)


@pytest.mark.parametrize("destination", [FAR, OUR_NETWORK])
async def test_every_other_destination_is_refused_with_the_next_step(destination: Destination) -> None:
    with pytest.raises(Refused) as refusal:
        await GUARD.clear(prompt_of("hello"), ANNA, destination)
    assert (refusal.value.status, refusal.value.code) == (403, "destination_refused")
    assert destination.name in refusal.value.message
    assert refusal.value.hint


async def test_a_policy_without_rules_lets_nothing_go() -> None:
    with pytest.raises(Refused):
        await Guard(Policy("empty", 1, ())).clear(prompt_of("hello"), ANNA, HERE)


async def test_what_the_guard_cannot_read_does_not_leave() -> None:
    @dataclass(frozen=True)
    class Picture:
        text: str = "looks like text"

    part: Part = Picture()  # type: ignore[assignment]
    prompt = prompt_of("hello")
    with_picture = type(prompt)(
        prompt.model, (*prompt.messages, PromptMessage(Role.USER, (part,))), prompt.purpose, prompt.commitment
    )
    with pytest.raises(CannotInspect) as refusal:
        await GUARD.clear(with_picture, ANNA, HERE)
    assert (refusal.value.status, refusal.value.code) == (403, "cannot_inspect")


MIXED = (
    PromptMessage(Role.USER, (Text("What is it?"), Image("image/png", b"..."))),
    PromptMessage(Role.ASSISTANT, (ToolRequest("c", "look", "{}"),)),
    PromptMessage(Role.TOOL, (ToolResult("c", "a dot"),)),
)


async def test_pictures_and_tools_pass_where_words_pass_and_nowhere_else() -> None:
    prompt = replace(prompt_of("hello"), messages=MIXED)
    assert (await GUARD.clear(prompt, ANNA, HERE)).prompt is prompt
    with pytest.raises(Refused):
        await GUARD.clear(prompt, ANNA, FAR)


async def test_words_that_go_without_a_guard_say_so_in_their_line() -> None:
    guard = Guard(policy_of([DestinationClass.EXTERNAL]))
    assert (await guard.clear(prompt_of("hello"), ANNA, FAR)).guard_version == UNGUARDED
    assert (await guard.clear(prompt_of("hello"), ANNA, HERE)).guard_version == GUARD_VERSION
    with pytest.raises(Refused) as refusal:
        await guard.clear(prompt_of("hello"), ANNA, OUR_NETWORK)
    assert refusal.value.hint is not None
    assert refusal.value.hint.endswith("INHOUSE_UNGUARDED=private,external")
