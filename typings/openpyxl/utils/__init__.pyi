"""The part of openpyxl.utils that we use."""
