"""Releases memory between two visits."""

import ctypes
import gc
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from kiosk.private_memory import overwrite_unused_stack

_ARENA_MAX = -8  # M_ARENA_MAX in glibc's malloc.h
_DONTNEED = 4  # MADV_DONTNEED in Linux's mman-common.h
_CODE = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) r-xp .*/.*\.so", re.MULTILINE)
_NEW_OBJECTS = 20_000  # before Python collects by itself: more than two pages create
_MANY = 2_000  # new objects
_COLLECTIONS = 50  # of new objects, before what they left is looked through too


def keep_together() -> None:
    """Makes all threads share one heap. Separate heaps return freed memory only in part: 10 MB."""
    _libc("mallopt")(_ARENA_MAX, 1)


def collect_all() -> None:
    """Collects unused objects and returns memory to the system: about 70 MB after a visit, in about 30 ms.

    What is left is the program itself. It is frozen, so that a collection during a visit is short and no touch waits
    for it: a full one took up to 200 ms.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _COLLECTIONS, 50)
    _libc("malloc_trim")(0)
    overwrite_unused_stack()
    release_code()


def release_code() -> None:
    """Unmaps the code pages of shared libraries, about 45 MB: most of it has run for the last time, like the shader
    compiler of software GL. Code that runs again is mapped from the system's cache, page by page."""
    advise = _libc("madvise")
    for begin, end in _code():
        advise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), _DONTNEED)


def _code() -> Iterator[tuple[int, int]]:
    """Yields the address ranges of library code; such pages are never written, so they can be read again."""
    with suppress(OSError):
        for mapping in _CODE.finditer(Path("/proc/self/maps").read_text()):
            yield int(mapping[1], 16), int(mapping[2], 16)


def _libc(name: str) -> Callable[..., object]:
    """Returns that function of the C library; where it has none of that name (glibc has all), one that does nothing."""
    function: Callable[..., object] = getattr(ctypes.CDLL(None), name, lambda *_: None)
    return function


def collect_new() -> None:
    """Collects what was created since the last collection, if that is much, in a millisecond at most: to be called
    where nothing is to be done. Python itself would collect more at a time, and during a touch."""
    newest, newer, _old = gc.get_count()
    if newest > _MANY:
        gc.collect(1 if newer > _COLLECTIONS else 0)


def collect_page() -> None:
    """Collects the closed page, in a few milliseconds, while the next one is being read."""
    gc.collect()
