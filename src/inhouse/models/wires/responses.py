"""The wire of OpenAI's Responses, on the way out: a cleared prompt as the exact bytes that leave. Pure: no I/O.

Reference: OpenAI's API reference, "Create a model response".
"""

import base64
from collections.abc import Iterator

import orjson

from inhouse.core.errors import InhouseError
from inhouse.core.prompt import (
    Image,
    Prompt,
    PromptMessage,
    ResponseFormat,
    Role,
    Sampling,
    Text,
    Tool,
    ToolRequest,
    ToolResult,
    Tools,
)
from inhouse.models.model import Deployment, Model
from inhouse.models.profile import Profile
from inhouse.models.wires.chat_completions import GO_ON, HEADERS, json_text, sound
from inhouse.models.wires.lacking import check_lacks
from inhouse.models.wires.refusals import refusal
from inhouse.models.wires.responses_answer import ResponsesAnswer
from inhouse.models.wires.wire import Sent

_PATH = "/responses"

Json = dict[str, object]


class Responses:
    """The wire."""

    def encode(self, prompt: Prompt, model: Model, deployment: Deployment) -> Sent:
        """The request: always streamed, never to be kept by the server; raises OptionLacking."""
        asked, profile = prompt.sampling, model.profile
        check_lacks(model, asked, ("stop", "seed", "frequency_penalty", "presence_penalty", "n"))
        body: Json = {
            "model": deployment.upstream_model,
            "input": list(_items(prompt, profile)),
            "stream": True,
            "store": False,
        }
        _put_sampling(body, asked, profile)
        form = _text(prompt.response_format, asked, profile)
        if form:
            body["text"] = form
        if prompt.tools.tools:
            _put_tools(body, prompt.tools, profile.control_tokens)
        return Sent(deployment.base + _PATH + deployment.query, HEADERS, orjson.dumps(body))

    def answer(self, choices: int = 1) -> ResponsesAnswer:
        """A new answer."""
        return ResponsesAnswer()

    def refusal(self, status: int, body: bytes, retry_after: float | None, model: Model) -> InhouseError:
        """What an answer with an error status means for the person who asked."""
        return refusal(status, body, retry_after, model)


RESPONSES = Responses()


def _items(prompt: Prompt, profile: Profile) -> Iterator[Json]:
    tokens = profile.control_tokens
    role = "developer" if profile.quirks.system_role == "developer" else "system"
    for message in prompt.messages:
        if message.role is Role.SYSTEM:
            yield {"role": role, "content": sound(message.text, tokens)}
        else:
            yield from _of_message(message, tokens)
    if prompt.continues and not profile.quirks.continues:
        yield {"role": "user", "content": GO_ON}


def _of_message(message: PromptMessage, tokens: tuple[str, ...]) -> Iterator[Json]:
    """The items of a message: its words, then each tool call or result by itself."""
    if message.role is Role.USER and any(isinstance(part, Image) for part in message.parts):
        parts = [_part(part, tokens) for part in message.parts if isinstance(part, Text | Image)]
        yield {"role": "user", "content": parts}
    elif message.role is not Role.TOOL and (words := sound(message.text, tokens)):
        yield {"role": message.role.value, "content": words}
    for part in message.parts:
        match part:
            case ToolRequest(call_id, name, arguments):
                yield {
                    "type": "function_call",
                    "call_id": sound(call_id, tokens),
                    "name": sound(name, tokens),
                    "arguments": sound(arguments, tokens),
                }
            case ToolResult(call_id, text):
                words = sound(text, tokens)
                yield {"type": "function_call_output", "call_id": sound(call_id, tokens), "output": words}
            case Text() | Image():
                pass


def _part(part: Text | Image, tokens: tuple[str, ...]) -> Json:
    if isinstance(part, Text):
        return {"type": "input_text", "text": sound(part.text, tokens)}
    url = f"data:{part.media_type};base64,{base64.b64encode(part.data).decode('ascii')}"
    return {"type": "input_image", "image_url": url, "detail": part.detail or "auto"}


def _put_sampling(body: Json, asked: Sampling, profile: Profile) -> None:
    usual, most = profile.sampling, profile.answer_tokens
    fields: Json = {"max_output_tokens": most if asked.max_tokens is None else min(asked.max_tokens, most)}
    if profile.quirks.temperature:
        fields["temperature"] = asked.temperature if asked.temperature is not None else usual.temperature
        fields["top_p"] = asked.top_p if asked.top_p is not None else usual.top_p
        if asked.logprobs:
            fields |= {"include": ["message.output_text.logprobs"], "top_logprobs": asked.top_logprobs}
    effort = asked.effort if asked.effort is not None else usual.effort
    if profile.quirks.reasoning_effort and effort is not None:
        fields["reasoning"] = {"effort": effort}
    body |= {name: value for name, value in fields.items() if value is not None}


def _text(wanted: ResponseFormat | None, asked: Sampling, profile: Profile) -> Json:
    form: Json = {}
    if profile.quirks.reasoning_effort and asked.verbosity is not None:
        form["verbosity"] = asked.verbosity
    if wanted is None:
        return form
    if wanted.schema is None:
        return form | {"format": {"type": "json_object"}}
    tokens = profile.control_tokens
    shape: Json = {
        "type": "json_schema",
        "name": wanted.name or "answer",
        "schema": json_text(wanted.schema, tokens),
        "strict": wanted.strict is True,
    }
    if wanted.description is not None:
        shape["description"] = sound(wanted.description, tokens)
    return form | {"format": shape}


def _put_tools(body: Json, tools: Tools, tokens: tuple[str, ...]) -> None:
    body["tools"] = [_tool(tool, tokens) for tool in tools.tools]
    if tools.choice is not None:
        named = tools.choice.startswith("=")
        body["tool_choice"] = {"type": "function", "name": tools.choice[1:]} if named else tools.choice
    if tools.parallel is not None:
        body["parallel_tool_calls"] = tools.parallel


def _tool(tool: Tool, tokens: tuple[str, ...]) -> Json:
    # Without a word about it this wire is strict, which not every schema can be; chat completions are not.
    told: Json = {"type": "function", "name": sound(tool.name, tokens), "strict": tool.strict is True}
    told["parameters"] = None if tool.parameters is None else json_text(tool.parameters, tokens)
    if tool.description is not None:
        told["description"] = sound(tool.description, tokens)
    return told
