"""Migrations that take two thirds of the processor's time.

Django renders its models again for nearly every operation of a migration, and for each it has every field take itself
apart (`deconstruct`) into arguments by which to build the next one. What a field of a state comes apart into stays the
same, so it is kept with the field. The collector looks through what migrations leave less often, and never through what
was there before. See docs/decisions/0143.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Field

_PARTS = "parts_for_clones"  # the attribute of a field: what it depended on, and its arguments
_THRESHOLD = (200_000, 5, 1000)  # with the collector off they would take 700 MB
_clone = Field.clone


@contextmanager
def quick_states() -> Iterator[None]:
    """Within the block migrations run so, in whichever thread."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_THRESHOLD)
    Field.clone = _clone_by_parts  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        Field.clone = _clone  # type: ignore[method-assign]
        gc.set_threshold(*before)
        gc.unfreeze()


def _clone_by_parts(field: Any) -> Any:
    relation = _find_relation(field)
    parts = field.__dict__.get(_PARTS)
    if parts is None or parts[0] != relation:
        _name, _path, args, keywords = field.deconstruct()
        parts = field.__dict__[_PARTS] = (relation, args, keywords)
    return type(field)(*parts[1], **parts[2])


def _find_relation(field: Any) -> tuple[Any, ...]:
    """Returns what Django changes in place when it renames what a field refers to; empty for a plain field."""
    remote = field.remote_field
    if remote is None:
        return ()
    names = getattr(remote, "field_name", None), getattr(field, "to_fields", None), getattr(field, "from_fields", None)
    return remote.model, getattr(remote, "through", None), *names
