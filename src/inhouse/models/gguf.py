"""Reads the few facts we need from the header of a GGUF file.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3, little-endian). The file may be
anybody's: lengths are bounded, nothing but numbers and short texts is kept.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from inhouse.core.errors import Unavailable

_MAGIC = b"GGUF"
_MOST_ENTRIES = 65_536
_LONGEST_TEXT = 16 * 1024 * 1024
_STRING, _ARRAY = 8, 9
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}

Value = str | int | float | bool | None


class ModelFileUnreadable(Unavailable):
    """The file is no GGUF file, is cut off, or cannot be opened."""

    code = "model_file_unreadable"


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a model file says of itself.

    `trained_context` is in tokens, None when it is not said. `cache_bytes` is what one token of context takes in the
    attention cache at 16 bits, None when it cannot be told.
    """

    architecture: str
    name: str
    trained_context: int | None
    cache_bytes: int | None


def read_header(path: Path) -> GgufHeader:
    """Read the header of the GGUF file at `path`. Raises ModelFileUnreadable."""
    try:
        with path.open("rb") as file:
            entries = _read_entries(file)
    except (OSError, struct.error, UnicodeDecodeError, ValueError) as error:
        raise ModelFileUnreadable(
            f"The model file {path} cannot be read as GGUF: {error}.",
            hint="Is it complete? Get it again, or choose another file.",
        ) from error
    architecture = _text(entries, "general.architecture")
    return GgufHeader(
        architecture=architecture,
        name=_text(entries, "general.name") or path.stem,
        trained_context=_number(entries, f"{architecture}.context_length"),
        cache_bytes=_cache_bytes(entries, architecture),
    )


def _cache_bytes(entries: dict[str, Value], architecture: str) -> int | None:
    layers = _number(entries, f"{architecture}.block_count")
    heads = _number(entries, f"{architecture}.attention.head_count")
    width = _number(entries, f"{architecture}.embedding_length")
    if not layers or not heads or not width:
        return None
    head = _number(entries, f"{architecture}.attention.key_length") or width // heads
    cached_heads = _number(entries, f"{architecture}.attention.head_count_kv") or heads
    return layers * cached_heads * head * 2 * 2  # a key and a value, two bytes each


def _text(entries: dict[str, Value], name: str) -> str:
    value = entries.get(name)
    return value if isinstance(value, str) else ""


def _number(entries: dict[str, Value], name: str) -> int | None:
    value = entries.get(name)
    return value if isinstance(value, int) and value > 0 else None


def _read_entries(file: BinaryIO) -> dict[str, Value]:
    magic, version, _, count = struct.unpack("<4sIQQ", file.read(24))
    if magic != _MAGIC or version not in (2, 3):
        raise ValueError("it does not begin with GGUF version 2 or 3")
    if count > _MOST_ENTRIES:
        raise ValueError(f"its header claims {count} entries")
    entries: dict[str, Value] = {}
    for _ in range(count):
        name = _read_text(file)
        if name.startswith("tokenizer."):
            break  # by convention these long lists come last, and we need none of them
        (kind,) = struct.unpack("<I", file.read(4))
        entries[name] = _read_value(file, kind)
    return entries


def _read_value(file: BinaryIO, kind: int) -> Value:
    if kind == _STRING:
        return _read_text(file)
    if kind == _ARRAY:
        element, count = struct.unpack("<IQ", file.read(12))
        _skip_elements(file, element, count)
        return None
    return _read_scalar(file, kind)


def _read_scalar(file: BinaryIO, kind: int) -> int | float | bool:
    if kind not in _SCALARS:
        raise ValueError(f"its header has a value of unknown kind {kind}")
    form = f"<{_SCALARS[kind]}"
    value: int | float | bool = struct.unpack(form, file.read(struct.calcsize(form)))[0]
    return value


def _skip_elements(file: BinaryIO, kind: int, count: int) -> None:
    if count > _LONGEST_TEXT:
        raise ValueError(f"its header has a list of {count} values")
    if kind in _SCALARS:
        file.seek(count * struct.calcsize(f"<{_SCALARS[kind]}"), 1)
        return
    if kind != _STRING:
        raise ValueError(f"its header has a list of unknown kind {kind}")
    for _ in range(count):
        _read_text(file)


def _read_text(file: BinaryIO) -> str:
    (length,) = struct.unpack("<Q", file.read(8))
    if length > _LONGEST_TEXT:
        raise ValueError(f"its header has a text of {length} bytes")
    words = file.read(length)
    if len(words) != length:
        raise ValueError("it is cut off")
    return words.decode("utf-8")
