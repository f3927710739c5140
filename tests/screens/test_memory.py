"""What a visit took is given back after it."""

import zlib
from pathlib import Path

from screens.memory import release_code


def code_in_memory() -> int:
    """KB of shared libraries' code that lie in this process's memory."""
    found, counts = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if " r-xp " in line:
            counts = ".so" in line
        elif counts and line.startswith("Rss:"):
            found += int(line.split()[1])
    return found


def test_code_that_was_given_back_runs_again() -> None:
    packed = zlib.compress(b"whatever was there before")
    before = code_in_memory()
    release_code()
    assert code_in_memory() < before
    assert zlib.decompress(packed) == b"whatever was there before"
