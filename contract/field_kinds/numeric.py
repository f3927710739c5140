"""The common base of kinds with an amount: bounds, and a sample within them."""

from decimal import Decimal

from contract import wording
from contract.field_kinds.base import Mistake
from contract.fields import Field


def check_bounds(field: Field, value: Decimal, minimum: Decimal | None) -> Mistake | None:
    """Returns what is wrong with an amount that is outside the field's bounds; `minimum` where it names none itself."""
    least = minimum if field.minimum is None else field.minimum
    if least is not None and value < least:
        return "too_small", wording.too_small(field.label, least)
    if field.maximum is not None and value > field.maximum:
        return "too_large", wording.too_large(field.label, field.maximum)
    return None


def clamp(field: Field, value: Decimal) -> Decimal:
    """Returns the nearest amount within the field's bounds."""
    if field.minimum is not None:
        value = max(value, field.minimum)
    return value if field.maximum is None else min(value, field.maximum)
