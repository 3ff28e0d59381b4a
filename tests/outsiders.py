"""Other people's programs and the running product: an installation, a key, models that a scripted server answers for.

The programs live in .venv-clients and .node-clients, which `make clients` makes.
"""

import asyncio
import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.product import Product, free_port
from tests.scripted import Upstream

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv-clients" / "bin"
NODE = ROOT / ".node-clients" / "node_modules"
SCRIPTS = ROOT / "tests" / "clients"
_LONGEST_SECONDS = 90


@dataclass(frozen=True)
class Installation:
    """A running product. `model` can do everything, `embedding_model` makes vectors; both are asked at `port`."""

    product: Product
    port: int
    key: str
    model: str
    embedding_model: str

    @classmethod
    def start(cls, folder: Path) -> "Installation":
        """Start a product and make a person, a key and the models."""
        assert BIN.is_dir(), "There is no .venv-clients; `make clients` makes it."
        with ExitStack() as stack:
            product, port = Product(folder, {"INHOUSE_ENGINE": "off"}).start(), free_port()
            stack.callback(product.stop)
            key = product.make_key(product.make_person())
            # Names of families that are known: what they can do is then known too.
            models = [_add(product, port, name) for name in ("gpt-4o", "text-embedding-3-small")]
            stack.pop_all()
        return cls(product, port, key, *models)


@dataclass(frozen=True)
class World:
    """The installation, and the server behind its models."""

    installation: Installation
    upstream: Upstream

    @property
    def address(self) -> str:
        """Where the product answers, without a path."""
        return self.installation.product.address


async def run(*command: str | Path, folder: Path | None = None, **environment: str) -> str:
    """What a program prints that runs in a folder; raises AssertionError with all that it said when it fails.

    It finds nothing of ours in its environment.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("INHOUSE_", "PYTHON"))}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe, cwd=folder, env={**clean, **environment}
    )
    try:
        async with asyncio.timeout(_LONGEST_SECONDS):
            output, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, (output + errors).decode()
    return output.decode()


def _add(product: Product, port: int, upstream_model: str) -> str:
    told = ["--endpoint", f"http://127.0.0.1:{port}/v1", "--upstream-model", upstream_model]
    done = product.command("models", "add", upstream_model, *told)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()
