"""Inhouse: the ChatGPT a company runs for itself, and that can prove what it did with every word."""
