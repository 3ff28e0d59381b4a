"""Anthropic's wire, on the way out: a cleared prompt as the exact bytes that leave. Pure: no I/O.

A conversation here is the person's and the model's messages in turn: results of tools are the person's, and messages
of one side that follow each other are joined. Reference: Anthropic's API reference, "Create a Message".
"""

import base64
from collections.abc import Iterator

import orjson

from inhouse.core.errors import InhouseError
from inhouse.core.prompt import Image, Part, Prompt, Role, Sampling, Text, Tool, ToolRequest, ToolResult, Tools
from inhouse.models.errors import OptionLacking
from inhouse.models.model import Deployment, Model
from inhouse.models.profile import Profile
from inhouse.models.wires.anthropic_answer import AnthropicAnswer
from inhouse.models.wires.chat_completions import GO_ON, json_text, sound
from inhouse.models.wires.lacking import check_lacks
from inhouse.models.wires.refusals import refusal
from inhouse.models.wires.wire import Sent

_PATH = "/messages"
_HEADERS = (
    ("content-type", "application/json"),
    ("accept", "text/event-stream"),
    ("anthropic-version", "2023-06-01"),
)
_CHOICES = {"auto": "auto", "required": "any", "none": "none"}
_HOTTEST = 1.0
"""The highest temperature of this wire; others go to 2."""

Json = dict[str, object]


class Anthropic:
    """The wire. It has no field that forbids keeping: what is kept stands in the contract."""

    def encode(self, prompt: Prompt, model: Model, deployment: Deployment) -> Sent:
        """The request, always streamed; raises OptionLacking."""
        asked, profile = prompt.sampling, model.profile
        check_lacks(model, asked, ("seed", "frequency_penalty", "presence_penalty", "n", "logprobs", "verbosity"))
        tokens = profile.control_tokens
        body: Json = {
            "model": deployment.upstream_model,
            "messages": _messages(prompt, profile),
            "stream": True,
        }
        if words := _instructions(prompt, profile):
            body["system"] = words
        _put_sampling(body, asked, profile)
        if output := _output(prompt, model):
            body["output_config"] = output
        if prompt.tools.tools:
            body["tools"] = [_tool(tool, tokens) for tool in prompt.tools.tools]
            if choice := _choice(prompt.tools):
                body["tool_choice"] = choice
        return Sent(deployment.base + _PATH + deployment.query, _HEADERS, orjson.dumps(body))

    def answer(self, choices: int = 1) -> AnthropicAnswer:
        """A new answer."""
        return AnthropicAnswer()

    def refusal(self, status: int, body: bytes, retry_after: float | None, model: Model) -> InhouseError:
        """What an answer with an error status means for the person who asked."""
        return refusal(status, body, retry_after, model)


ANTHROPIC = Anthropic()


def _instructions(prompt: Prompt, profile: Profile) -> str:
    said = [message.text for message in prompt.messages if message.role is Role.SYSTEM]
    return "\n\n".join(sound(text, profile.control_tokens) for text in said if text)


def _messages(prompt: Prompt, profile: Profile) -> list[Json]:
    said: list[tuple[str, list[Json]]] = []
    for message in prompt.messages:
        if message.role is Role.SYSTEM:
            continue
        role = "assistant" if message.role is Role.ASSISTANT else "user"
        blocks = [block for part in message.parts for block in _blocks(part, profile.control_tokens)]
        if said and said[-1][0] == role:
            said[-1][1].extend(blocks)
        elif blocks:
            said.append((role, blocks))
    if prompt.continues and not profile.quirks.continues:
        said.append(("user", [{"type": "text", "text": GO_ON}]))
    return [{"role": role, "content": blocks} for role, blocks in said]


def _blocks(part: Part, tokens: tuple[str, ...]) -> Iterator[Json]:
    """The block of a part; empty words are none, because they are refused."""
    match part:
        case Text(text):
            if text:
                yield {"type": "text", "text": sound(text, tokens)}
        case Image(media_type, data):
            coded = base64.b64encode(data).decode("ascii")
            yield {"type": "image", "source": {"type": "base64", "media_type": media_type, "data": coded}}
        case ToolRequest(call_id, name, arguments):
            wanted = json_text(arguments if _is_object(arguments) else "{}", tokens)
            yield {"type": "tool_use", "id": sound(call_id, tokens), "name": sound(name, tokens), "input": wanted}
        case ToolResult(call_id, text):
            yield {"type": "tool_result", "tool_use_id": sound(call_id, tokens), "content": sound(text, tokens)}


def _is_object(arguments: str) -> bool:
    try:
        return isinstance(orjson.loads(arguments), dict)
    except orjson.JSONDecodeError:
        return False


def _put_sampling(body: Json, asked: Sampling, profile: Profile) -> None:
    usual, most = profile.sampling, profile.answer_tokens
    body["max_tokens"] = most if asked.max_tokens is None else min(asked.max_tokens, most)
    if asked.stop:
        body["stop_sequences"] = list(asked.stop)
    if profile.quirks.temperature:
        heat = asked.temperature if asked.temperature is not None else usual.temperature
        if heat is not None:
            body["temperature"] = min(heat, _HOTTEST)
        top_p = asked.top_p if asked.top_p is not None else usual.top_p
        if top_p is not None:
            body["top_p"] = top_p


def _output(prompt: Prompt, model: Model) -> Json:
    """The form of the answer, and how hard the model thinks about it; raises OptionLacking."""
    output: Json = {}
    wanted, profile = prompt.response_format, model.profile
    if wanted is not None:
        if wanted.schema is None:
            raise OptionLacking(
                f"The model {model.id} can be held to a schema, and not to any JSON.", hint="Send a JSON Schema."
            )
        output["format"] = {"type": "json_schema", "schema": json_text(wanted.schema, profile.control_tokens)}
    effort = prompt.sampling.effort if prompt.sampling.effort is not None else profile.sampling.effort
    if profile.quirks.reasoning_effort and effort not in (None, "none"):
        output["effort"] = "low" if effort == "minimal" else effort
    return output


def _tool(tool: Tool, tokens: tuple[str, ...]) -> Json:
    schema: object = {"type": "object"} if tool.parameters is None else json_text(tool.parameters, tokens)
    told: Json = {"name": sound(tool.name, tokens), "input_schema": schema}
    if tool.description is not None:
        told["description"] = sound(tool.description, tokens)
    if tool.strict:
        told["strict"] = True
    return told


def _choice(tools: Tools) -> Json:
    if tools.choice is None and tools.parallel is None:
        return {}
    choice = tools.choice or "auto"
    told: Json = (
        {"type": "tool", "name": choice[1:]} if choice.startswith("=") else {"type": _CHOICES.get(choice, "auto")}
    )
    if tools.parallel is not None and choice != "none":
        told["disable_parallel_tool_use"] = not tools.parallel
    return told
