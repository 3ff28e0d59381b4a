"""The simulator: what a policy, in force or not yet, would do with a text on any way."""
