"""The field by which each fact about a person is asked, outside of an item's form."""

from collections.abc import Mapping

from contract.fields import Field, FieldKind
from contract.text import Text, text

FACT_NAMES: Mapping[str, Text] = {
    "name": text("Name"),
    "sex": text("Sex"),
    "nation": text("Ethnicity"),
    "birth": text("Date of birth"),
    "address": text("Address"),
    "phone": text("Telephone"),
    "email": text("E-mail"),
    "disability_card": text("Disability card"),
    "bank_card": text("Bank card"),
    "bank_name": text("Bank"),
    "card_number": text("Social security card"),
}
_KINDS = {"phone": FieldKind.PHONE, "bank_card": FieldKind.BANK_CARD, "birth": FieldKind.DATE}
_LONGEST = 400  # characters of a fact


def fact_field(key: str) -> Field:
    """Returns the field that asks for a fact, with the fact's key as its own."""
    label = FACT_NAMES.get(key) or Text.plain(key)
    kind = _KINDS.get(key, FieldKind.TEXT)
    return Field(key=key, label=label, kind=kind, max_length=_LONGEST, fact=key)
