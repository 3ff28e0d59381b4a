"""The commands. Each one asks the rooms to do the work and says what happened.

An expected refusal is a sentence on standard error and exit status 1, never a traceback.
"""

import asyncio
import json
import logging
import sys
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click
import uvloop

from inhouse import app, settings
from inhouse.core import clock
from inhouse.core.errors import InhouseError, InvalidRequest, Unavailable
from inhouse.models.changes import NewModel
from inhouse.models.discover import Server
from inhouse.settings import Settings

T = TypeVar("T")


def main() -> None:
    """Run the command that the arguments name."""
    try:
        commands.main(standalone_mode=False, prog_name="inhouse")
    except InhouseError as error:
        click.echo(f"inhouse: {error.message}", err=True)
        if error.hint:
            click.echo(f"hint: {error.hint}", err=True)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)


@click.group()
def commands() -> None:
    """Inhouse: the private ChatGPT that a company runs for itself."""


@commands.command()
def version() -> None:
    """Say which version this is."""
    click.echo(f"inhouse {app.VERSION}")


@commands.command()
def serve() -> None:
    """Start everything: the database, the model engine and the server. Ctrl-C stops it."""
    chosen = _settings()
    click.echo(f"Inhouse {app.VERSION}, data in {chosen.data_dir}")
    _run(app.serve(chosen, Progress()))


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def status(*, as_json: bool) -> None:
    """Say whether the server runs and is ready; exit status 0 when it is."""
    found = _run(app.status(_settings()))
    if as_json:
        click.echo(json.dumps(found))
    else:
        for name, value in found.items():
            click.echo(f"{name:10} {value}")
    sys.exit(0 if found["ready"] else 1)


@commands.group()
def users() -> None:
    """The people who use Inhouse."""


@users.command("create")
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--admin", is_flag=True, help="May administer; administrators still cannot read chats.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, its first line.")
def users_create(email: str, name: str, *, admin: bool, password_stdin: bool) -> None:
    """Make a person who can sign in."""
    password = _password(from_stdin=password_stdin)

    async def work(rooms: app.Rooms) -> None:
        await rooms.identity.people.create(email, name, password, admin=admin)

    _with_rooms(work)
    click.echo(f"{email} can sign in.")


@users.command("link")
@click.option("--email", required=True)
def users_link(email: str) -> None:
    """Print a one-time link by which a person chooses a new password."""

    async def work(rooms: app.Rooms) -> str:
        return (await rooms.identity.links.new_password(email)).path

    click.echo(_with_rooms(work))


@commands.group()
def keys() -> None:
    """Keys for programs that speak to the API."""


@keys.command("create")
@click.option("--user", "email", required=True, help="The e-mail of the person that the key acts for.")
@click.option("--name", required=True, help="What the key is for.")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def keys_create(email: str, name: str, *, as_json: bool) -> None:
    """Make an API key. It is shown once."""

    async def work(rooms: app.Rooms) -> str:
        return await rooms.identity.keys.create_for(email, name)

    key = _with_rooms(work)
    click.echo(json.dumps({"key": key}) if as_json else key)


@commands.group()
def models() -> None:
    """The models that people can choose."""


@models.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def models_list(*, as_json: bool) -> None:
    """List the models of the catalogue, disabled ones too."""

    async def work(rooms: app.Rooms) -> list[dict[str, str | bool]]:
        return [
            {"id": model.id, "name": model.name, "kind": model.kind, "enabled": model.enabled}
            for model in await rooms.changes.every()
        ]

    found = _with_rooms(work)
    if as_json:
        click.echo(json.dumps(found))
        return
    for model in found:
        click.echo(f"{model['id']:20} {model['kind']:8} {'' if model['enabled'] else 'disabled ':9}{model['name']}")


@models.command("add")
@click.argument("name")
@click.option("--endpoint", required=True, help="An OpenAI-compatible server on this machine: http://127.0.0.1:PORT/v1")
@click.option("--upstream-model", required=True, help="The model's name at that server.")
@click.option("--fit-for-work", is_flag=True, help="Good enough for titles and summaries too.")
@click.option("--default", "make_default", is_flag=True, help="New chats start with it.")
def models_add(name: str, endpoint: str, upstream_model: str, *, fit_for_work: bool, make_default: bool) -> None:
    """Offer a model of a server on this machine under NAME, and print its id."""
    server = server_at(endpoint)

    async def work(rooms: app.Rooms) -> str:
        brains = await rooms.changes.brains()
        brain = next((brain for brain, _ in brains if brain.port == server.port), None)
        if brain is None:
            raise Unavailable(f"Nothing answers at {endpoint}.", hint="Start the model server, then try again.")
        new = NewModel(brain.id, upstream_model, name, fit_for_work, make_default)
        return (await rooms.changes.add(new)).id

    click.echo(_with_rooms(work, server))


@models.command("remove")
@click.argument("model_id", metavar="ID")
def models_remove(model_id: str) -> None:
    """Take a model out of the catalogue; its file stays."""

    async def work(rooms: app.Rooms) -> None:
        await rooms.changes.remove(model_id)

    _with_rooms(work)
    click.echo(f"{model_id} is no longer offered.")


class Progress:
    """Prints what a start does, step by step, with the time each step took."""

    def __init__(self) -> None:
        self._began = clock.monotonic()

    def step(self, name: str, seconds: float, note: str = "") -> None:
        """A step has ended."""
        click.echo(f"  {name:<14} {seconds:6.2f} s  {note}".rstrip())

    def warn(self, message: str) -> None:
        """Something that the person at the keyboard should know."""
        click.echo(f"  ! {message}")

    def ready(self, address: str, link: str | None) -> None:
        """The server takes requests."""
        click.echo(f"Ready in {clock.monotonic() - self._began:.2f} s. Open {address}")
        if link is not None:
            click.echo("Nobody can sign in yet. Open this link once, within 24 hours, to make the first administrator:")
            click.echo(f"  {link}")
        click.echo("Ctrl-C stops it.")


def _settings() -> Settings:
    chosen = settings.load()
    logging.basicConfig(
        level=chosen.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    # What these would write at level debug or info holds addresses of requests and values of statements.
    for name in ("asyncio", "uvicorn", "uvicorn.access", "sqlalchemy", "alembic"):
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    return chosen


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    entered: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return entered


def server_at(endpoint: str) -> Server:
    """The model server at an address on this machine; raises InvalidRequest for any other address."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port or 80
        here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
        right = here and parts.path.rstrip("/") == "/v1"
    except ValueError:
        port, right = 0, False
    if not right:
        raise InvalidRequest(
            "Only model servers on this machine can be added in this version.", hint="Write http://127.0.0.1:PORT/v1"
        )
    return Server("Model server", port)


def _with_rooms(work: Callable[[app.Rooms], Coroutine[Any, Any, T]], server: Server | None = None) -> T:
    async def run() -> T:
        async with app.open_rooms(_settings(), server) as rooms:
            return await work(rooms)

    return _run(run())


def _run(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
