"""What is wrong with a request at an OpenAI-shaped door, and errors in OpenAI's shape.

    InvalidRequest             400
    `- BadField                400   names the field in `param`
       |- UnknownField         400   unknown_parameter
       |- MissingField         400   missing_required_parameter
       |- WrongType            400   invalid_type
       |- WrongValue           400   invalid_value
       |- UnsupportedField     400   unsupported_parameter
       `- ContentUnsupported   400   content_unsupported
    SignInNeeded               401
    `- KeyNeeded               401   invalid_api_key
    InhouseError
    |- NoSuchDoor              404   no_such_endpoint
    |- WrongMethod             405   method_not_supported
    `- AnswerFailed            503   the model failed after its first event and may do better; carries that code
       `- AnswerRefused        400   the same, and another try would fail too
    Unfit                      400   what the chosen model cannot do: gateway/errors.py

The shape: {"error": {"message", "type", "param", "code"}}, with the status as OpenAI's clients know it.
"""

import orjson

from inhouse.core.errors import InhouseError, InvalidRequest, NotFound, SignInNeeded
from inhouse.core.events import Failed
from inhouse.gateway.errors import Unfit
from inhouse.gateway.limits.counter import Bound
from inhouse.gateway.limits.errors import LimitReached


class BadField(InvalidRequest):
    """A field of the body that cannot be used; `param` is its path, as in `messages[2].content`."""

    def __init__(self, param: str, message: str, *, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.param = param


class UnknownField(BadField):
    """A field that nobody defines."""

    code = "unknown_parameter"


class MissingField(BadField):
    """A field that must be there."""

    code = "missing_required_parameter"


class WrongType(BadField):
    """A field of the wrong type."""

    code = "invalid_type"


class WrongValue(BadField):
    """A field with a value outside its limits."""

    code = "invalid_value"


class UnsupportedField(BadField):
    """A field that OpenAI defines and that cannot be honoured here."""

    code = "unsupported_parameter"


class ContentUnsupported(BadField):
    """A part of a message that no model can be given here."""

    code = "content_unsupported"


class KeyNeeded(SignInNeeded):
    """No key, or one that is not known."""

    code = "invalid_api_key"


class NoSuchDoor(NotFound):
    """There is no door at that address."""

    code = "no_such_endpoint"


class WrongMethod(InhouseError):
    """The door does not take that method."""

    status = 405
    code = "method_not_supported"


class AnswerFailed(InhouseError):
    """The model failed after its first event; another try may do better."""

    status = 503
    code = "answer_failed"

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.message, hint=failed.hint, retry_after=1 if failed.retryable else None)
        self.failed = failed


class AnswerRefused(AnswerFailed):
    """The model failed after its first event; the same request would fail again."""

    status = 400
    code = "answer_refused"


def of_event(failed: Failed) -> AnswerFailed:
    """The error for a Failed."""
    return AnswerFailed(failed) if failed.retryable else AnswerRefused(failed)


_CODES: dict[str, str] = {
    # Clients look for OpenAI's names of these.
    "key_unknown": "invalid_api_key",
    "key_ended": "invalid_api_key",
    "model_unknown": "model_not_found",
    "prompt_too_long": "context_length_exceeded",
    "prompt_filtered": "content_filter",
    "too_many_requests": "rate_limit_exceeded",
    "limit_reached": "rate_limit_exceeded",
    "request_over_limit": "rate_limit_exceeded",
    "budget_used_up": "insufficient_quota",
}
_BOUNDS: dict[Bound, str] = {
    Bound.REQUESTS: "requests",
    Bound.TOKENS: "tokens",
    Bound.STREAMS: "requests",
    Bound.BUDGET: "insufficient_quota",
}
"""What OpenAI names a limit that was met, in `type`."""
_TYPES: dict[int, str] = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
_SERVER_ERROR = 500


def body_of(error: InhouseError) -> bytes:
    """The error as OpenAI's clients read it."""
    code = error.failed.code if isinstance(error, AnswerFailed) else error.code
    usual = "server_error" if error.status >= _SERVER_ERROR else "invalid_request_error"
    kind = _BOUNDS[error.met.bound] if isinstance(error, LimitReached) else _TYPES.get(error.status, usual)
    message = f"{error.message} {error.hint}" if error.hint else error.message
    return orjson.dumps(
        {
            "error": {
                "message": message,
                "type": kind,
                "param": error.param if isinstance(error, BadField | Unfit) else None,
                "code": _CODES.get(code, code),
            }
        }
    )


CHALLENGE = (b"www-authenticate", b"Bearer")
"""What a 401 must carry (RFC 9110, section 11.6.1)."""
