from dataclasses import replace

import pytest

from inhouse.core.destination import Assurance, Destination, DestinationClass
from inhouse.net.address import Leads
from inhouse.net.destinations import Destinations, Entry, Tcp, UnixSocket, cloud_metadata, loopback
from inhouse.net.errors import DestinationUnknown, EndpointInvalid, NoCredential

SOMEWHERE = Destination("somewhere", DestinationClass.EXTERNAL, Assurance.DECLARED)
HERE = Destination("here", DestinationClass.LOCAL, Assurance.ENFORCED)


@pytest.mark.parametrize(
    "host", ["models.example.com", "localhost", "xn--bcher-kva.example", "127.0.0.1", "::1", "a", "10.0.0.1.example"]
)
def test_plain_hosts_are_entered(host: str) -> None:
    table = Destinations()
    table.declare(Entry(SOMEWHERE, Tcp(host, 443, "https")))
    assert table.find("somewhere").endpoint == Tcp(host, 443, "https")


@pytest.mark.parametrize(
    "host",
    [
        "",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "0177.0.0.1",
        "①②⑦.⓪.⓪.①",
        "example.com.",
        "Example.com",
        "bücher.example",
        "user@example.com",
        "example.com/path",
        "example.com#",
        "example.com\\evil",
        "example.com\t",
        "example.com\n",
        "exa mple.com",
        "[::1]",
        "::1%eth0",
        "0:0:0:0:0:0:0:1",
        "-a.example",
        "a..b",
        "a" * 64,
        "a." * 130 + "a",
        "example.1",
        "example.0x1f",
    ],
)
def test_a_host_with_two_readings_is_refused(host: str) -> None:
    with pytest.raises(EndpointInvalid):
        Destinations().declare(Entry(SOMEWHERE, Tcp(host, 443, "https")))


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_port_is_a_port(port: int) -> None:
    with pytest.raises(EndpointInvalid):
        Destinations().declare(Entry(SOMEWHERE, Tcp("example.com", port)))


@pytest.mark.parametrize("path", ["relative", "/a\0b", "/" + "x" * 107])
def test_a_socket_path_fits_the_kernel(path: str) -> None:
    with pytest.raises(EndpointInvalid):
        Destinations().declare(Entry(HERE, UnixSocket(path)))


def test_a_socket_file_is_local() -> None:
    with pytest.raises(EndpointInvalid):
        Destinations().declare(Entry(SOMEWHERE, UnixSocket("/run/engine.sock")))


def test_an_unknown_name_leads_nowhere() -> None:
    table = Destinations()
    table.declare(loopback("a", 11434))
    table.remove("a")
    for name in ("a", "http://127.0.0.1", "127.0.0.1"):
        with pytest.raises(DestinationUnknown):
            table.find(name)
    assert table.names() == ()


def test_a_credential_is_found_by_reference_and_not_printed() -> None:
    table = Destinations()
    table.keep_credential("key", "s3cret")
    assert table.credential(loopback("a", 1, "key")) == b"s3cret"
    assert table.credential(loopback("a", 1)) is None
    assert "s3cret" not in repr(table)
    with pytest.raises(NoCredential):
        table.credential(loopback("a", 1, "other"))


@pytest.mark.parametrize("secret", ["", "a b", "a\r\nb", "a\x00", "schlüssel", "tab\t"])
def test_a_credential_that_no_header_can_carry_is_refused(secret: str) -> None:
    with pytest.raises(EndpointInvalid):
        Destinations().keep_credential("key", secret)


@pytest.mark.parametrize("host", ["models.example.com", "93.184.216.34"])
def test_what_goes_outside_goes_over_tls(host: str) -> None:
    with pytest.raises(EndpointInvalid, match="TLS"):
        Destinations().declare(Entry(SOMEWHERE, Tcp(host, 80)))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "models.localhost", "10.1.2.3", "fd00::1"])
def test_an_external_service_written_with_an_address_of_ours_leads_into_our_network(host: str) -> None:
    table = Destinations()
    table.declare(Entry(SOMEWHERE, Tcp(host, 9000)))
    assert table.find("somewhere").leads is Leads.OUR_NETWORK


def test_the_place_of_cloud_metadata_is_one_place() -> None:
    table = Destinations()
    table.declare(cloud_metadata("identity"))
    assert table.find("identity").endpoint == Tcp("169.254.169.254", 80)
    for endpoint in (Tcp("169.254.169.254", 8080), Tcp("169.254.169.253", 80), Tcp("example.com", 80)):
        with pytest.raises(EndpointInvalid):
            table.declare(replace(cloud_metadata("identity"), endpoint=endpoint))
