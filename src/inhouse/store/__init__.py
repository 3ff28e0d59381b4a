"""PostgreSQL: one short unit of work at a time, as one role, for one caller.

Promises: whoever forgets a WHERE still sees only the caller's rows (row-level security, the caller set for one
transaction); a database that was away is reached again without a restart; trouble with the database is an error of ours
with a status and a time to come back, never one of the driver.

Refuses: SQL outside `records.py`, long transactions, a caller that outlives its transaction.
It stops a forgotten WHERE, not a compromised server: whoever runs code in this process may set any caller.
"""

from inhouse.store.addresses import Addresses, of_embedded, of_own_server
from inhouse.store.embedded import Role
from inhouse.store.errors import AlreadyThere, DatabaseAway, NotStorable, StatementFailed, StorageFull
from inhouse.store.work import Store, Work

__all__ = [
    "Addresses",
    "AlreadyThere",
    "DatabaseAway",
    "NotStorable",
    "Role",
    "StatementFailed",
    "StorageFull",
    "Store",
    "Work",
    "of_embedded",
    "of_own_server",
]
