from ipaddress import ip_address

import pytest

from inhouse.core.destination import DestinationClass
from inhouse.net.address import Leads, Reach, check, check_name, place
from inhouse.net.errors import AddressRefused

LOCAL, PRIVATE, EXTERNAL = DestinationClass.LOCAL, DestinationClass.PRIVATE, DestinationClass.EXTERNAL

REFUSED_FOR_ALL = [
    "0.0.0.0",
    "0.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "169.254.169.254",
    "192.0.0.192",
    "192.0.2.7",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "::ffff:8.8.8.8",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "3fff::1",
    "5f00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "fd00:ec2::254%1",
]


@pytest.mark.parametrize("destination_class", list(DestinationClass))
@pytest.mark.parametrize("text", REFUSED_FOR_ALL)
def test_some_addresses_are_refused_whatever_the_destination_is_declared(
    text: str, destination_class: DestinationClass
) -> None:
    with pytest.raises(AddressRefused):
        check(text, destination_class)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("127.0.0.1", {LOCAL, PRIVATE}),
        ("127.255.0.9", {LOCAL, PRIVATE}),
        ("::1", {LOCAL, PRIVATE}),
        ("10.1.2.3", {PRIVATE}),
        ("172.16.0.1", {PRIVATE}),
        ("172.31.255.255", {PRIVATE}),
        ("192.168.1.1", {PRIVATE}),
        ("fd12:3456::1", {PRIVATE}),
        ("172.32.0.1", {EXTERNAL}),
        ("8.8.8.8", {EXTERNAL}),
        ("2606:4700::1111", {EXTERNAL}),
    ],
)
def test_a_class_has_only_its_own_addresses(text: str, allowed: set[DestinationClass]) -> None:
    passed: set[DestinationClass] = set()
    for destination_class in DestinationClass:
        try:
            check(text, destination_class)
        except AddressRefused:
            continue
        passed.add(destination_class)
    assert passed == allowed


@pytest.mark.parametrize(
    "text", ["127.1", "2130706433", "0x7f.1", "0177.0.0.1", "①②⑦.⓪.⓪.①", "localhost", "", "1.2.3.4 "]
)
def test_what_is_no_plain_address_is_refused(text: str) -> None:
    with pytest.raises(AddressRefused):
        check(text, LOCAL)


def test_the_table_says_why() -> None:
    assert place(ip_address("168.63.129.16"))[0] is Reach.NOWHERE
    with pytest.raises(AddressRefused, match="RFC 3927"):
        check("169.254.169.254", EXTERNAL)


@pytest.mark.parametrize("text", ["127.0.0.1", "10.1.2.3", "fd12:3456::1"])
def test_an_external_service_may_be_said_to_lie_in_our_network(text: str) -> None:
    check(text, EXTERNAL, Leads.OUR_NETWORK)
    with pytest.raises(AddressRefused):
        check(text, EXTERNAL)


@pytest.mark.parametrize("text", ["8.8.8.8", "169.254.169.254", "100.64.0.1", "::ffff:10.0.0.1"])
def test_what_lies_in_our_network_lies_nowhere_else(text: str) -> None:
    with pytest.raises(AddressRefused):
        check(text, EXTERNAL, Leads.OUR_NETWORK)


def test_a_local_destination_is_not_talked_into_our_network() -> None:
    with pytest.raises(AddressRefused):
        check("10.1.2.3", LOCAL, Leads.OUR_NETWORK)


def test_cloud_metadata_is_one_address() -> None:
    check("169.254.169.254", DestinationClass.PRIVATE, Leads.CLOUD_METADATA)
    for text in ("169.254.169.253", "127.0.0.1", "8.8.8.8", "fd00:ec2::254"):
        with pytest.raises(AddressRefused):
            check(text, DestinationClass.PRIVATE, Leads.CLOUD_METADATA)


@pytest.mark.parametrize("host", ["api.openai.com", "models.example.com", "local.example.com"])
def test_names_of_the_outside_world_may_be_asked_of_a_proxy(host: str) -> None:
    check_name(host)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "a.localhost",
        "intranet",
        "printer.local",
        "metadata.google.internal",
        "wiki.corp",
        "files.lan",
        "router.home.arpa",
        "127.0.0.1",
        "8.8.8.8",
        "::1",
        "169.254.169.254",
    ],
)
def test_through_a_proxy_nobody_asks_for_addresses_and_inner_names(host: str) -> None:
    with pytest.raises(AddressRefused):
        check_name(host)
