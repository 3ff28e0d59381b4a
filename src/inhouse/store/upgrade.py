"""Runs migrations by Alembic. Loaded only when tables change: Alembic takes 4 MB and a tenth of a second."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from inhouse.store.errors import DatabaseNewer


def upgrade(connection: Connection, migrations: Path, target: str, schema: str) -> None:
    """Run the migrations of a folder up to `target`; the version is written in `schema`. Raises DatabaseNewer."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["schema"] = schema
    try:
        command.upgrade(config, target)
    except CommandError as error:
        raise DatabaseNewer(
            "The database was made by a later version of Inhouse.", hint="Start that version, or a newer one."
        ) from error
