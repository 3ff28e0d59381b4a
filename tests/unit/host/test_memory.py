import subprocess
import sys

import pytest

_ASK = """
import ctypes, resource
from inhouse.host import keep_memory_out_of_files
{keep}
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE)[0])
"""


@pytest.mark.parametrize(("keep", "dumpable"), [("", "1"), ("keep_memory_out_of_files()", "0")])
def test_the_kernel_dumps_no_core_of_a_process_that_asked_for_it(keep: str, dumpable: str) -> None:
    done = subprocess.run([sys.executable, "-c", _ASK.format(keep=keep)], capture_output=True, text=True, check=True)
    told = done.stdout.split()
    assert told[0] == dumpable
    assert not keep or told[1] == "0"


def test_memory_that_is_free_goes_back_to_the_system() -> None:
    program = """
import ctypes
from pathlib import Path
from inhouse.host import give_back_memory
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.malloc.argtypes, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_size_t], [ctypes.c_void_p]
pieces = [libc.malloc(1000) for _ in range(30_000)]
for piece in pieces[:-1]:
    ctypes.memset(piece, 1, 1000)
    libc.free(piece)
held = lambda: int(Path("/proc/self/statm").read_text().split()[1]) * 4096
before = held()
give_back_memory()
print(before - held())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 20_000_000
