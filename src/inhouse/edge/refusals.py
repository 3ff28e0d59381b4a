"""Errors as bodies: `code`, `message`, `hint`, `request_id`, and nothing of what was sent."""

import logging
import traceback

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from inhouse.core.errors import InhouseError, NotFound

_log = logging.getLogger(__name__)

STATE_REQUEST_ID = "request_id"


def body_of(error: InhouseError, request_id: str) -> bytes:
    """The JSON body of a refusal."""
    body: dict[str, object] = {
        "code": error.code,
        "message": error.message,
        "hint": error.hint,
        "request_id": request_id,
    }
    if error.retry_after is not None:
        body["retry_after"] = error.retry_after
    if error.details is not None:
        body["details"] = dict(error.details)
    return orjson.dumps(body)


def headers_of(error: InhouseError) -> list[tuple[bytes, bytes]]:
    """The headers of a refusal; Retry-After is whole seconds (RFC 9110, section 10.2.3), at least one."""
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    if error.retry_after is not None:
        headers.append((b"retry-after", str(max(1, round(error.retry_after))).encode()))
    return headers


def internal_error(error: Exception, request_id: str) -> InhouseError:
    """What a caller sees of a fault of ours. The log gets the kind and the place, not the text: it may hold content."""
    frames = traceback.extract_tb(error.__traceback__)
    place = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames[-6:]))
    _log.error("request %s failed: %s at %s", request_id, type(error).__name__, place)
    return InhouseError(
        "Something went wrong on our side.",
        hint=f"Try again. If it stays, tell your administrator the number {request_id}.",
    )


class MethodNotAllowed(InhouseError):
    """The path exists, but not with this method."""

    status = 405
    code = "method_not_allowed"


class Unprocessable(InhouseError):
    """A field is missing, unknown or of the wrong kind."""

    status = 422
    code = "invalid_request"


def install(app: FastAPI) -> None:
    """Make `app` answer every refusal with our body."""

    async def on_refusal(request: Request, error: Exception) -> Response:
        return _response(_as_refusal(error), request)

    app.add_exception_handler(InhouseError, on_refusal)
    app.add_exception_handler(HTTPException, on_refusal)
    app.add_exception_handler(RequestValidationError, on_refusal)


def _as_refusal(error: Exception) -> InhouseError:
    match error:
        case InhouseError():
            return error
        case RequestValidationError():
            return _unprocessable(error)
        case HTTPException(__cause__=InhouseError() as cause):
            # The framework wraps what goes wrong while it reads a body.
            return cause
        case HTTPException(status_code=405):
            return MethodNotAllowed("This address does not take that method.")
        case HTTPException(status_code=400):
            return _not_json()
        case _:
            return NotFound("There is nothing here.")


def _unprocessable(error: RequestValidationError) -> InhouseError:
    first = error.errors()[0]
    # The field's name and the rule only: pydantic's `input` and `ctx` hold what was sent.
    field = ".".join(str(part) for part in first["loc"] if part != "body") or "body"
    kind = str(first["type"])
    if kind == "json_invalid":
        return _not_json()
    rule = {"missing": "is missing", "extra_forbidden": "is not known"}.get(kind, f"is not acceptable ({kind})")
    return Unprocessable(f"The field {_printable(field)} {rule}.", hint="See /api/openapi.json for what is expected.")


def _not_json() -> InhouseError:
    return Unprocessable("The body is not valid JSON.", hint="Send a JSON object in UTF-8.")


def _printable(name: str) -> str:
    return "".join(letter for letter in name[:80] if letter.isprintable())


def _response(error: InhouseError, request: Request) -> Response:
    request_id = str(request.scope.get("state", {}).get(STATE_REQUEST_ID, ""))
    response = Response(body_of(error, request_id), status_code=error.status)
    for name, value in headers_of(error):
        response.headers[name.decode()] = value.decode()
    return response
