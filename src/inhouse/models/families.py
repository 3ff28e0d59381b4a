"""Known families of models, as suggestions when a model is added. The row keeps them; administrators change them.

The first family whose pattern is found in the upstream model's name decides. A name at Azure is the deployment's, often
with the model's in it. Numbers are those that the makers publish; where a server is set up for less, it says so itself.
"""

import re
from dataclasses import dataclass, replace

from inhouse.models.abilities import Abilities
from inhouse.models.profile import Quirks

_REASONS = Quirks(
    temperature=False, max_tokens_field="max_completion_tokens", system_role="developer", reasoning_effort=True
)
"""OpenAI's models that think first take no sampling, and count their thoughts into the answer's bound."""
_OPENAI = Quirks(max_tokens_field="max_completion_tokens")


@dataclass(frozen=True, slots=True)
class Family:
    """Models that behave alike. `pattern` is looked for in the name in small letters."""

    name: str
    pattern: re.Pattern[str]
    abilities: Abilities


def _family(name: str, pattern: str, **abilities: object) -> Family:
    return Family(name, re.compile(rf"(?:^|[/:._ -])(?:{pattern})"), Abilities(**abilities))  # type: ignore[arg-type]


FAMILIES: tuple[Family, ...] = (
    _family("Embeddings", r"text-embedding|[a-z0-9.-]*embed|bge-|e5-|gte-", context_tokens=8_191, embeds=True),
    _family(
        "GPT-5 for chat", r"gpt-?5[a-z0-9.]*-chat",
        context_tokens=128_000, answer_tokens=16_384, images=True, structured=True, quirks=_OPENAI,
    ),
    _family(
        "GPT-5", r"gpt-?5",
        context_tokens=400_000, answer_tokens=128_000, images=True, tools=True, reasoning=True, structured=True,
        quirks=_REASONS,
    ),
    _family(
        "gpt-oss", r"gpt-oss",
        context_tokens=131_072, answer_tokens=32_768, tools=True, reasoning=True, structured=True,
        quirks=Quirks(reasoning_effort=True),
    ),
    _family(
        "o1 preview", r"o1-(?:mini|preview)",
        context_tokens=128_000, answer_tokens=32_768, reasoning=True,
        quirks=Quirks(temperature=False, max_tokens_field="max_completion_tokens", system_role="user"),
    ),
    _family(
        "o3-mini", r"o3-mini",
        context_tokens=200_000, answer_tokens=100_000, tools=True, reasoning=True, structured=True, quirks=_REASONS,
    ),
    _family(
        "o-series", r"o[134](?=$|[-._])",
        context_tokens=200_000, answer_tokens=100_000, images=True, tools=True, reasoning=True, structured=True,
        quirks=_REASONS,
    ),
    _family(
        "GPT-4.1", r"gpt-?4\.?1",
        context_tokens=1_047_576, answer_tokens=32_768, images=True, tools=True, structured=True, quirks=_OPENAI,
    ),
    _family(
        "GPT-4o", r"gpt-?4o",
        context_tokens=128_000, answer_tokens=16_384, images=True, tools=True, structured=True, quirks=_OPENAI,
    ),
    _family("GPT-4 Turbo", r"gpt-?4-turbo", context_tokens=128_000, answer_tokens=4_096, images=True, tools=True),
    _family("GPT-4", r"gpt-?4", context_tokens=8_192, answer_tokens=4_096, tools=True),
    _family("GPT-3.5", r"gpt-?3\.?5", context_tokens=16_385, answer_tokens=4_096, tools=True),
    _family(
        "Llama 4", r"(?:meta-)?llama-?4",
        context_tokens=131_072, answer_tokens=16_384, images=True, tools=True, structured=True,
    ),
    _family(
        "Llama 3.2 Vision", r"(?:meta-)?llama-?3\.2.*vision",
        context_tokens=131_072, answer_tokens=8_192, images=True,
    ),
    _family(
        "Llama 3", r"(?:meta-)?llama-?3\.[123]",
        context_tokens=131_072, answer_tokens=8_192, tools=True, structured=True,
    ),
    _family("Llama", r"(?:meta-)?llama", context_tokens=8_192, answer_tokens=4_096),
    _family(
        "Qwen that sees", r"qwen[0-9.]*-?vl|qwen[0-9.]*-omni",
        context_tokens=32_768, answer_tokens=8_192, images=True, tools=True, structured=True,
    ),
    _family(
        "Qwen 3", r"qwen-?3", context_tokens=32_768, answer_tokens=8_192, tools=True, reasoning=True, structured=True
    ),
    _family("Qwen that reasons", r"qwq", context_tokens=32_768, answer_tokens=16_384, tools=True, reasoning=True),
    _family("Qwen", r"qwen", context_tokens=32_768, answer_tokens=8_192, tools=True, structured=True),
    _family(
        "Mistral that sees", r"pixtral|mistral-small-?3\.[12]|mistral-small-2[5-9]|mistral-medium",
        context_tokens=131_072, answer_tokens=16_384, images=True, tools=True, structured=True,
    ),
    _family(
        "Mistral that reasons", r"magistral", context_tokens=40_960, answer_tokens=16_384, tools=True, reasoning=True
    ),
    _family(
        "Mistral", r"mistral|ministral|mixtral|codestral|devstral",
        context_tokens=32_768, answer_tokens=8_192, tools=True, structured=True,
    ),
    _family(
        "DeepSeek that reasons", r"deepseek-(?:r1|reasoner)",
        context_tokens=65_536, answer_tokens=32_768, reasoning=True,
    ),
    _family("DeepSeek", r"deepseek", context_tokens=65_536, answer_tokens=8_192, tools=True, structured=True),
    _family("Kimi", r"kimi", context_tokens=131_072, answer_tokens=16_384, tools=True, structured=True),
    _family(
        "GLM", r"(?:chat)?glm", context_tokens=131_072, answer_tokens=16_384, tools=True, reasoning=True
    ),
    _family("Gemma 3", r"gemma-?3", context_tokens=131_072, answer_tokens=8_192, images=True, structured=True),
    _family("Gemma", r"gemma", context_tokens=8_192, answer_tokens=4_096),
    _family("Phi 4", r"phi-?4", context_tokens=16_384, answer_tokens=4_096, tools=True),
    _family("Granite", r"granite", context_tokens=131_072, answer_tokens=8_192, tools=True, structured=True),
    _family("Claude", r"claude", context_tokens=200_000, answer_tokens=8_192, images=True, tools=True),
    _family("Command", r"command-(?:a|r)", context_tokens=131_072, answer_tokens=4_096, tools=True, structured=True),
)  # fmt: skip

_REFUSES_UNKNOWN_FIELDS = frozenset({"api.mistral.ai"})
"""Hosts whose API refuses a request with fields that it does not know, such as `store`."""


def family_of(upstream_model: str) -> Family | None:
    """The family that a name belongs to."""
    name = upstream_model.lower()
    return next((family for family in FAMILIES if family.pattern.search(name)), None)


def suggested(upstream_model: str, host: str, *, hosted: bool) -> Abilities:
    """What a model can probably do, by its name and where it is.

    How long prompt and answer may be is taken from the family only where its maker or a provider runs it (`hosted`): a
    server of our own is often set up for much less, and cuts what is longer without a word.
    """
    family = family_of(upstream_model)
    abilities = Abilities() if family is None else family.abilities
    if not hosted:
        abilities = replace(abilities, context_tokens=None, answer_tokens=None)
    if host in _REFUSES_UNKNOWN_FIELDS:
        abilities = replace(abilities, quirks=replace(abilities.quirks, store=False))
    return abilities
