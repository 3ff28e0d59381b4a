import pytest

from tests.personal_data import found, pieces, values


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Server 10.20.30.40", "10.20.30.40"),
        ("login from 93.184.216.34 port 22", "93.184.216.34"),
        ("http://172.20.5.6:8080/x", "172.20.5.6"),
        ("IP 1.2.3.4", "1.2.3.4"),
        ("ssh root@85.214.132.117", "85.214.132.117"),
        ("Merci de vérifier 85.214.132.117", "85.214.132.117"),
        ('{"v": "85.214.132.117"}', "85.214.132.117"),
        ("Netz 10.20.30.0/24", "10.20.30.0"),
        ("2a02:8108:8940:1a::1", "2a02:8108:8940:1a::1"),
        ("2A02:8108:8940:001A:0:0:0:1", "2a02:8108:8940:1a::1"),
        ("[2a00:1450:4001:81b::200e]:443", "2a00:1450:4001:81b::200e"),
        ("fe80::a00:27ff:fe4e:66a1%eth0", "fe80::a00:27ff:fe4e:66a1"),
        ("fd12:3456:789a:1::1/64", "fd12:3456:789a:1::1"),
    ],
)
def test_addresses_of_machines_are_found(text: str, address: str) -> None:
    assert values(text, "ip_address") == [address]


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1",
        "0.0.0.0",
        "255.255.255.0",
        "0.0.15.255",
        "192.0.2.55",
        "198.51.100.7",
        "203.0.113.9",
        "169.254.169.254",
        "224.0.0.1",
        "8.8.8.8",
        "10.0.0.0/8",
        "192.168.0.0/16",
        "::1",
        "fe80::1",
        "2001:db8::1",
        "2001:4860:4860::8888",
    ],
)
def test_addresses_of_nobody_are_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "version 1.2.3.4",
        "v1.2.3.4",
        "Version: 10.0.1.2",
        "Fassung 10.20.30.40",
        "Chrome/120.0.60.109 Safari/537.36",
        "pip install foo==10.2.3.4",
        "foo-10.2.3.4.tar.gz",
        "siehe Kapitel 30.1.2.1",
        "§ 10.2.3.4",
        "1.2.840.113549.1.1",
        "2.16.840.1.101",
        'ObjectIdentifier("2.5.29.18")',
        "2.5.29.18",
        "// 5.2.2.2. Advance position",
        "256.1.2.3",
        "10.02.03.04",
        "1.2.3.4",
        "10.1.2.3-beta",
        "12:34:56",
        "std::vector<int>::iterator",
        "abc::def::add",
        "face::book",
    ],
)
def test_versions_chapters_times_and_names_in_programs_are_none(text: str) -> None:
    assert found(text) == []


def test_ends_of_a_range_are_two() -> None:
    assert pieces("10.0.0.50-10.0.0.99") == ["10.0.0.50", "10.0.0.99"]
