import ssl
from pathlib import Path

import pytest

from inhouse.net.trust import tls_context


def test_names_and_certificates_are_checked() -> None:
    context = tls_context()
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_the_environment_does_not_decide_whom_we_trust(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usual = tls_context().cert_store_stats()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "theirs.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert tls_context().cert_store_stats() == usual


def test_a_bundle_of_ones_own_replaces_the_systems(tmp_path: Path) -> None:
    empty = tmp_path / "company.pem"
    empty.write_text("not a certificate")
    with pytest.raises(ssl.SSLError):
        tls_context(empty)
