from pathlib import Path

from tests.house.tree import ROOT, SOURCE, modules

UNIT = ROOT / "tests" / "unit"

# Files whose proof stands elsewhere: the reason beside each.
BY_NAME = {
    "__init__.py": "prose and exported names",
    "errors.py": "declarations; test_documents.py holds codes unique and documented",
    "tables.py": "columns; every test with a database uses them",
    "http.py": "routes are proved through HTTP, in tests/flow",
}
BY_ROOM = {
    "app": "wiring; every test in tests/flow stands on it",
    "cli": "wiring; proved by running the commands, in tests/flow/test_command_line.py",
    "migrations": "every test with a database runs them",
}
BY_PLACE = {
    "__main__.py": "one line; tests/flow starts the program by it",
    "admin/status.py": "nouns without behaviour",
    "core/destination.py": "fields without behaviour",
    "guard/finding.py": "nouns and a protocol, without behaviour",
    "guard/detectors/plug_ins/record.py": "a protocol and what goes through it, without behaviour",
    "models/wires/wire.py": "a protocol and what goes through it, without behaviour",
}


def unit_test_of(place: str) -> Path:
    path = Path(place)
    return UNIT / path.parent / f"test_{path.name.removeprefix('_')}"


def test_every_source_file_has_its_test_file() -> None:
    places = [
        module.place
        for module in modules()
        if module.path.name not in BY_NAME and module.place not in BY_PLACE and module.room not in BY_ROOM
    ]
    assert [place for place in places if not unit_test_of(place).is_file()] == []


def test_every_unit_test_file_has_its_source_file() -> None:
    expected = {unit_test_of(module.place) for module in modules()}
    found = set(UNIT.rglob("test_*.py"))
    assert sorted(path.relative_to(ROOT).as_posix() for path in found - expected) == []


def test_every_exemption_still_exists_and_is_needed() -> None:
    assert [place for place in BY_PLACE if not (SOURCE / place).is_file()] == []
    assert [place for place in BY_PLACE if unit_test_of(place).is_file()] == []
