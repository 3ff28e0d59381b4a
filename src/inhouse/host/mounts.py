"""Which mount a path lies on."""

import os
from pathlib import Path


def mount_of(path: Path) -> Path:
    """The mount point that the path is on, or would be on once it is made."""
    place = path.absolute()
    while not os.path.ismount(place) and place != place.parent:
        place = place.parent
    return place
