"""Our own certificate: refused with words when it is no good, renewed without a restart."""

import os
import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from inhouse.edge.certificate import Certificate, CertificateUnusable
from tests.certificates import Authority


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def serial_shown(certificate: Certificate, authority: Authority) -> str:
    """Shake hands in memory; gives back the serial number of what the server shows."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.load_verify_locations(authority.bundle)
    client = trusting.wrap_bio(to_client, to_server, server_hostname="chat.example.com")
    server = certificate.context.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    shown = client.getpeercert()
    assert shown is not None
    return str(shown["serialNumber"])


def test_a_renewed_file_is_shown_from_the_next_connection_on(authority: Authority) -> None:
    files = authority.issue("chat.example.com")
    certificate = Certificate(*files)
    first = serial_shown(certificate, authority)
    assert not certificate.renew()
    authority.issue("chat.example.com")
    for path in files:
        os.utime(path, (1, 1))
    assert certificate.renew()
    assert serial_shown(certificate, authority) != first


def test_halves_that_do_not_fit_are_refused_and_the_old_pair_stays(authority: Authority) -> None:
    pem, key = authority.issue("chat.example.com")
    certificate = Certificate(pem, key)
    first = serial_shown(certificate, authority)
    _, other = authority.issue("other.example.com")
    key.write_bytes(other.read_bytes())
    os.utime(key, (1, 1))
    with pytest.raises(CertificateUnusable, match=r"chat\.example\.com"):
        certificate.renew()
    assert serial_shown(certificate, authority) == first


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CertificateUnusable, match=r"none\.pem.*No such file") as error:
        Certificate(tmp_path / "none.pem", tmp_path / "none.key")
    assert "INHOUSE_TLS_CERT_FILE" in (error.value.hint or "")


def test_a_key_with_a_password_is_refused_and_not_asked_for(authority: Authority) -> None:
    pem, key = authority.issue("chat.example.com")
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    form, sealing = serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"x")
    key.write_bytes(private.private_bytes(serialization.Encoding.PEM, form, sealing))
    with pytest.raises(CertificateUnusable):
        Certificate(pem, key)
