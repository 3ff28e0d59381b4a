"""The rows of the guard: versions of the policy, counters without content, requests for release."""
