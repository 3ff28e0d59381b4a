from inhouse.core.prompt import CommitmentKey
from inhouse.guard.finding import Finding
from inhouse.guard.notes import Notes, key_of
from inhouse.guard.policies.policy import Valve

KEY, OTHER = CommitmentKey(b"k" * 32), CommitmentKey(b"o" * 32)


def test_notes_are_read_as_they_were_written() -> None:
    notes = Notes(b'{"entries":[]}', {"a1": frozenset({Valve.REMOVE, Valve.NOT_SENSITIVE})})
    assert Notes.of(notes.to_bytes()) == notes
    assert Notes.of(None) == Notes()


def test_decisions_add_up_and_what_is_no_valve_changes_nothing() -> None:
    notes = Notes(decisions={"a1": frozenset({Valve.REMOVE})})
    decided = notes.decided({"a1": "not_sensitive", "b2": "release", "c3": "everything"})
    assert decided == {"a1": {Valve.REMOVE, Valve.NOT_SENSITIVE}, "b2": {Valve.RELEASE}}


def test_a_finding_has_one_key_in_a_conversation_and_another_outside() -> None:
    here, there = Finding("personal.iban", 3, 25, "DE89"), Finding("personal.iban", 90, 112, "DE89")
    assert key_of(here, KEY) == key_of(there, KEY)
    assert key_of(here, KEY) != key_of(here, OTHER)
    assert key_of(here, KEY) != key_of(Finding("personal.iban", 3, 25, "FR76"), KEY)


def test_what_is_about_a_whole_text_is_one_thing_in_a_conversation() -> None:
    one, two = (Finding("unreadable.image", 0, 0, value, exact=False) for value in ("a", "b"))
    assert key_of(one, KEY) == key_of(two, KEY)
