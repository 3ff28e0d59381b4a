"""Errors in Anthropic's shape: {"type": "error", "error": {"type", "message"}}.

The refusals themselves are those of the other doors; `AnswerUnreadable` is one of this door alone.

InhouseError
`- AnswerUnreadable        503   the model asked for a tool with arguments that are no JSON object
"""

from typing import Final

import orjson

from inhouse.core.errors import InhouseError, Unavailable
from inhouse.gateway.errors import Unfit


class AnswerUnreadable(Unavailable):
    """The model asked for a tool with arguments that are no JSON object."""

    code = "answer_unreadable"


_TYPES: Final[dict[int, str]] = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    409: "invalid_request_error",
    410: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
}
_NAMES: Final = {
    "response_format": "output_config.format",
    "reasoning_effort": "output_config.effort",
    "stop": "stop_sequences",
}
"""What a field of OpenAI's, as the road names it, is called here."""


def body_of(error: InhouseError) -> bytes:
    """The error as Anthropic's clients read it."""
    told = {"type": _TYPES.get(error.status, "api_error"), "message": _words(error)}
    return orjson.dumps({"type": "error", "error": told})


def _words(error: InhouseError) -> str:
    words = f"{error.message} {error.hint}" if error.hint else error.message
    if isinstance(error, Unfit) and (name := _NAMES.get(error.param)) is not None:
        return words.replace(f"'{error.param}'", f"'{name}'")
    return words
