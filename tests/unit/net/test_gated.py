import pytest

from inhouse.core.errors import InhouseError
from inhouse.net import Limits, Permit, errors, gated


@pytest.mark.parametrize(
    "error",
    [
        errors.AddressRefused("10.0.0.1", "private"),
        errors.BadResponse("there", "too long"),
        errors.CertificateRefused("there", "expired"),
        errors.DestinationUnknown("there"),
        errors.GateRefused("no line", hint="look"),
        errors.NameUnknown("there", "host.example"),
        errors.NoCredential("there"),
        errors.ProxyRefused("there", 407),
        errors.TimedOut("there", "connecting", 5.0),
        errors.Unreachable("there", "nobody answers"),
    ],
)
def test_an_error_arrives_as_it_was(error: InhouseError) -> None:
    arrived = gated.error_of(error.code.encode(), gated.told(error))
    assert type(arrived) is type(error)
    told = (arrived.message, arrived.hint, arrived.retry_after, str(arrived))
    assert told == (error.message, error.hint, error.retry_after, error.message)


def test_a_code_that_is_not_known_is_a_refusal_and_so_is_what_cannot_be_read() -> None:
    body = gated.told(errors.NoCredential("there"))
    assert type(gated.error_of(b"something_new", body)) is errors.GateRefused
    for said in (b"", b"{}", b"[]", b"\xff"):
        assert type(gated.error_of(b"no_credential", said)) is errors.GateRefused


@pytest.mark.parametrize("limits", [Limits(), Limits(1.5, 2.5, 3.5, 10, 20)])
def test_limits_arrive_as_they_were(limits: Limits) -> None:
    value = gated.marks("there", limits)[1].partition(": ")[2]
    assert gated.limits_of(value.encode()) == limits


@pytest.mark.parametrize("value", [b"", b"1", b"1,2,3,4", b"1,2,3,4,x", b"a,b,c,d,e", b"1,2,3,4.5,6"])
def test_limits_that_cannot_be_read_are_refused(value: bytes) -> None:
    with pytest.raises(errors.GateRefused):
        gated.limits_of(value)


@pytest.mark.parametrize("name", ["there", "Büro 2, port 80", "a\r\nb: c", "100%"])
def test_any_name_of_a_destination_is_one_header(name: str) -> None:
    line = gated.marks(name, Limits())[0]
    assert line.isascii()
    assert line.isprintable()
    assert gated.destination_of(line.partition(": ")[2].encode()) == name


def test_a_permit_stands_in_its_request_and_is_not_shown() -> None:
    permit = Permit("log/7", b"\x01\x02")
    request = gated.permitted(b"POST /x HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}", permit)
    assert request == b"POST /x HTTP/1.1\r\ngate-line: log/7\r\ngate-key: 0102\r\ncontent-length: 2\r\n\r\n{}"
    assert "0102" not in repr(permit)
    assert "x01" not in repr(permit)
