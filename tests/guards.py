"""A guard without a database, by any policy, for tests of what stands around it."""

from collections.abc import Sequence
from dataclasses import dataclass

from inhouse.core import clock
from inhouse.guard import Guard
from inhouse.guard.clear import Releases
from inhouse.guard.detectors.deep import Deep
from inhouse.guard.finding import Detector
from inhouse.guard.inspection import Eyes
from inhouse.guard.policies.current import Version
from inhouse.guard.policies.policy import Policy
from inhouse.guard.policies.presets import BALANCED
from inhouse.guard.scanners import Scanners


@dataclass(frozen=True, slots=True)
class Fixed:
    """A policy that stays in force."""

    policy: Policy

    @property
    def current(self) -> Version:
        """The version in force."""
        return Version(1, self.policy, self.policy.hash(), None, clock.now(), "")


def guard_of(
    policy: Policy = BALANCED,
    terms: Detector | None = None,
    names: Sequence[Deep] = (),
    releases: Releases | None = None,
) -> Guard:
    """A guard by this policy; the detectors are the real ones."""
    return Guard(Fixed(policy), Eyes(Scanners(lambda: terms).of, names), releases=releases)
