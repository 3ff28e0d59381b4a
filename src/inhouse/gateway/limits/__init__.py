"""Limits and budgets: how much of the models one key, person, group or everybody may use.

They promise: whatever runs at the same time, no more is let through than the strictest rule allows; a refusal says
which bound was met and when to come back; a month's spend outlives a restart. They refuse: looking at what one person
used in order to bound it, and waiting for a database before a call.
"""

from inhouse.gateway.limits.meter import Meter

__all__ = ["Meter"]
