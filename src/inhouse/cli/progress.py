"""What a start prints."""

import click

from inhouse.core import clock


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
