"""`inhouse serve --sealed` around an application that somebody has taken over: see `compromised_app.py`. For tests."""

import sys
from pathlib import Path

from inhouse import app
from inhouse.app.sealed import Entry
from inhouse.cli import main
from inhouse.cli.progress import Progress
from inhouse.cli.rooms import load_settings, run

HERE = Path(__file__).resolve().parent


def serve() -> None:
    """As the command does it, with another application inside."""
    run(
        app.serve_sealed(
            load_settings(),
            Progress(),
            Entry((str(HERE / "compromised_app.py"), "inhouse.app.sealed_process"), (HERE,)),
        )
    )


if __name__ == "__main__":
    if "serve" in sys.argv:
        serve()
    else:
        main()
