"""The certificate that we show, taken anew when its file is renewed."""

import asyncio
import logging
import ssl
from pathlib import Path

from inhouse.core.errors import InhouseError

_LOOK_SECONDS = 60.0

_log = logging.getLogger(__name__)


class CertificateUnusable(InhouseError):
    """The certificate or its key cannot be read, or they do not belong together."""

    code = "certificate_unusable"


class Certificate:
    """A certificate file with its chain, and its key, as the TLS settings of a server (1.2 or later).

    Raises CertificateUnusable.
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self._files = (certificate, key)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._seen = self._load()

    def renew(self) -> bool:
        """Take the files anew if they have changed; connections from then on see the new certificate.

        Raises CertificateUnusable and then keeps what it had.
        """
        if self._times() == self._seen:
            return False
        self._seen = self._load()
        return True

    async def keep_fresh(self) -> None:
        """Look every minute, for ever. Files that do not fit together yet are told in the log and tried again."""
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            try:
                if self.renew():
                    _log.info("A renewed certificate was taken.")
            except CertificateUnusable as error:
                _log.warning("%s The old one is still shown.", error.message)

    def _load(self) -> tuple[float, ...]:
        # A half that does not fit would stay in the context that serves: a first look has a context of its own.
        times = self._times()
        for context in (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), self.context):
            try:
                context.load_cert_chain(*self._files, password=_no_password)
            except (OSError, ValueError) as error:
                raise self._unusable(error) from None
        return times

    def _times(self) -> tuple[float, ...]:
        try:
            return tuple(path.stat().st_mtime for path in self._files)
        except OSError as error:
            raise self._unusable(error) from None

    def _unusable(self, error: Exception) -> CertificateUnusable:
        certificate, key = self._files
        reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
        return CertificateUnusable(
            f"The certificate {certificate} cannot be used with the key {key}: {reason}.",
            hint="Look at INHOUSE_TLS_CERT_FILE and INHOUSE_TLS_KEY_FILE: PEM files that belong together, the key "
            "without a password and readable by the user that runs Inhouse.",
        )


def _no_password() -> str:
    # Without this a key with a password would be asked for at the terminal.
    raise ValueError
