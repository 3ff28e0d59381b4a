"""The one road to a model, and the doors onto it.

The road promises: nothing goes to a model that the guard has not cleared for that destination and that has no durable
line in the ledger; every line is closed, also when the reader leaves; a stream ends with exactly one end event. It
refuses: keeping a transaction open while a model speaks, and going on for a reader who has gone.
"""

from inhouse.gateway.road import Road

__all__ = ["Road"]
