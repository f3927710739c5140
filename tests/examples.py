"""How many examples a property is tried with: a fifth in the suite, which runs many times a day, all in `make soak`."""

import os

_ALL = os.environ.get("TEST_EXAMPLES") == "all"
_LEAST = 3


def examples(count: int) -> int:
    return count if _ALL else max(count // 5, _LEAST)
