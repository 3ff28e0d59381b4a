"""Recognises secrets: what opens something, from cloud keys to the password in a sentence.

The rules are data (`rules/*.toml`), written from what the providers document; nothing is ever tried out at a provider.
"""

from inhouse.guard.detectors.secrets.apart import built_apart
from inhouse.guard.detectors.secrets.detector import Secrets

__all__ = ["Secrets", "built_apart"]
