"""The socket, and what is said when it cannot be had."""

import pytest

from inhouse.edge.listen import AddressRefused, Exposed, PortTaken, bind, check_exposure


def test_a_taken_port_is_named_with_the_next_step() -> None:
    listener = bind("127.0.0.1", 0)
    port = listener.getsockname()[1]
    with listener, pytest.raises(PortTaken) as error:
        bind("127.0.0.1", port)
    assert str(port) in error.value.message
    assert error.value.hint is not None
    assert "INHOUSE_PORT" in error.value.hint


def test_an_address_of_another_machine_is_refused_with_words() -> None:
    with pytest.raises(AddressRefused) as error:
        bind("192.0.2.1", 0)
    assert "192.0.2.1" in error.value.message


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "203.0.113.7"])
def test_other_machines_are_not_listened_to_in_the_clear(host: str) -> None:
    with pytest.raises(Exposed) as error:
        check_exposure(host, tls=False, proxies=False)
    assert host in error.value.message
    for line in ("INHOUSE_TLS_CERT_FILE=", "INHOUSE_TLS_KEY_FILE=", "INHOUSE_TRUSTED_PROXIES=", "INHOUSE_HOST="):
        assert line in (error.value.hint or "")
    check_exposure(host, tls=True, proxies=False)
    check_exposure(host, tls=False, proxies=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1"])
def test_this_machine_needs_no_tls(host: str) -> None:
    check_exposure(host, tls=False, proxies=False)
