"""Documents in, passages out. So far: reading a file that a person attached, into portions with names.

Promises: no parser ever runs in the server. Each file is read by a process of its own that has no network, opens no
file, writes none, and has little memory and time (`reading_process`); what crashes it, or never ends, costs that one
file and nothing else. What comes back is plain text in portions that a person can name (page 3, sheet "Costs"), or a
picture made anew from its pixels, so that nothing of the original's metadata is left.

Refuses, with a code that says why: what is encrypted, damaged, empty, of an unknown kind, or unpacks to far more than
it is. Nothing here stores anything; passages for retrieval will be made here as well.
"""
