"""What a family of models can and cannot do, as data.

Quirks of a server or a family live here; the wire asks no names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from inhouse.core.prompt import Sampling
from inhouse.models.patience import Patience

COMMON_CONTROL_TOKENS: tuple[str, ...] = (
    "<|im_start|>", "<|im_end|>", "<|im_sep|>", "<|endoftext|>", "<|endofprompt|>",  # ChatML, Qwen, Phi
    "<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|eom_id|>",
    "<|python_tag|>", "<|header_start|>", "<|header_end|>", "<|eot|>",  # Llama 3 and 4
    "<|system|>", "<|user|>", "<|assistant|>", "<|end|>",  # Phi, Zephyr, Granite
    "<|start|>", "<|message|>", "<|channel|>", "<|return|>", "<|call|>",  # gpt-oss
    "<start_of_turn>", "<end_of_turn>",  # Gemma
    "[INST]", "[/INST]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[TOOL_CALLS]", "[AVAILABLE_TOOLS]",  # Mistral
    "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]",
    "<<SYS>>", "<</SYS>>", "</s>",  # Llama 2
    "<\uff5cbegin\u2581of\u2581sentence\uff5c>", "<\uff5cend\u2581of\u2581sentence\uff5c>",  # DeepSeek
    "<\uff5cUser\uff5c>", "<\uff5cAssistant\uff5c>",
    "<|START_OF_TURN_TOKEN|>", "<|END_OF_TURN_TOKEN|>", "<|SYSTEM_TOKEN|>", "<|USER_TOKEN|>", "<|CHATBOT_TOKEN|>",
)  # fmt: skip
"""Tokens that open or close a turn in the templates of common families, for servers that do not tell us theirs."""


@dataclass(frozen=True, slots=True)
class Quirks:
    """How a server departs from the plain wire.

    `extra` is put into every request. `continues`: a last message of the assistant is gone on with, not answered.
    `slots`: GET /slots tells which places are busy. `temperature`: it takes temperature, top_p, penalties and
    logprobs; a model that reasons takes none of them. `max_tokens_field` is the field that bounds an answer and
    `system_role` the role that our instructions have; with `user` they go before the first words of the person.
    `reasoning_effort`: the field of that name is taken. `store`: the field `store` is taken, and then is always false;
    only where a server refuses fields it does not know is it left out. `stream_usage`: it counts tokens when a stream
    asks for it by `stream_options`.
    """

    extra: Mapping[str, bool | int | float | str] = field(default_factory=lambda: MappingProxyType({}))
    continues: bool = False
    slots: bool = False
    temperature: bool = True
    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    system_role: Literal["system", "developer", "user"] = "system"
    reasoning_effort: bool = False
    store: bool = True
    stream_usage: bool = True


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in one currency (ISO 4217). `cached` is for tokens of the prompt read again."""

    currency: str
    prompt: Decimal
    completion: Decimal
    cached: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One model as we must treat it.

    `context_tokens` holds prompt and answer together; `answer_tokens` is the longest answer we ask for. `at_once` is
    how many answers the server writes at the same time. `system_prompt` is sent when a prompt has none of its own.
    `cut_loops`: the answer is ended when the model repeats itself. `structured`: it can be held to a JSON Schema.
    `embeds`: it turns texts into vectors and answers nothing. `prices` is None where nobody said them.
    `patience` is how long we wait for it, None: as long as is usual for how far away it is.
    """

    context_tokens: int
    answer_tokens: int
    at_once: int = 4
    tools: bool = False
    images: bool = False
    reasoning: bool = False
    structured: bool = False
    embeds: bool = False
    prices: Prices | None = None
    cut_loops: bool = False
    system_prompt: str | None = None
    sampling: Sampling = field(default_factory=Sampling)
    control_tokens: tuple[str, ...] = COMMON_CONTROL_TOKENS
    quirks: Quirks = field(default_factory=Quirks)
    patience: Patience | None = None


LLAMA_CPP = Quirks(
    # `return_progress` makes the server write while it reads the prompt, and so notice that the reader has left.
    extra=MappingProxyType({"return_progress": True, "cache_prompt": True}),
    continues=True,
    slots=True,
)
"""llama.cpp's server, as our own engine runs it."""
