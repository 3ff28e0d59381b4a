"""Policies as commands are given them: the name of a preset, or a file."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

from inhouse.core.errors import InvalidRequest
from inhouse.guard.policies.parse import from_json
from inhouse.guard.policies.policy import Policy, to_json
from inhouse.guard.policies.presets import PRESETS

_LARGEST_BYTES: Final = 1024 * 1024


def read_policy(file: Path) -> Policy:
    """The policy that a file holds; - is standard input. Raises InvalidRequest and PolicyUnusable."""
    try:
        raw = sys.stdin.buffer.read(_LARGEST_BYTES + 1) if str(file) == "-" else file.read_bytes()
    except OSError as error:
        raise InvalidRequest(f"{file} cannot be read: {error.strerror}.") from None
    if len(raw) > _LARGEST_BYTES:
        raise InvalidRequest(f"{file} is too large to be a policy.")
    try:
        given = json.loads(raw)
    except (ValueError, RecursionError):
        raise InvalidRequest(f"{file} holds no JSON.", hint="inhouse guard policy export writes one.") from None
    return from_json(given)


def chosen_policy(by: str, countries: str | None) -> Policy:
    """The preset of that name, or the policy of that file, with these countries if any are given."""
    policy = PRESETS.get(by) or read_policy(Path(by))
    if countries is None:
        return policy
    # Checked as everything that is given.
    return from_json(to_json(replace(policy, countries=countries_of(countries))))


def countries_of(given: str) -> frozenset[str]:
    """The codes of countries in a list such as `de, fr`."""
    return frozenset(code for each in given.lower().split(",") if (code := each.strip()))
