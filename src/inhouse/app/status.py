"""`inhouse status`: whether a server runs on the data folder, and whether it is ready."""

from ipaddress import ip_address
from urllib.parse import urlsplit

import orjson

from inhouse.app.presence import find
from inhouse.app.rooms import VERSION
from inhouse.app.ways import READER
from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.net import Client, Destinations, Entry, Limits, Tcp, Trust
from inhouse.settings import Settings

_NAME = "our own server"
_LIMITS = Limits(connect=2.0, first_byte=5.0, idle=5.0, body_bytes=1 << 16)


async def status(settings: Settings) -> dict[str, str | bool]:
    """What the server says of itself; `running` and `ready` are always there."""
    facts: dict[str, str | bool] = {"version": VERSION, "running": False, "ready": False}
    if settings.proxy is not None:
        facts["proxy"] = settings.proxy
    if settings.ca_file is not None:
        facts["readers"] = READER
    address = find(settings.data_dir)
    if address is None:
        return facts
    destinations = Destinations()
    destinations.declare(_entry(address))
    try:
        client = Client(
            destinations, trust=Trust() if settings.tls_cert_file is None else Trust.only(settings.tls_cert_file)
        )
    except OSError:
        return facts
    try:
        answer = await client.fetch(_NAME, "/readyz", limits=_LIMITS)
        said: dict[str, str | bool] = orjson.loads(answer.body)
    except (InhouseError, orjson.JSONDecodeError):
        return facts
    finally:
        client.close()
    return {**facts, "running": True, "address": address, **said}


def _entry(address: str) -> Entry:
    parts = urlsplit(address)
    host = ip_address(parts.hostname or "127.0.0.1")
    endpoint = Tcp(host.compressed, parts.port or 80, "https" if parts.scheme == "https" else "http")
    how_far = DestinationClass.LOCAL if host.is_loopback else DestinationClass.PRIVATE
    return Entry(Destination(_NAME, how_far, Assurance.DECLARED), endpoint)
