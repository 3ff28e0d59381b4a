"""The socket, and what is said when it cannot be had."""

import pytest

from inhouse.edge.listen import AddressRefused, PortTaken, bind


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
