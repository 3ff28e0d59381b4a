"""What leaves of a prompt, and that nothing else of it changes."""

import asyncio
import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.core.destination import DestinationClass
from inhouse.core.prompt import Prompt, PromptMessage, Purpose, Role, Text, ToolRequest
from inhouse.guard.inspection import Eyes, inspect
from inhouse.guard.policies.decide import Ask
from inhouse.guard.policies.presets import BALANCED
from inhouse.guard.rewrite import Rewritten, rewrite
from inhouse.guard.scanners import Scanners
from inhouse.guard.stand_ins import Restorer
from tests.prompts import prompt_of

EYES = Eyes(Scanners().of)
VALUES = ("anna.keller@northwind.de", "+49 30 9018 2044", "DE89370400440532013000", "10.20.30.40")
AWAY = Ask(frozenset(), "demo", DestinationClass.EXTERNAL)


async def rewritten(prompt: Prompt, known: bytes = b"") -> Rewritten:
    return rewrite(prompt, await inspect(BALANCED, AWAY, prompt, EYES, {}), known)


async def test_arguments_of_tools_stay_json() -> None:
    call = ToolRequest("c", "edit", json.dumps({"to": VALUES[0], "n": 1}))
    prompt = replace(prompt_of(""), messages=(PromptMessage(Role.ASSISTANT, (call,)),), purpose=Purpose.DOOR)
    (part,) = (await rewritten(prompt)).prompt.messages[0].parts
    assert isinstance(part, ToolRequest)
    arguments = json.loads(part.arguments)
    assert arguments["n"] == 1
    assert arguments["to"].endswith("@example.invalid")


async def test_what_is_known_is_replaced_where_no_detector_sees_it() -> None:
    first = await rewritten(prompt_of(f"Mail {VALUES[0]}"))
    again = await rewritten(prompt_of(f"{VALUES[1]} xx{VALUES[0]}xx"), first.stand_ins.to_bytes())
    assert first.prompt.messages[-1].text.removeprefix("Mail ") in [entry.stand_in for entry in again.stand_ins.entries]


async def test_a_model_is_told_once_and_its_instructions_stay() -> None:
    messages = (PromptMessage(Role.SYSTEM, (Text("Be brief."),)), PromptMessage(Role.USER, (Text(VALUES[0]),)))
    system, _ = (await rewritten(replace(prompt_of(""), messages=messages))).prompt.messages
    assert system.text.startswith("Be brief.\n\n")
    assert "stand for" in system.text


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*VALUES, "and", "the plan", "Ünïcode", "\n", "**bold**", "PersonQ7K2"]), max_size=12))
def test_no_value_leaves_and_what_comes_back_is_what_was_said(words: list[str]) -> None:
    text = " ".join(words)
    prompt = replace(prompt_of(text), purpose=Purpose.DOOR)
    done = asyncio.run(rewritten(prompt))
    left = done.prompt.messages[-1].text
    assert not any(value in left for value in VALUES if value in words)
    assert Restorer(done.stand_ins).whole(left) == text
