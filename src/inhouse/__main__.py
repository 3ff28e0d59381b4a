"""`python -m inhouse`, and the command `inhouse`."""

import gc

# Nothing of what is imported is garbage, and looking for it again and again took a sixth of every start.
gc.disable()

from inhouse.cli import main  # noqa: E402

gc.freeze()
gc.enable()

__all__ = ["main"]

if __name__ == "__main__":
    main()
