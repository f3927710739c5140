"""The kinds of field: one file each, named as the kind, which defines `KIND`."""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from contract.field_kinds.base import Kind
from contract.fields import FieldKind


def get_kind(kind: FieldKind) -> Kind:
    """Returns what is known about that kind of field."""
    return _KINDS[kind]


def _load(kind: FieldKind) -> Kind:
    return cast(Kind, import_module(f"{__name__}.{kind.value}").KIND)


_KINDS: Mapping[FieldKind, Kind] = {kind: _load(kind) for kind in FieldKind}
