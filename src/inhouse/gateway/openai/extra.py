"""Fields of a body that we do not know: passed on as they are where the model speaks the same wire.

They have a size and a depth. What would send the words on to somebody else than the model's own server, or make it keep
them, is refused by name: the catalogue says where words go, not the caller.
"""

from typing import Final

import orjson

from inhouse.gateway.openai.errors import UnsupportedField, WrongType, WrongValue
from inhouse.gateway.openai.fields import Json, is_object, printable, shallow

MOST_FIELDS: Final = 64
MOST_BYTES: Final = 64 * 1024
MOST_DEPTH: Final = 16
MOST_BIASES: Final = 1024

ELSEWHERE: Final = frozenset(
    {
        # OpenAI's and Azure's: search on the web, search in other accounts.
        "web_search_options", "data_sources", "moderation",
        # Other providers': search on the web, and what they keep of earlier calls.
        "search_parameters", "enable_search", "web_search", "background", "conversation", "previous_response_id",
        "cached_content",
        # vLLM's and SGLang's: another server to take attention from or give it to, files and code on theirs.
        "kv_transfer_params", "bootstrap_host", "bootstrap_port", "bootstrap_room", "lora_path", "lora_request",
        "custom_logit_processor", "chat_template", "logits_processors",
        # Routers': another model, provider or address than the one that the catalogue knows.
        "models", "route", "provider", "plugins", "fallbacks", "api_base", "base_url", "api_key", "api_version",
        "extra_headers", "extra_body", "mcp_servers", "webhook", "callbacks", "success_callback", "failure_callback",
        "model_list", "litellm_credential_name", "vertex_credentials", "aws_sts_endpoint",
        "aws_bedrock_runtime_endpoint",
    }
)  # fmt: skip


def check_extra(extra: Json) -> None:
    """Raises UnsupportedField or WrongValue."""
    if len(extra) > MOST_FIELDS:
        raise WrongValue(printable(next(iter(extra))), f"A request may have {MOST_FIELDS} fields of its own.")
    for name, value in extra.items():
        shown = printable(name)
        if name in ELSEWHERE:
            raise UnsupportedField(shown, f"'{shown}' is not supported here.", hint=f"Leave out '{shown}'.")
        if not shallow(value, MOST_DEPTH):
            raise WrongValue(shown, f"'{shown}' is nested deeper than {MOST_DEPTH} levels.")
    if len(orjson.dumps(extra)) > MOST_BYTES:
        longest = max(extra, key=lambda name: len(orjson.dumps(extra[name])))
        shown = printable(longest)
        raise WrongValue(shown, f"'{shown}' is too long: fields not known here may have {MOST_BYTES:,} bytes together.")


def logit_bias(value: object) -> Json:
    """Biases by token; raises WrongType or WrongValue."""
    if not is_object(value):
        raise WrongType("logit_bias", "'logit_bias' must be an object.")
    if len(value) > MOST_BIASES:
        raise WrongValue("logit_bias", f"'logit_bias' takes at most {MOST_BIASES} tokens.")
    for token, bias in value.items():
        shown = f"logit_bias.{printable(token)}"
        if not token.isascii() or not token.isdigit():
            raise WrongValue(shown, "'logit_bias' maps numbers of tokens to biases.")
        if isinstance(bias, bool) or not isinstance(bias, int | float):
            raise WrongType(shown, f"'{shown}' must be a number.")
        if not -100 <= bias <= 100:  # as at OpenAI
            raise WrongValue(shown, f"'{shown}' must be between -100 and 100.")
    return value
