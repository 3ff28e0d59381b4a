"""Text inside base64, hexadecimal digits and gzip."""

import base64
import gzip
import random
import zlib
from time import perf_counter

import pytest

from inhouse.guard.reading.wrapped import LONGEST_UNPACKED, UNPACKED_IN_ALL, Unwrapping

SECRET = "the database password is correct horse battery staple"


def inside(text: str) -> list[str]:
    return [plain for _, _, plain in Unwrapping(text).edits]


def test_base64_is_read_and_its_place_is_known() -> None:
    encoded = base64.b64encode(SECRET.encode()).decode()
    text = f"data: {encoded} end"
    assert Unwrapping(text).edits == [(6, 6 + len(encoded.rstrip("=")), SECRET)]


@pytest.mark.parametrize(
    "encoded",
    [
        base64.urlsafe_b64encode(("ÿþ?>" * 3 + SECRET).encode()).decode().rstrip("="),
        SECRET.encode().hex(),
        SECRET.encode().hex().upper(),
        "0x" + SECRET.encode().hex(),
        base64.b64encode(gzip.compress(SECRET.encode(), mtime=0)).decode(),
        base64.b64encode(zlib.compress(SECRET.encode())).decode(),
        base64.b64encode(SECRET.encode("utf-16-le")).decode(),
        base64.encodebytes(SECRET.encode() * 4).decode(),
        base64.encodebytes(SECRET.encode() * 4).decode().replace("\n", "\r\n  "),
        "https://example.com/a/b/" + base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
        base64.b64encode(SECRET.encode()).decode()[:-9],
    ],
)
def test_every_common_wrapping_is_opened(encoded: str) -> None:
    found = inside(f"see ({encoded}) please")
    assert len(found) == 1
    assert "password is correct" in found[0]


@pytest.mark.parametrize(
    "text",
    [
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "/usr/local/lib/python3/site-packages/inhouse/guard/reading/wrapped",
        "a_rather_long_identifier_of_some_programming_language_or_other",
        "u" * 80,
        "-" * 80,
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
        "short c2hvcnQ=",
        base64.b64encode(b"\x1f\x8b" + bytes(60)).decode(),
    ],
)
def test_what_wraps_no_text_is_left_alone(text: str) -> None:
    assert inside(text) == []


def test_lines_that_do_not_go_on_are_looked_at_one_by_one() -> None:
    encoded = base64.b64encode(SECRET.encode()).decode()
    assert inside(f"{'u' * 45}\n{encoded}\n{'w' * 45}") == [SECRET]


def test_what_is_unpacked_has_a_limit_and_says_so() -> None:
    bomb = base64.b64encode(gzip.compress(b"a" * (LONGEST_UNPACKED + 1))).decode()
    found = Unwrapping(bomb)
    assert not found.whole
    assert len(found.edits[0][2]) == LONGEST_UNPACKED
    many = Unwrapping(" ".join([bomb] * 9))
    assert sum(len(plain) for _, _, plain in many.edits) <= UNPACKED_IN_ALL + 9
    assert Unwrapping(base64.b64encode(gzip.compress(SECRET.encode(), mtime=0)).decode()).whole


@pytest.mark.parametrize(
    "piece", ["QUJD", "u" * 44 + "\n", "u" * 43 + " ", "u/" * 22 + "\n", "0f", "0f" * 30 + " ", "-", "=\n"]
)
def test_the_time_grows_with_the_length_only(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = perf_counter()
    Unwrapping(text)
    assert perf_counter() - began < 10


def test_no_run_of_signs_raises() -> None:
    chance = random.Random(7)  # noqa: S311 (signs of a test)
    for _ in range(300):
        run = "".join(chance.choices("ABCabc0189+/-_=\n é\ud800", k=chance.randint(30, 200)))
        Unwrapping(run)
