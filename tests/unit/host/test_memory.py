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
