import ast
import json
import re

from tests.house.tree import ROOT, committed, modules, shown

# Names that hide the noun.
NAMELESS = re.compile(r"^(utils?|helpers?|managers?|common|misc|base)$")

# What belongs to one machine or one company's network has no place in the repository.
# Written in pieces, so that this file does not find itself.
FOREIGN = [
    "/" + "work/",
    "/" + "root/",
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "--index" + "-url ",
]


def test_files_are_named_by_what_they_hold() -> None:
    source = [path for path in committed() if path.suffix in {".py", ".ts", ".tsx"}]
    parts = [(path, part.partition(".")[0]) for path in source for part in path.relative_to(ROOT).parts]
    assert [shown(path) for path, part in parts if NAMELESS.match(part)] == []


def test_no_committed_file_names_a_machine_or_a_package_registry() -> None:
    found: list[str] = []
    for path in committed():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{shown(path)}: {word}" for word in FOREIGN if word in text]
    assert found == []


def test_the_lock_of_the_browser_app_fits_its_list_of_packages() -> None:
    asked = json.loads((ROOT / "web/package.json").read_text("utf-8"))
    locked = json.loads((ROOT / "web/package-lock.json").read_text("utf-8"))["packages"]
    direct = asked["dependencies"] | asked["devDependencies"]
    assert {name: locked.get(f"node_modules/{name}", {}).get("version") for name in direct} == direct
    # A hash for each, and no address.
    packages = {name: package for name, package in locked.items() if name}
    assert [name for name, package in packages.items() if "integrity" not in package or "resolved" in package] == []


def test_every_file_begins_by_saying_what_it_is() -> None:
    assert [module.place for module in modules() if not ast.get_docstring(module.tree)] == []


def test_the_page_on_rooms_lists_every_room() -> None:
    rooms = {module.room for module in modules() if module.place.endswith("/__init__.py")} - {"__init__.py"}
    page = (ROOT / "docs/concepts/rooms.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert rooms - listed == set()
