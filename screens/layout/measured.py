"""Remembers what parts measure while they are placed: every part around them asks again, else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, TypeVar

S = TypeVar("S")
P = ParamSpec("P")

_sizes: dict[tuple[object, ...], float] | None = None  # by measure, part and width, while parts are placed


@contextmanager
def measured_once() -> Iterator[None]:
    """Measures each part once while its page is placed, as nothing on it changes meanwhile."""
    global _sizes  # noqa: PLW0603
    if _sizes is not None:
        yield
        return
    _sizes = {}
    try:
        yield
    finally:
        _sizes = None


def remembered(measure: Callable[Concatenate[S, P], float]) -> Callable[Concatenate[S, P], float]:
    """Wraps a part's measure, so that `measured_once` has it taken once."""

    def look_up(part: S, /, *args: P.args, **named: P.kwargs) -> float:
        if _sizes is None:
            return measure(part, *args, **named)
        key = (measure, part, *args)
        size = _sizes.get(key)
        if size is None:
            size = _sizes[key] = measure(part, *args, **named)
        return size

    return look_up
