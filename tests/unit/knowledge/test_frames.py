import json

import pytest

from inhouse.knowledge import frames
from inhouse.knowledge.document import (
    MARK_CHARACTERS,
    PORTION_BYTES,
    Complete,
    Finding,
    Found,
    Kind,
    Mark,
    Marked,
    Picture,
    Place,
    Portion,
    Progress,
    Unit,
)


def through(finding: Finding) -> Finding:
    """What arrives of a finding."""
    frame = frames.encode(finding)
    kind, length = frames.body_length(frame[: frames.HEAD.size])
    assert length == len(frame) - frames.HEAD.size
    return frames.decode(kind, frame[frames.HEAD.size :])


@pytest.mark.parametrize(
    "finding",
    [
        Found(Kind.PDF),
        Progress(3, 14),
        Mark(Marked.LABEL, "Streng vertraulich"),
        Mark(Marked.MARGIN, "ä" * MARK_CHARACTERS),
        Portion(Place(Unit.SHEET, 2, "Größe", 1, 9, 2), "äöü\n\t\N{SEAL}"),
        Portion(Place(Unit.PAGE, 1), "\x01" * PORTION_BYTES),
        Picture("image/png", 4, 3, bytes(range(256))),
        Complete(cut=True),
    ],
)
def test_a_finding_arrives_as_it_was(finding: Finding) -> None:
    assert through(finding) == finding


def test_text_arrives_so_that_it_can_be_stored() -> None:
    arrived = through(Portion(Place(Unit.PAGE, 1), "a\x00b\ud800c"))
    assert isinstance(arrived, Portion)
    assert arrived.text == "ab?c"
    told = frames.decode(b"P", b'{"place": ["sheet", 1, "\\ud800\\u0000", 0, 0, 1], "text": "a"}')
    assert isinstance(told, Portion)
    assert told.place.label == "?"


def test_a_failure_arrives_as_its_code() -> None:
    frame = frames.encode_failed("file_encrypted")
    with pytest.raises(frames.Failed, match="file_encrypted"):
        frames.decode(frame[:1], frame[frames.HEAD.size :])


@pytest.mark.parametrize(
    ("kind", "length"), [(b"X", 1), (b"P", frames.TEXT_BYTES + 1), (b"I", frames.PICTURE_BYTES + 1), (b"D", 1 << 31)]
)
def test_a_frame_that_is_unknown_or_too_long_is_refused_before_it_is_read(kind: bytes, length: int) -> None:
    with pytest.raises(frames.NotAFrame):
        frames.body_length(frames.HEAD.pack(kind, length))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"P", b"{"),
        (b"P", b'{"text": "a"}'),
        (b"P", json.dumps({"place": ["planet", 1, "", 0, 0, 1], "text": ""}).encode()),
        (b"P", json.dumps({"place": ["page", 10**30, "", 0, 0, 1], "text": ""}).encode()),
        (b"P", b"[" * frames.TEXT_BYTES),
        (b"S", b'{"done": -1, "total": "3"}'),
        (b"K", b'{"kind": "exe"}'),
        (b"K", b"\xff"),
        (b"I", b"\x00"),
        (b"I", b'\x00\x1a["text/html", 1, 1]      x'),
        (b"S", b"[]"),
    ],
)
def test_a_body_that_is_not_what_it_should_be_is_refused(kind: bytes, body: bytes) -> None:
    with pytest.raises(frames.NotAFrame):
        frames.decode(kind, body)
