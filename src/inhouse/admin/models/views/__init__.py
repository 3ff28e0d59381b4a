"""What administrators are shown of models and accounts. Never a key."""
