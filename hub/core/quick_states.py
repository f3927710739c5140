"""Migrations that take half of the processor's time.

Django renders its models again for nearly every operation of a migration, far more of them than have changed, and for
each it has every field take itself apart (`deconstruct`) into arguments by which to build the next one. Here only what
the operation touches is rendered. What a field of a state comes apart into stays the same, so it is kept with the
field. The collector looks through what migrations leave less often, and never through what was there before. See
docs/decisions/0143 and 0184.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import resolve_relation
from django.db.models import Field, Model
from django.db.models.fields.related import RECURSIVE_RELATIONSHIP_CONSTANT

_PARTS = "parts_for_clones"  # the attribute of a field: what it depended on, and its arguments
_THRESHOLD = (200_000, 5, 1000)  # with the collector off they would take 700 MB
_clone = Field.clone
_FIND = "_find_reload_model"  # the method of a state that returns which models are rendered again
_find_reload_model = getattr(ProjectState, _FIND)


@contextmanager
def quick_states() -> Iterator[None]:
    """Within the block migrations run so, in whichever thread."""
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    gc.freeze()
    gc.set_threshold(*_THRESHOLD)
    Field.clone = _clone_by_parts  # type: ignore[method-assign, assignment]
    setattr(ProjectState, _FIND, _find_touched_models)
    try:
        yield
    finally:
        Field.clone = _clone  # type: ignore[method-assign]
        setattr(ProjectState, _FIND, _find_reload_model)
        gc.set_threshold(*before)
        if not frozen:
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


def _find_touched_models(state: Any, app: str, name: str, delay: bool = False) -> set[tuple[str, str]]:
    """Returns which models to render again where one is new or has changed. These are the model, and those that refer
    to it, or to which a new one refers. Django adds all that are related to them; where a relation has changed, so is
    it here."""
    try:
        model = state.apps.get_model(app, name)
    except LookupError:
        touched = set(_list_referred(state.models[app, name]))
    else:
        if not delay:
            return set(_find_reload_model(state, app, name, delay))
        touched = {(other._meta.app_label, str(other._meta.model_name)) for other in _list_referring(model)}
    state.is_delayed = True  # Django renders all again before Python of a migration's own runs
    return {(app, name), *touched}


def _list_referring(model: type[Model]) -> Iterator[type[Model]]:
    yield from model.__subclasses__()
    for field in model._meta.get_fields(include_hidden=True):
        if field.is_relation and field.auto_created and not field.concrete and isinstance(field.related_model, type):
            yield field.related_model


def _list_referred(model: ModelState) -> Iterator[tuple[str, str]]:
    for field in model.fields.values():
        other: Any = field.remote_field and field.remote_field.model
        if other and other != RECURSIVE_RELATIONSHIP_CONSTANT:
            yield resolve_relation(other, model.app_label, model.name_lower)
