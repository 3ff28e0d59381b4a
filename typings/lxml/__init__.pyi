"""The part of lxml that we use; the package carries no types."""
