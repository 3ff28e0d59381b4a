"""What so many terms of the company cost: `python -m bench.clearing.weigh 50000` prints seconds, MB and MB/s."""

import os
import sys
from time import perf_counter

from bench.clearing.pace import finding
from bench.clearing.texts import mixed, terms
from bench.machine import memory
from inhouse.guard.detectors.terms import Dictionary, Term

if __name__ == "__main__":
    text = mixed(1_000_000)
    known = [Term(word, "customer") for word in terms(int(sys.argv[1]))]
    before = memory(os.getpid())[0]
    begun = perf_counter()
    dictionary = Dictionary(known)
    built = perf_counter() - begun
    added = memory(os.getpid())[0] - before
    print(built, added, len(text.encode()) / 1e6 / min(finding(dictionary, text) for _ in range(3)))
