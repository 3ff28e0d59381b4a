"""What is wrong with a response that is asked for, and errors with the names that fields have at this door.

NotFound
`- ResponseUnknown         404   no such response was kept for this caller
"""

from typing import Final

from inhouse.core.errors import InhouseError, NotFound
from inhouse.gateway.errors import Unfit
from inhouse.gateway.openai import errors as openai


class ResponseUnknown(NotFound):
    """No such response was kept for this caller, or not any more."""

    code = "response_unknown"

    def __init__(self) -> None:
        super().__init__(
            "There is no such response here.", hint="Responses are kept for 30 days, and only with 'store': true."
        )


_NAMES: Final = {
    "response_format": "text.format",
    "reasoning_effort": "reasoning.effort",
    "verbosity": "text.verbosity",
    "logprobs": "top_logprobs",
    "messages": "input",
}
"""What a field of the older shape, as the road names it, is called here."""


def body_of(error: InhouseError) -> bytes:
    """The error as OpenAI's clients read it."""
    if isinstance(error, Unfit) and (name := _NAMES.get(error.param)) is not None:
        told, hint = (words and words.replace(f"'{error.param}'", f"'{name}'") for words in (error.message, error.hint))
        renamed = type(error)(name, told or "", hint=hint)
        return openai.body_of(renamed)
    return openai.body_of(error)
