"""`inhouse models`: the models that people can choose."""

import json
from urllib.parse import urlsplit

import click

from inhouse import app
from inhouse.cli.rooms import with_rooms
from inhouse.core.errors import InvalidRequest, Unavailable
from inhouse.models.changes import NewModel
from inhouse.models.discover import Server


@click.group()
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

    found = with_rooms(work)
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

    click.echo(with_rooms(work, server))


@models.command("remove")
@click.argument("model_id", metavar="ID")
def models_remove(model_id: str) -> None:
    """Take a model out of the catalogue; its file stays."""

    async def work(rooms: app.Rooms) -> None:
        await rooms.changes.remove(model_id)

    with_rooms(work)
    click.echo(f"{model_id} is no longer offered.")


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
