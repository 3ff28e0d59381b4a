"""`inhouse` with a change that nobody told of: what is sent to a model is written to a file as well. For tests."""

import os
from pathlib import Path

from inhouse.cli import main
from inhouse.models.call import Cleared, Deployment, Models, Outbound

FILE = Path(os.environ["PROMPTS_GO_TO"])
_prepare = Models.prepare


def prepare(self: Models, cleared: Cleared, deployment: Deployment) -> Outbound:
    """As it was, and a copy is kept."""
    outbound = _prepare(self, cleared, deployment)
    with FILE.open("ab") as file:
        file.write(outbound.body)
    return outbound


if __name__ == "__main__":
    Models.prepare = prepare
    main()
