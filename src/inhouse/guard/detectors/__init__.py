"""What recognises pieces of a text, one file or folder each.

Quick ones (`finding.Detector`) read a view and answer at once. Deep ones (`deep.Deep`) are asked of a process or a
service of their own, and may fail: what they could not look at is never taken for clean.
"""
