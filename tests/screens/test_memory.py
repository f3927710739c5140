"""Memory is released after a visit."""

import zlib
from pathlib import Path

from screens.memory import release_code


def code_in_memory() -> int:
    """Returns the KB of shared libraries' code in this process's memory."""
    kilobytes, counts = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if " r-xp " in line:
            counts = ".so" in line
        elif counts and line.startswith("Rss:"):
            kilobytes += int(line.split()[1])
    return kilobytes


def test_released_code_runs_again() -> None:
    packed = zlib.compress(b"whatever was there before")
    before = code_in_memory()
    release_code()
    assert code_in_memory() < before
    assert zlib.decompress(packed) == b"whatever was there before"
