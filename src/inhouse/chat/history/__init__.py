"""Whether chats are kept: what the organisation and groups say about it, and what follows for a caller."""
