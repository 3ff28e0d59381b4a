"""Which certificate authorities we believe, and how TLS is spoken."""

import ssl
from pathlib import Path

# `ssl.create_default_context` reads SSL_CERT_FILE and SSL_CERT_DIR from the environment; whoever sets these decides
# whom we trust. So the system's bundle is loaded by its path.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Alpine
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora, Red Hat
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)


def tls_context(bundle: Path | None = None) -> ssl.SSLContext:
    """TLS 1.2 or later with the name checked, trusting the system's authorities, or only those in `bundle`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    found = [bundle] if bundle is not None else [Path(path) for path in _BUNDLES if Path(path).is_file()][:1]
    for path in found:
        context.load_verify_locations(cafile=path)
    return context
