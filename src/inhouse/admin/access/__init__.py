"""Who may what, as administrators see and change it: groups, service accounts, and everybody's keys.

Keys of people are seen and revoked here, never made: with one an administrator could read that person's chats.
"""
