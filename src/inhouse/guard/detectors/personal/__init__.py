"""Personal data with a syntax: a form, mostly check digits, sometimes a word beside it. One file for each kind.

Promises: validated kinds are accepted by their check digits and ranges; what looks alike (versions, hashes, order
numbers, test cards, example names) is no finding; the time grows with the length of the text only.
"""

from inhouse.guard.detectors.personal.personal import COUNTRIES, Personal, kinds

__all__ = ["COUNTRIES", "Personal", "kinds"]
