"""Copies of what the database holds, in one file: sealed, checked to the last byte, and of one moment.

Two kinds, so that a copy of the content is worth nothing without its keys:

    content    every table but those of the schema `keys`; keep it as long as you like
    keys       the wrapped keys alone; keep it for a short time, because it brings back what was shredded since
"""

from inhouse.store.backup.errors import BackupDamaged, BackupRefused
from inhouse.store.backup.sealed import Lock, Passphrase, Recipient, Secret

__all__ = ["BackupDamaged", "BackupRefused", "Lock", "Passphrase", "Recipient", "Secret"]
