"""Receipts as people get them: for an answer where the words went, for an act what was done; checkable without us."""
