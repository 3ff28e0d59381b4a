"""One key per purpose, derived by HKDF (RFC 5869, SHA-256), so that nothing made for one use is good for another."""

from enum import StrEnum

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


class Purpose(StrEnum):
    """What a derived key is for. The words are part of the derivation: a change makes another key."""

    PERSON_KEYS = "wrap person keys"
    FINGERPRINT = "master key fingerprint"
    ROOT_KEY = "wrap the root key"
    EPOCH_KEYS = "seal epoch keys"
    CSRF = "csrf"
    LEDGER_MAC = "ledger mac"
    LEDGER_ACTOR = "ledger actor"
    CHECKPOINT_KEY = "checkpoint key"
    SIGN_IN_ATTEMPTS = "sign-in attempts"
    ACCOUNT_COMMITMENT = "account commitment"
    PROVIDER_CREDENTIALS = "provider credentials"
    CHAT_COMMITMENT = "chat commitment"
    GUARD_RELEASES = "guard releases"
    GUARD_TERMS = "guard terms"
    GUARD_TERM_DIGESTS = "guard term digests"


def derive(key: bytes, purpose: Purpose) -> bytes:
    """The 32 bytes for a purpose."""
    info = b"inhouse v1 " + purpose.encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)
