"""The only room that opens an outbound connection.

It promises: a connection goes to a name in the closed table `Destinations` and to no other place; the address behind
the name is checked at every connect and connected to itself; no redirect is followed, no proxy and no certificate path
is taken from the environment; every answer is bounded in size and time. It refuses any destination whose address is
farther away than it was declared. Behind a company's proxy the address cannot be seen: there only external names of the
outside world are asked for.
"""

from inhouse.net.address import Leads
from inhouse.net.client import Client, Exchange, Response, Whole
from inhouse.net.connection import Limits
from inhouse.net.destinations import (
    CredentialHeader,
    Destinations,
    Entry,
    Tcp,
    UnixSocket,
    cloud_metadata,
    loopback,
)
from inhouse.net.gated import Permit
from inhouse.net.mail import Letter, Login, Security, post
from inhouse.net.proxy import Proxy
from inhouse.net.trust import Trust

__all__ = [
    "Client",
    "CredentialHeader",
    "Destinations",
    "Entry",
    "Exchange",
    "Leads",
    "Letter",
    "Limits",
    "Login",
    "Permit",
    "Proxy",
    "Response",
    "Security",
    "Tcp",
    "Trust",
    "UnixSocket",
    "Whole",
    "cloud_metadata",
    "loopback",
    "post",
]
