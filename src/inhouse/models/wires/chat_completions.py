"""The OpenAI wire, on the way out: a cleared prompt as the exact bytes that leave, and what an error answer means.

Reference: OpenAI's API reference, "Create chat completion"; llama.cpp, tools/server/README.md. Pure: no I/O.
"""

from typing import Any

import orjson

from inhouse.core.errors import InhouseError
from inhouse.core.prompt import Prompt, Role, Sampling
from inhouse.models.control_tokens import neutralise
from inhouse.models.errors import ModelUnavailable, PromptTooLong, UpstreamBusy, UpstreamRefused
from inhouse.models.json_values import an_object
from inhouse.models.model import Deployment, Model
from inhouse.models.wires.chat_answer import Answer
from inhouse.models.wires.wire import Sent

_PATH = "/chat/completions"
HEADERS = (("content-type", "application/json"), ("accept", "text/event-stream"))
_RETRY_SECONDS = 5.0
_GO_ON = "Continue exactly where you stopped. Repeat nothing."
"""Asks a server to go on with its own last message where the wire has no way to say so."""


class ChatCompletions:
    """The wire. Azure's older shape has the model in the path (`base`) and not in the body."""

    def __init__(self, *, names_model: bool) -> None:
        self._names_model = names_model

    def encode(self, prompt: Prompt, model: Model, deployment: Deployment) -> Sent:
        """The request: always streamed, never to be kept by the server (`store: false`)."""
        profile = model.profile
        body: dict[str, object] = {
            **({"model": deployment.upstream_model} if self._names_model else {}),
            "messages": _messages(prompt, model),
            "stream": True,
            "stream_options": {"include_usage": True},
            "store": False,
            **profile.quirks.extra,
            **_sampling(prompt.sampling, model),
        }
        return Sent(deployment.base + _PATH + deployment.query, HEADERS, orjson.dumps(body))

    def answer(self) -> Answer:
        """A new answer."""
        return Answer()

    def refusal(self, status: int, body: bytes, retry_after: float | None, model: Model) -> InhouseError:
        """What an answer with an error status means for the person who asked."""
        return refusal(status, body, retry_after, model)


OPENAI = ChatCompletions(names_model=True)
AZURE = ChatCompletions(names_model=False)


def _messages(prompt: Prompt, model: Model) -> list[dict[str, str]]:
    said = [
        {"role": message.role.value, "content": _sound(message.text, model.profile.control_tokens)}
        for message in prompt.messages
    ]
    own = model.profile.system_prompt
    if own is not None and not any(message.role is Role.SYSTEM for message in prompt.messages):
        said.insert(0, {"role": Role.SYSTEM.value, "content": own})
    if prompt.continues and not model.profile.quirks.continues:
        said.append({"role": Role.USER.value, "content": _GO_ON})
    return said


def _sound(text: str, control_tokens: tuple[str, ...]) -> str:
    """Text that UTF-8 can carry and no tokenizer misreads."""
    return neutralise(text.encode("utf-8", "replace").decode("utf-8"), control_tokens)


def _sampling(asked: Sampling, model: Model) -> dict[str, object]:
    profile = model.profile
    usual = profile.sampling
    most = profile.answer_tokens
    fields: dict[str, object] = {
        "max_tokens": most if asked.max_tokens is None else min(asked.max_tokens, most),
        "top_p": asked.top_p if asked.top_p is not None else usual.top_p,
        "seed": asked.seed,
        "frequency_penalty": asked.frequency_penalty,
        "presence_penalty": asked.presence_penalty,
        "stop": list(asked.stop) or None,
    }
    if profile.quirks.temperature:
        fields["temperature"] = asked.temperature if asked.temperature is not None else usual.temperature
    return {name: value for name, value in fields.items() if value is not None}


def refusal(status: int, body: bytes, retry_after: float | None, model: Model) -> InhouseError:
    """What an answer with an error status means for the person who asked.

    The server's own words are not passed on: they may quote the prompt, and they are not ours to vouch for.
    """
    error = _error_of(body)
    tokens, context = error.get("n_prompt_tokens"), error.get("n_ctx")
    if error.get("type") == "exceed_context_size_error" and isinstance(tokens, int) and isinstance(context, int):
        return PromptTooLong(tokens, context)
    if error.get("code") == "context_length_exceeded":
        return PromptTooLong(model.profile.context_tokens + 1, model.profile.context_tokens)
    if status == 429:
        return UpstreamBusy(f"{model.name} is busy.", retry_after=retry_after or _RETRY_SECONDS)
    if status in {401, 403, 404}:
        return ModelUnavailable(
            f"{model.name} cannot be used: its server answers with status {status}.",
            hint="Ask an administrator to look at this model's name and credential.",
        )
    if 400 <= status < 500 and status not in {408, 409}:
        return UpstreamRefused(f"{model.name} does not accept this request (status {status}).")
    return ModelUnavailable(
        f"{model.name} cannot answer now (status {status}).",
        hint="Try again in a moment.",
        retry_after=retry_after or _RETRY_SECONDS,
    )


def _error_of(body: bytes) -> dict[str, Any]:
    try:
        return an_object(an_object(orjson.loads(body)).get("error"))
    except orjson.JSONDecodeError:
        return {}
