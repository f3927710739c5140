"""The kinds of field: one file each, named as the kind, which defines `KIND`."""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

from contract.field_kinds.base import FieldKindSpec
from contract.fields import FieldKind


def get_kind(kind: FieldKind) -> FieldKindSpec:
    """Returns the specification of that kind of field."""
    return _KINDS[kind]


def _load(kind: FieldKind) -> FieldKindSpec:
    return cast(FieldKindSpec, import_module(f"{__name__}.{kind.value}").KIND)


_KINDS: Mapping[FieldKind, FieldKindSpec] = {kind: _load(kind) for kind in FieldKind}
