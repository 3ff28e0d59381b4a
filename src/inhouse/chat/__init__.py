"""Conversations as trees of messages, and the turn from a person's words to a stored answer.

A chat lives in one of two places: in rows, sealed under a key of its own, or in memory only (a temporary chat, of which
no byte reaches a disk). An answer belongs to the server, not to the request that asked for it: closing the page does
not stop it, *Stop* does, and a reader can come back at event N and miss nothing. Every prompt goes down the one road.

The room refuses what is somebody else's (as if it were not there), what is larger than its limits, and text that is not
text. No transaction is open while a model speaks.
"""
