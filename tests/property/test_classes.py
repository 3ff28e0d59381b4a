"""Whatever somebody declares and wherever the address leads: no class is talked up."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.core.destination import DestinationClass
from inhouse.core.errors import InhouseError
from inhouse.models.account import Account, check_class, read_endpoint
from inhouse.models.model import WireName
from inhouse.net import Client, Destinations, Limits
from inhouse.net.address import Reach, place
from tests.unit.models.test_records import OLLAMA

ADDRESSES = st.one_of(
    st.ip_addresses(v=4),
    st.ip_addresses(v=6),
    st.ip_addresses(v=4, network="127.0.0.0/8"),
    st.ip_addresses(v=4, network="10.0.0.0/8"),
    st.ip_addresses(v=4, network="169.254.0.0/16"),
    st.ip_addresses(v=6, network="fc00::/7"),
)
FARTHEST = {
    DestinationClass.LOCAL: {Reach.LOOPBACK},
    DestinationClass.PRIVATE: {Reach.LOOPBACK, Reach.PRIVATE},
    DestinationClass.EXTERNAL: {Reach.LOOPBACK, Reach.PRIVATE, Reach.PUBLIC, Reach.NOWHERE},
}
SHORT = Limits(connect=0.2, first_byte=0.2, idle=0.2)


def declared(host: str, how_far: DestinationClass) -> Account:
    """An account as an administrator would add it; raises InhouseError."""
    endpoint, wire = read_endpoint(f"https://{host}:9/v1", WireName.OPENAI)
    account = replace(OLLAMA, endpoint=endpoint, wire=wire, destination_class=how_far)
    check_class(endpoint, how_far)
    Destinations().declare(account.entry())
    return account


@given(ADDRESSES, st.sampled_from(list(DestinationClass)))
def test_what_was_added_is_no_farther_away_than_it_was_declared(
    address: IPv4Address | IPv6Address, how_far: DestinationClass
) -> None:
    host = f"[{address.compressed}]" if address.version == 6 else str(address)
    try:
        account = declared(host, how_far)
    except InhouseError:
        return
    assert place(address)[0] in FARTHEST[how_far]
    assert account.entry().destination.destination_class is how_far


@given(ADDRESSES, st.sampled_from([DestinationClass.LOCAL, DestinationClass.PRIVATE]))
async def test_a_name_that_leads_farther_away_is_refused_at_the_connect(
    address: IPv4Address | IPv6Address, how_far: DestinationClass
) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return [address.compressed]

    account = declared("models.example.com", how_far)
    table = Destinations()
    table.declare(account.entry())
    if place(address)[0] in FARTHEST[how_far]:
        return  # it may be connected to, which is not what is asked here
    async with Client(table, resolve=resolve) as client:
        with pytest.raises(InhouseError) as caught:
            await client.fetch(account.destination.name, "/v1/models", limits=SHORT)
        assert caught.value.code == "address_refused"
