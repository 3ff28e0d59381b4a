"""What goes wrong on the road itself, and what a model cannot do.

Unavailable
`- AnswerCut               503   the model's stream ended without an end
Forbidden
`- DoorNotAllowed          403   the API key is not for this door
SignInNeeded
`- KeyEnded                401   the API key was revoked, or expired, while a call of it was running
InvalidRequest
`- Unfit                   400   the chosen model cannot do this; `param` names the field
   |- ToolsUnsupported     400   tools_unsupported
   |- ImagesUnsupported    400   images_unsupported
   |- FormatUnsupported    400   response_format_unsupported
   |- ChoicesUnsupported   400   choices_unsupported
   |- OptionUnsupported    400   option_unsupported
   `- KindUnsupported      400   model_kind_unsupported
"""

from inhouse.core.errors import Forbidden, InvalidRequest, SignInNeeded, Unavailable


class AnswerCut(Unavailable):
    """The model's stream ended without an end."""

    code = "answer_cut"


class DoorNotAllowed(Forbidden):
    """The API key is not for this door."""

    code = "door_not_allowed"


class KeyEnded(SignInNeeded):
    """The API key was revoked, or expired, while a call of it was running."""

    code = "key_ended"

    def __init__(self) -> None:
        super().__init__(
            "The API key was revoked or has expired, so its running calls have ended.", hint="Use a key that stands."
        )


class Unfit(InvalidRequest):
    """The chosen model cannot do what is asked; `param` is the field's name in a chat completion request."""

    def __init__(self, param: str, message: str, *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.param = param


class ToolsUnsupported(Unfit):
    """Tools for a model that has none."""

    code = "tools_unsupported"


class ImagesUnsupported(Unfit):
    """Pictures for a model that reads text only."""

    code = "images_unsupported"


class FormatUnsupported(Unfit):
    """JSON from a model that cannot be held to it."""

    code = "response_format_unsupported"


class ChoicesUnsupported(Unfit):
    """Several answers at once from a model that gives one."""

    code = "choices_unsupported"


class OptionUnsupported(Unfit):
    """A field that this model's server does not have."""

    code = "option_unsupported"


class KindUnsupported(Unfit):
    """Vectors from a model that answers, or answers from a model that makes vectors."""

    code = "model_kind_unsupported"
