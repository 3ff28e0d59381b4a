"""One file for each kind of document: `read(content)` gives its findings in their order.

These run in the reading process only. What they raise is a `trouble.Trouble` with the code of a FileRefused, or
whatever the library raises, which then means that the file is damaged.
"""
