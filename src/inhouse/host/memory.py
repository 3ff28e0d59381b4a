"""What this process holds in memory. It stays out of files: the kernel writes no core dump of it, wherever dumps go.

A limit of zero alone does not do: where the kernel hands dumps to a program (`core_pattern` with a pipe), that program
decides. Only a process that is not dumpable is never handed over (core(5), PR_SET_DUMPABLE in prctl(2)); others of the
same user cannot read its memory by ptrace either. A child that is made by exec is dumpable again and says this itself.
Swap is another matter: nothing is locked into memory, see the guide on history off.
"""

import ctypes
import resource

_PR_SET_DUMPABLE = 4


def keep_memory_out_of_files() -> None:
    """No core dump of this process from now on. What the system refuses here is left as it was."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    zero = ctypes.c_ulong(0)
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, zero, zero, zero, zero)


def give_back_memory() -> None:
    """Hand what is free to the system: starting takes some megabytes more than running. Only glibc can."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
