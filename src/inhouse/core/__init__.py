"""The words that all rooms use: ids, callers, prompts, events, errors, the clock.

Everything here is frozen and does no I/O. Core imports nothing of ours, so every room may import core.
"""
