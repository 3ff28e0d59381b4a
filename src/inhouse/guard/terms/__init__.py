"""Words that only this company knows: customers, projects, code names.

Promises: a list is taken as people have it (pasted, CSV, any common encoding), and what was not understood is told with
its line; stored terms are sealed; a change holds on every server within seconds, and what is being read meanwhile is
read with the words as they were.
"""

from inhouse.guard.terms.terms import Terms
from inhouse.guard.terms.understand import Understood, decoded, understand

__all__ = ["Terms", "Understood", "decoded", "understand"]
