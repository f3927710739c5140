"""A process whose memory forgets: what is freed is overwritten at once, and nobody gets a copy of the rest.

CPython frees a string by putting its bytes back into a pool, where they stay until they are needed for something else:
hours, on a kiosk. Here each object comes from glibc's malloc instead, which overwrites what is freed. All of that is
read from the environment when a program starts, so the program starts itself once more.
"""

import ctypes
import os
import resource
import sys

_OVERWRITE = 165  # the byte in place of what was freed: any but 0, which means "leave it"
_SETTINGS = {
    "PYTHONMALLOC": "malloc",  # not CPython's pools, which overwrite nothing
    "GLIBC_TUNABLES": f"glibc.malloc.perturb={_OVERWRITE}:glibc.malloc.tcache_count=0",  # the cache overwrites nothing
}
_STACK_BYTES = 1 << 17
_WIDE = "　" * 170  # 510 bytes as UTF-8
_SET_DUMPABLE = 4  # PR_SET_DUMPABLE in Linux's prctl.h


def overwrite_freed_memory() -> None:
    """Starts this program again in its own place, unless it overwrites already. Its children do as they like."""
    if all(os.environ.get(name) == value for name, value in _SETTINGS.items()):
        for name in _SETTINGS:
            del os.environ[name]
        return
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, **_SETTINGS})  # noqa: S606


def forbid_copies() -> None:
    """Forbids core dumps, and that another process of this user reads this one's memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(_SET_DUMPABLE, 0, 0, 0, 0)


class _Blank(ctypes.Structure):
    _fields_ = (("bytes", ctypes.c_char * _STACK_BYTES),)


def overwrite_unused_stack() -> None:
    """Overwrites what calls that are over have left on this thread's stack: C functions copy short texts there. An
    argument of that size is passed on the stack, below everything in use."""
    _WIDE.encode()  # the interpreter's own buffer, which lies right below this call
    if (harmless := getattr(ctypes.CDLL(None), "getppid", None)) is not None:
        harmless(_Blank())
