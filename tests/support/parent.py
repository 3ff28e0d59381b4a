"""A small parent for tests that kill it: `python parent.py database|engine FOLDER` starts one, says so, and waits."""

import asyncio
import json
import sys
from pathlib import Path

from inhouse.host import look_at_machine
from inhouse.models.engine import Engine, built_in_model
from inhouse.store.embedded import EmbeddedPostgres


async def main() -> None:
    folder = Path(sys.argv[2])
    if sys.argv[1] == "database":
        server: EmbeddedPostgres | Engine = EmbeddedPostgres(folder)
        await server.start()
        isolation = server.isolation
    else:
        server = Engine(folder / "engine", built_in_model(), look_at_machine())
        await server.start()
        isolation = server.facts.isolation if server.facts else None
    assert isolation is not None
    facts = {"pid": server.pid, "network": isolation.network, "user": isolation.user}
    sys.stdout.write(f"{json.dumps(facts)}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await server.stop()


if __name__ == "__main__":
    asyncio.run(main())
