import struct
from pathlib import Path

import pytest

from inhouse.models.engine import built_in_model
from inhouse.models.gguf import ModelFileUnreadable, read_header


def text(words: str) -> bytes:
    return struct.pack("<Q", len(words)) + words.encode()


def header(*entries: bytes, count: int | None = None, version: int = 3) -> bytes:
    return struct.pack("<4sIQQ", b"GGUF", version, 0, len(entries) if count is None else count) + b"".join(entries)


def a_text(name: str, value: str) -> bytes:
    return text(name) + struct.pack("<I", 8) + text(value)


def a_number(name: str, value: int) -> bytes:
    return text(name) + struct.pack("<II", 4, value)


def a_list(name: str, *values: int) -> bytes:
    return text(name) + struct.pack("<IIQ", 9, 4, len(values)) + struct.pack(f"<{len(values)}I", *values)


LLAMA = (
    a_text("general.architecture", "llama"),
    a_list("llama.some_list", 1, 2, 3),
    a_number("llama.block_count", 2),
    a_number("llama.embedding_length", 64),
    a_number("llama.attention.head_count", 4),
    a_number("llama.attention.head_count_kv", 2),
    a_number("llama.context_length", 2048),
)


def test_the_built_in_model_says_what_it_was_trained_for() -> None:
    facts = read_header(built_in_model().path)
    assert (facts.architecture, facts.trained_context) == ("llama", 8192)
    assert facts.cache_bytes == 30 * 3 * 64 * 2 * 2


def test_facts_are_read_and_the_tokenizer_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "small.gguf"
    file.write_bytes(header(*LLAMA, text("tokenizer.ggml.tokens")))
    facts = read_header(file)
    assert (facts.name, facts.trained_context, facts.cache_bytes) == ("small", 2048, 2 * 2 * 16 * 2 * 2)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a model at all, but long enough for a header",
        header(*LLAMA)[:-5],
        header(version=1),
        header(count=2**40),
        header(struct.pack("<Q", 2**40)),
        header(text("a") + struct.pack("<I", 99)),
        header(text("a") + struct.pack("<IIQ", 9, 8, 2**40)),
        header(struct.pack("<Q", 2) + b"\xff\xfe"),
        header(text("a") + struct.pack("<IIQ", 9, 9, 1) + struct.pack("<IQ", 9, 1) * 5000),
    ],
    ids=["empty", "text", "cut", "old", "many", "long", "kind", "list", "bytes", "nested"],
)
def test_a_file_that_is_no_model_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.gguf"
    file.write_bytes(content)
    with pytest.raises(ModelFileUnreadable, match=r"broken\.gguf"):
        read_header(file)


def test_a_file_that_is_not_there_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ModelFileUnreadable, match=r"missing\.gguf"):
        read_header(tmp_path / "missing.gguf")
