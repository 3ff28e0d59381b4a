"""The gateway's tables and SQL: rules of limits, and rows of usage."""
