"""Where the prompt meets the model: what the chosen model cannot do is refused by name, before anything leaves."""

from collections.abc import Collection
from typing import Final

from inhouse.core.prompt import Prompt, Role
from inhouse.gateway.errors import (
    ChoicesUnsupported,
    FormatUnsupported,
    ImagesUnsupported,
    KindUnsupported,
    OptionUnsupported,
    ToolsUnsupported,
)
from inhouse.models import Model
from inhouse.models.model import Kind, WireName

_SAME_WIRE = frozenset({WireName.OPENAI, WireName.AZURE})
ENGINE_FIELDS: Final = frozenset(
    {
        "logit_bias", "top_k", "min_p", "typical_p", "top_n_sigma", "repeat_penalty", "repeat_last_n",
        "dry_multiplier", "dry_base", "dry_allowed_length", "dry_penalty_last_n", "xtc_probability", "xtc_threshold",
        "mirostat", "mirostat_tau", "mirostat_eta", "chat_template_kwargs",
    }
)  # fmt: skip
"""What may reach our own engine besides the fields we know: how words are chosen. Never its slots, files or limits."""


def check_fits(prompt: Prompt, model: Model) -> None:
    """Raises the kind of Unfit that says what this model cannot do."""
    profile = model.profile
    if profile.embeds != (prompt.embed is not None):
        raise _wrong_kind(model)
    if not profile.tools and _uses_tools(prompt):
        raise ToolsUnsupported("tools", f"The model {model.id} cannot call tools.", hint=_another("has tools", "tools"))
    if not profile.images and prompt.images:
        raise ImagesUnsupported(
            "messages", f"The model {model.id} reads text only.", hint="Choose a model that sees, or send text."
        )
    if not profile.structured and prompt.response_format is not None:
        raise FormatUnsupported(
            "response_format",
            f"The model {model.id} cannot be held to JSON.",
            hint=_another("can", "response_format"),
        )
    _check_sampling(prompt, model)
    if prompt.extra:
        _check_extra(prompt.extra, model)


def _uses_tools(prompt: Prompt) -> bool:
    # A request of the assistant without its result is no conversation: looking for results is enough.
    return bool(prompt.tools.tools) or any(message.role is Role.TOOL for message in prompt.messages)


def _check_sampling(prompt: Prompt, model: Model) -> None:
    asked, quirks = prompt.sampling, model.profile.quirks
    if asked.n > 1 and model.kind is not Kind.OPENAI:
        raise ChoicesUnsupported(
            "n", f"The model {model.id} gives one answer at a time.", hint="Ask several times, or leave out 'n'."
        )
    if asked.logprobs and not quirks.temperature:
        raise _option("logprobs", model)
    if asked.effort not in (None, "none") and not quirks.reasoning_effort:
        raise _option("reasoning_effort", model)
    if asked.verbosity not in (None, "medium") and not quirks.reasoning_effort:
        raise _option("verbosity", model)


def _check_extra(names: Collection[str], model: Model) -> None:
    """Fields we do not know are for servers that speak the wire they came by; our own engine takes some of them."""
    if model.kind is Kind.OPENAI:
        foreign = next((each for each in model.deployments if each.wire not in _SAME_WIRE), None)
        unknown = None if foreign is None else next(iter(names))
    else:
        unknown = next((name for name in names if name not in ENGINE_FIELDS), None)
    if unknown is not None:
        raise _option(unknown, model)


def _option(name: str, model: Model) -> OptionUnsupported:
    return OptionUnsupported(name, f"The model {model.id} has no '{name}'.", hint=f"Leave out '{name}'.")


def _wrong_kind(model: Model) -> KindUnsupported:
    does = "makes embeddings and answers nothing" if model.profile.embeds else "answers and makes no embeddings"
    return KindUnsupported("model", f"The model {model.id} {does}.", hint="GET /v1/models says what each model does.")


def _another(what: str, field: str) -> str:
    return f"Choose a model that {what}, or leave out '{field}'."
