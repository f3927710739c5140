"""Gives back, between two visits, what the last one took."""

import ctypes
import gc

_ARENA_MAX = -8  # mallopt's name for it, in glibc's malloc.h
_SOME = 20_000  # new objects before Python collects by itself: more than two pages make


def keep_together() -> None:
    """Has all threads share one heap. Else each gets its own, and what they free goes back in part only: 10 MB."""
    limit = getattr(ctypes.CDLL(None), "mallopt", None)
    if limit is not None:
        limit(_ARENA_MAX, 1)


def tidy() -> None:
    """Collects what is no longer used, and returns free memory to the system: 23 MB after a visit, in some 30 ms.

    What is left is the program itself. It is set aside, so that a collection during a visit looks at little and no
    touch waits for it: a full one took up to 200 ms.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_SOME, 50, 50)
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # glibc has it
    if trim is not None:
        trim(0)


def sweep() -> None:
    """Collects the page that has gone, in a few milliseconds, while the next one is being read."""
    gc.collect()
