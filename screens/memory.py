"""Gives back, between two visits, what the last one took."""

import ctypes
import gc
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

_ARENA_MAX = -8  # mallopt's name for it, in glibc's malloc.h
_DONTNEED = 4  # madvise's name for it, in Linux's mman-common.h
_CODE = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) r-xp .*/.*\.so", re.MULTILINE)
_SOME = 20_000  # new objects before Python collects by itself: more than two pages make


def keep_together() -> None:
    """Has all threads share one heap. Else each gets its own, and what they free goes back in part only: 10 MB."""
    _libc("mallopt")(_ARENA_MAX, 1)


def tidy() -> None:
    """Collects what is no longer used, and returns memory to the system: some 70 MB after a visit, in some 30 ms.

    What is left is the program itself. It is set aside, so that a collection during a visit looks at little and no
    touch waits for it: a full one took up to 200 ms.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_SOME, 50, 50)
    _libc("malloc_trim")(0)
    give_back_code()


def give_back_code() -> None:
    """Lets go of the pages of shared libraries' code, some 45 MB: most of it has run for the last time, like the
    compiler of the shaders in software GL. What runs again comes back from the system's cache, page by page."""
    advise = _libc("madvise")
    for begin, end in _code():
        advise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), _DONTNEED)


def _code() -> Iterator[tuple[int, int]]:
    """Where it lies; nothing writes there, so that what is let go can be read again."""
    with suppress(OSError):
        for found in _CODE.finditer(Path("/proc/self/maps").read_text()):
            yield int(found[1], 16), int(found[2], 16)


def _libc(name: str) -> Callable[..., object]:
    """That function of the C library; where it has none of that name (glibc has all), one that does nothing."""
    found: Callable[..., object] = getattr(ctypes.CDLL(None), name, lambda *_: None)
    return found


def sweep() -> None:
    """Collects the page that has gone, in a few milliseconds, while the next one is being read."""
    gc.collect()
