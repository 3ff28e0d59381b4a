"""What administrators send about models and accounts."""
