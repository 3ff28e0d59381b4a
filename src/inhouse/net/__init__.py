"""The only room that opens an outbound connection.

It promises: a connection goes to a name in the closed table `Destinations` and to no other place; the address behind
the name is checked at every connect and connected to itself; no redirect is followed, no proxy and no certificate path
is taken from the environment; every answer is bounded in size and time. It refuses any destination whose address is
farther away than it was declared.
"""

from inhouse.net.client import Client, Response, Whole
from inhouse.net.connection import Limits
from inhouse.net.destinations import CredentialHeader, Destinations, Entry, Tcp, UnixSocket, loopback

__all__ = [
    "Client",
    "CredentialHeader",
    "Destinations",
    "Entry",
    "Limits",
    "Response",
    "Tcp",
    "UnixSocket",
    "Whole",
    "loopback",
]
