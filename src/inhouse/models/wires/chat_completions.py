"""The OpenAI wire, on the way out: a cleared prompt as the exact bytes that leave. Pure: no I/O.

Reference: OpenAI's API reference, "Create chat completion"; llama.cpp, tools/server/README.md.
"""

import base64
from collections.abc import Iterator

import orjson

from inhouse.core.errors import InhouseError, InvalidRequest
from inhouse.core.prompt import (
    Image,
    Part,
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
from inhouse.models.control_tokens import neutralise
from inhouse.models.json_values import a_list
from inhouse.models.model import Deployment, Model
from inhouse.models.profile import Profile
from inhouse.models.wires.chat_answer import Answer
from inhouse.models.wires.refusals import refusal
from inhouse.models.wires.wire import Sent

_PATH = "/chat/completions"
HEADERS = (("content-type", "application/json"), ("accept", "text/event-stream"))
GO_ON = "Continue exactly where you stopped. Repeat nothing."
"""Asks a server to go on with its own last message where the wire has no way to say so."""

Json = dict[str, object]


class ChatCompletions:
    """The wire. Azure's older shape has the model in the path (`base`) and not in the body."""

    def __init__(self, *, names_model: bool) -> None:
        self._names_model = names_model

    def encode(self, prompt: Prompt, model: Model, deployment: Deployment) -> Sent:
        """The request: always streamed, never to be kept by the server (`store: false`)."""
        profile = model.profile
        body: Json = {} if not prompt.extra else _extra(prompt, profile)
        if self._names_model:
            body["model"] = deployment.upstream_model
        body["messages"] = _messages(prompt, profile)
        body["stream"] = True
        if profile.quirks.stream_usage:
            body["stream_options"] = {"include_usage": True}
        if profile.quirks.store:
            body["store"] = False
        body |= profile.quirks.extra
        _put_sampling(body, prompt.sampling, profile)
        if prompt.tools.tools:
            _put_tools(body, prompt.tools, profile.control_tokens)
        if prompt.response_format is not None:
            body["response_format"] = _format(prompt.response_format, profile.control_tokens)
        return Sent(deployment.base + _PATH + deployment.query, HEADERS, orjson.dumps(body), prompt.sampling.n)

    def answer(self, choices: int = 1) -> Answer:
        """A new answer to a request for so many."""
        return Answer(choices)

    def refusal(self, status: int, body: bytes, retry_after: float | None, model: Model) -> InhouseError:
        """What an answer with an error status means for the person who asked."""
        return refusal(status, body, retry_after, model)


OPENAI = ChatCompletions(names_model=True)
AZURE = ChatCompletions(names_model=False)


def _messages(prompt: Prompt, profile: Profile) -> list[Json]:
    role, tokens = profile.quirks.system_role, profile.control_tokens
    said: list[Json] = []
    instructions: list[str] = []
    for message in prompt.messages:
        if message.role is Role.SYSTEM:
            _instruct(sound(message.text, tokens), role, said, instructions)
        else:
            said.extend(_message(message, tokens))
    if instructions:
        _put_before_first_words("\n\n".join(instructions), said)
    if prompt.continues and not profile.quirks.continues:
        said.append({"role": Role.USER.value, "content": GO_ON})
    return said


def _instruct(words: str, role: str, said: list[Json], instructions: list[str]) -> None:
    """Instructions are a message of their own, or wait for the first message of the person."""
    if role == Role.USER.value:
        instructions.append(words)
    else:
        said.append({"role": role, "content": words})


def _put_before_first_words(words: str, said: list[Json]) -> None:
    for message in said:
        if message["role"] == Role.USER.value:
            content = message["content"]
            if isinstance(content, str):
                message["content"] = f"{words}\n\n{content}"
            else:
                message["content"] = [{"type": "text", "text": words}, *a_list(content)]
            return
    said.insert(0, {"role": Role.USER.value, "content": words})


def _message(message: PromptMessage, tokens: tuple[str, ...]) -> Iterator[Json]:
    """A message of the wire; results of tools are one each."""
    named: Json = {} if message.name is None else {"name": sound(message.name, tokens)}
    requests = [part for part in message.parts if isinstance(part, ToolRequest)]
    for part in message.parts:
        if isinstance(part, ToolResult):
            result = sound(part.text, tokens)
            yield {"role": "tool", "tool_call_id": sound(part.call_id, tokens), "content": result, **named}
    if requests:
        text = sound(message.text, tokens)
        calls = [_request(part, tokens) for part in requests]
        yield {"role": message.role.value, "content": text or None, "tool_calls": calls, **named}
    elif message.role is not Role.TOOL:
        yield {"role": message.role.value, "content": _content(message, tokens), **named}


def _content(message: PromptMessage, tokens: tuple[str, ...]) -> str | list[Json]:
    if not any(isinstance(part, Image) for part in message.parts):
        return sound(message.text, tokens)
    return [content for part in message.parts if (content := _part(part, tokens)) is not None]


def _part(part: Part, tokens: tuple[str, ...]) -> Json | None:
    match part:
        case Text(text):
            return {"type": "text", "text": sound(text, tokens)}
        case Image(media_type, data, detail):
            picture: Json = {"url": f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"}
            if detail is not None:
                picture["detail"] = detail
            return {"type": "image_url", "image_url": picture}
        case ToolRequest() | ToolResult():
            return None


def _request(part: ToolRequest, tokens: tuple[str, ...]) -> Json:
    arguments = part.arguments
    if tokens and "\\" in arguments:
        # A server that reads the JSON for its template would find a token behind an escape.
        arguments = plainly_written(arguments)
    function = {"name": sound(part.name, tokens), "arguments": sound(arguments, tokens)}
    return {"id": sound(part.call_id, tokens), "type": "function", "function": function}


def plainly_written(arguments: str) -> str:
    """JSON without needless escapes; what is no JSON stays as it is. Raises InvalidRequest for too deep nesting."""
    try:
        return orjson.dumps(orjson.loads(arguments)).decode()
    except orjson.JSONDecodeError:
        return arguments
    except orjson.JSONEncodeError:
        raise InvalidRequest("The arguments of a tool call are nested too deeply.", hint="Make them flatter.") from None


def sound(text: str, control_tokens: tuple[str, ...]) -> str:
    """Text that UTF-8 can carry and no tokenizer misreads."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return neutralise(text, control_tokens)


def json_text(text: str, control_tokens: tuple[str, ...]) -> orjson.Fragment:
    """JSON text as it is. The control tokens in it can only stand within its strings."""
    if control_tokens and "\\" in text:
        text = plainly_written(text)
    return orjson.Fragment(sound(text, control_tokens))


def _extra(prompt: Prompt, profile: Profile) -> Json:
    """Fields of the caller's own wire. Ours come after them and win."""
    extra = dict(prompt.extra)
    if profile.control_tokens:
        written = neutralise(orjson.dumps(extra).decode(), profile.control_tokens)
        extra = orjson.loads(written)
    return extra


def _put_sampling(body: Json, asked: Sampling, profile: Profile) -> None:
    quirks, usual, most = profile.quirks, profile.sampling, profile.answer_tokens
    fields: Json = {
        quirks.max_tokens_field: most if asked.max_tokens is None else min(asked.max_tokens, most),
        "seed": asked.seed,
        "stop": list(asked.stop) or None,
        "n": asked.n if asked.n > 1 else None,
    }
    if quirks.temperature:
        fields |= {
            "temperature": asked.temperature if asked.temperature is not None else usual.temperature,
            "top_p": asked.top_p if asked.top_p is not None else usual.top_p,
            "frequency_penalty": asked.frequency_penalty,
            "presence_penalty": asked.presence_penalty,
            "logprobs": asked.logprobs or None,
            "top_logprobs": asked.top_logprobs,
        }
    if quirks.reasoning_effort:
        effort = asked.effort if asked.effort is not None else usual.effort
        fields |= {"reasoning_effort": effort, "verbosity": asked.verbosity}
    body |= {name: value for name, value in fields.items() if value is not None}


def _put_tools(body: Json, tools: Tools, tokens: tuple[str, ...]) -> None:
    body["tools"] = [{"type": "function", "function": _function(tool, tokens)} for tool in tools.tools]
    if tools.choice is not None:
        named = tools.choice.startswith("=")
        chosen: Json = {"type": "function", "function": {"name": tools.choice[1:]}}
        body["tool_choice"] = chosen if named else tools.choice
    if tools.parallel is not None:
        body["parallel_tool_calls"] = tools.parallel


def _function(tool: Tool, tokens: tuple[str, ...]) -> Json:
    function: Json = {"name": sound(tool.name, tokens)}
    if tool.description is not None:
        function["description"] = sound(tool.description, tokens)
    if tool.parameters is not None:
        function["parameters"] = json_text(tool.parameters, tokens)
    if tool.strict is not None:
        function["strict"] = tool.strict
    return function


def _format(wanted: ResponseFormat, tokens: tuple[str, ...]) -> Json:
    if wanted.schema is None:
        return {"type": "json_object"}
    shape: Json = {"name": wanted.name or "answer", "schema": json_text(wanted.schema, tokens)}
    if wanted.strict is not None:
        shape["strict"] = wanted.strict
    if wanted.description is not None:
        shape["description"] = sound(wanted.description, tokens)
    return {"type": "json_schema", "json_schema": shape}
