"""Which certificate authorities we believe, how TLS is spoken, and who could read along.

There are two circles: the system's authorities, and those of the company. A server is first judged by the system's.
Only one whose issuer they do not know is judged by the company's, so it is known of every destination by whose word its
certificate is good. An external service that only the company's authority vouches for is one whose traffic the company
opens on the way (TLS inspection): what goes there can be read there.
"""

import ssl
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Self

from inhouse.core import clock
from inhouse.net.errors import AuthoritiesUnusable

# `ssl.create_default_context` reads SSL_CERT_FILE and SSL_CERT_DIR from the environment; whoever sets these decides
# whom we trust. So the system's bundle is loaded by its path.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, Red Hat
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)
# X509_V_ERR of OpenSSL's x509_vfy.h: the issuer is not known here; another circle may know it.
_ISSUER_UNKNOWN = frozenset({2, 18, 19, 20, 21, 27})
_REMEMBERED_SECONDS = 600.0
"""For so long the company's circle is asked first where it was right; then the system's again."""


class Circle(StrEnum):
    """Whose authorities."""

    SYSTEM = "system"
    COMPANY = "company"


class Trust:
    """The circles of authorities, and by which of them each destination's certificate was good.

    `company` is a file of certificates (PEM), besides the system's; raises AuthoritiesUnusable. `system` replaces the
    system's own bundle.
    """

    def __init__(self, company: Path | None = None, system: Path | None = None) -> None:
        self._bundles = {Circle.SYSTEM: system, Circle.COMPANY: company}
        self._contexts: dict[Circle, ssl.SSLContext] = {}
        self._by_company: dict[str, float] = {}
        if company is not None:
            try:
                self.context(Circle.COMPANY)
            except OSError as error:
                reason = "it holds no certificate" if isinstance(error, ssl.SSLError) else error.strerror
                raise AuthoritiesUnusable(
                    f"The company's certificate authorities cannot be taken from {company}: {reason}.",
                    hint="INHOUSE_CA_FILE names a file of certificates in PEM.",
                ) from None

    @classmethod
    def only(cls, certificate: Path) -> Self:
        """Trust in the server that shows this certificate, and in no other; raises OSError."""
        trust = cls()
        trust._contexts[Circle.SYSTEM] = pinned_context(certificate)
        return trust

    @property
    def has_company(self) -> bool:
        """Whether the company has authorities of its own."""
        return self._bundles[Circle.COMPANY] is not None

    def context(self, circle: Circle) -> ssl.SSLContext:
        """The TLS settings with this circle; raises OSError if its file cannot be read."""
        if circle not in self._contexts:
            self._contexts[circle] = tls_context(self._bundles[circle])
        return self._contexts[circle]

    def order(self, destination: str) -> Sequence[Circle]:
        """The circles to ask about a destination, in this order."""
        if not self.has_company:
            return (Circle.SYSTEM,)
        if self._by_company.get(destination, 0.0) > clock.monotonic():
            return (Circle.COMPANY, Circle.SYSTEM)
        return (Circle.SYSTEM, Circle.COMPANY)

    def note(self, destination: str, circle: Circle) -> None:
        """The destination's certificate was good by this circle."""
        if circle is Circle.SYSTEM:
            self._by_company.pop(destination, None)
        elif self._by_company.get(destination, 0.0) <= clock.monotonic():
            self._by_company[destination] = clock.monotonic() + _REMEMBERED_SECONDS

    def by_company(self) -> frozenset[str]:
        """The destinations whose certificates only the company's authorities vouched for when we last connected."""
        return frozenset(self._by_company)


def issuer_unknown(error: ssl.SSLCertVerificationError) -> bool:
    """Whether another circle may know the issuer."""
    return error.verify_code in _ISSUER_UNKNOWN


def tls_context(bundle: Path | None = None) -> ssl.SSLContext:
    """TLS 1.2 or later with the name checked, trusting the system's authorities, or only those in `bundle`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    found = [bundle] if bundle is not None else [Path(path) for path in _BUNDLES if Path(path).is_file()][:1]
    for path in found:
        context.load_verify_locations(cafile=path)
    return context


def pinned_context(certificate: Path) -> ssl.SSLContext:
    """TLS with exactly the server that shows this certificate, whatever its name: our own server, for our commands."""
    context = tls_context(certificate)
    context.verify_flags |= ssl.VerifyFlags.VERIFY_X509_PARTIAL_CHAIN
    context.check_hostname = False
    return context
