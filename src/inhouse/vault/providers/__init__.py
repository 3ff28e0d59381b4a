"""Providers of keys: they wrap the root key, and are asked at a start and for a rotation alone.

Each speaks its provider's plain HTTP interface through a function that it is given; this room opens no connection. What
they were sent is 32 random bytes; what they give back lies in the database. None of them ever sees content.
"""

from inhouse.vault.providers.asking import Answer, Ask
from inhouse.vault.providers.aws import AwsKeys, AwsKms
from inhouse.vault.providers.azure import AzureKeyVault
from inhouse.vault.providers.transit import VaultTransit

__all__ = ["Answer", "Ask", "AwsKeys", "AwsKms", "AzureKeyVault", "VaultTransit"]
