"""Fields of a JSON body of somebody we do not trust: ask for a kind and get it, or a refusal that names the place.

Null is the same as absent.
"""

import binascii
from typing import Final, TypeGuard

import orjson

from inhouse.core.errors import InvalidRequest, TooLarge
from inhouse.gateway.openai.errors import MissingField, UnknownField, WrongType, WrongValue

Json = dict[str, object]

TEXT_BYTES: Final = 1024 * 1024
"""The longest text of one message, as in the web chat."""
LARGEST: Final = 2**63
MOST_LEVELS: Final = 100
"""How deep a schema or arguments may be nested. JSON is read to 1,024 levels here, but written to 254 only."""
_LONGEST_NAME: Final = 64


def an_object_of(raw: bytes) -> Json:
    """The body as a JSON object; raises InvalidRequest."""
    try:
        # Refuses invalid UTF-8, lone surrogates, NaN, numbers beyond a double and nesting beyond 1,024.
        body: object = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise InvalidRequest("The body is not valid JSON in UTF-8.", hint="Send one JSON object.") from None
    if not is_object(body):
        raise InvalidRequest("The body is not a JSON object.", hint="Send one JSON object.")
    if raw.count(b"{") + raw.count(b"[") > MOST_LEVELS:
        _check_writable(body)
    return body


def _check_writable(body: Json) -> None:
    """Raises InvalidRequest for what is read here and cannot be written again: deeper than 254 levels."""
    try:
        orjson.dumps(body)
    except orjson.JSONEncodeError:
        raise InvalidRequest("The body is nested too deeply.", hint="Make it flatter.") from None


def is_object(value: object) -> TypeGuard[Json]:
    """Whether a value is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[object]]:
    """Whether a value is a JSON array."""
    return isinstance(value, list)


def sub_object(fields: Json, name: str, place: str) -> Json:
    """The object that must stand in a field; raises MissingField or WrongType. `place` is the field's full path."""
    value = fields.get(name)
    if value is None:
        raise MissingField(place, f"'{place}' is missing.")
    if not is_object(value):
        raise WrongType(place, f"'{place}' must be an object.")
    return value


def text(fields: Json, name: str, place: str) -> str:
    """The string that must stand in a field; raises MissingField, WrongType, or what `clean` raises."""
    value = fields.get(name)
    if value is None:
        raise MissingField(place, f"'{place}' is missing.")
    if not isinstance(value, str):
        raise WrongType(place, f"'{place}' must be a string.")
    return clean(value, place)


def text_or_none(fields: Json, name: str, place: str) -> str | None:
    """The string of a field, or None."""
    return None if fields.get(name) is None else text(fields, name, place)


def model(fields: Json) -> str:
    """The name of the model."""
    if fields.get("model") is None:
        raise MissingField("model", "You must provide a model parameter.")
    return text(fields, "model", "model")


def flag(fields: Json, name: str, above: str = "") -> bool:
    """True or false; absent is false."""
    return flag_or_none(fields, name, above) or False


def flag_or_none(fields: Json, name: str, above: str = "") -> bool | None:
    """True, false or absent."""
    value = fields.get(name)
    if value is not None and not isinstance(value, bool):
        raise WrongType(above + name, f"'{above}{name}' must be true or false.")
    return value


def number(fields: Json, name: str, low: int, high: int) -> float | None:
    """A number within limits."""
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WrongType(name, f"'{name}' must be a number.")
    if not low <= value <= high:
        raise WrongValue(name, f"'{name}' must be between {low} and {high}.")
    return float(value)


def whole(fields: Json, name: str, low: int, high: int = LARGEST - 1) -> int | None:
    """A whole number within limits."""
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongType(name, f"'{name}' must be an integer.")
    if not low <= value <= high:
        most = "below 2**63" if high == LARGEST - 1 else f"at most {high}"
        raise WrongValue(name, f"'{name}' must be at least {low} and {most}.")
    return value


def one_of(fields: Json, name: str, allowed: tuple[str, ...], above: str = "") -> str | None:
    """One of these words."""
    value = fields.get(name)
    if value is None:
        return None
    place = above + name
    if not isinstance(value, str):
        raise WrongType(place, f"'{place}' must be a string.")
    if value not in allowed:
        raise WrongValue(place, f"'{place}' must be one of {', '.join(allowed)}.")
    return value


def schema(fields: Json, name: str, place: str) -> str | None:
    """A JSON Schema as JSON text without needless escapes, or None; raises what `clean` raises."""
    if fields.get(name) is None:
        return None
    return packed(sub_object(fields, name, place), place)


def packed(value: Json, place: str) -> str:
    """An object as JSON text; raises what `clean` raises, and WrongValue for one that is nested too deeply."""
    if not shallow(value, MOST_LEVELS):
        raise WrongValue(place, f"'{place}' is nested deeper than {MOST_LEVELS} levels.")
    return clean(orjson.dumps(value).decode(), place)


def shallow(value: object, levels: int) -> bool:
    """Whether objects and arrays are nested at most so deep."""
    if is_object(value):
        return levels > 0 and all(shallow(inner, levels - 1) for inner in value.values())
    if is_list(value):
        return levels > 0 and all(shallow(inner, levels - 1) for inner in value)
    return True


def clean(value: str, place: str) -> str:
    """A text that can be stored and sent; raises WrongValue for a NUL and TooLarge."""
    if "\0" in value:
        raise WrongValue(place, f"'{place}' holds a NUL character.", hint="Remove it.")
    # Characters first: most texts are too short to be worth encoding.
    if len(value) > TEXT_BYTES // 4 and len(value.encode()) > TEXT_BYTES:
        raise TooLarge(f"'{place}' is longer than {TEXT_BYTES:,} bytes (1 MiB) of UTF-8.", hint="Send less at once.")
    return value


def base64_bytes(value: str, place: str) -> bytes:
    """The bytes of base64 (RFC 4648, section 4); raises WrongValue."""
    try:
        return binascii.a2b_base64(value, strict_mode=True)
    except (binascii.Error, ValueError):
        raise WrongValue(place, f"'{place}' is not valid base64.") from None


def only(fields: Json, names: frozenset[str], place: str) -> None:
    """Raises UnknownField for a field that is none of these."""
    for name in fields:
        if name not in names:
            raise unknown(name, place)


def unknown(name: str, place: str = "") -> UnknownField:
    """The refusal of a field that nobody defines."""
    shown = f"{place}.{printable(name)}" if place else printable(name)
    return UnknownField(shown, f"Unrecognized request argument supplied: {shown}.")


def printable(name: str) -> str:
    """A name of theirs, short and without control characters."""
    return "".join(letter for letter in name[:_LONGEST_NAME] if letter.isprintable())
