"""What auditors see, and administrators too: what left, what signs the record, how far each promise holds.

Sums, checkpoints and public keys: no content, nobody's chats, no setting. Auditors see nothing else of other people.
"""
