import orjson
import pytest

from inhouse.core.errors import Forbidden, InhouseError, NotFound, SignInNeeded, TooLarge, TooMany, Unavailable
from inhouse.gateway.anthropic.errors import body_of
from inhouse.gateway.errors import FormatUnsupported


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (SignInNeeded("x"), "authentication_error"), (Forbidden("x"), "permission_error"),
        (NotFound("x"), "not_found_error"), (TooLarge("x"), "request_too_large"), (TooMany("x"), "rate_limit_error"),
        (Unavailable("x"), "overloaded_error"), (InhouseError("x"), "api_error"),
    ],
)  # fmt: skip
def test_errors_have_the_types_that_clients_know(error: InhouseError, kind: str) -> None:
    assert orjson.loads(body_of(error)) == {"type": "error", "error": {"type": kind, "message": "x"}}


def test_fields_have_the_names_that_they_have_here() -> None:
    error = FormatUnsupported("response_format", "It cannot.", hint="Leave out 'response_format'.")
    assert orjson.loads(body_of(error))["error"]["message"] == "It cannot. Leave out 'output_config.format'."
