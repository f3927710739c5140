"""Fields of each kind."""

from datetime import date
from typing import Any

from contract.field_kinds import get_kind
from contract.forms import Field, FieldKind, Option
from contract.text import Text

TODAY = date(2026, 11, 22)
FILE, OTHER_FILE = "6f0c6d0e-6c37-4f5e-9a55-0d4d5c5f6a10", "6f0c6d0e-6c37-4f5e-9a55-0d4d5c5f6a11"
OPTIONS = (
    Option(value="fire", label=Text({"zh-Hans": "火灾", "en": "Fire"})),
    Option(value="illness", label=Text({"zh-Hans": "疾病", "en": "Illness"})),
)


def field(kind: FieldKind, **more: Any) -> Field:
    options = OPTIONS if get_kind(kind).has_options else ()
    return Field(**{"key": "asked", "label": Text.plain("所问"), "kind": kind, "options": options, **more})
