"""One field of a form. What its kind knows is in `contract.field_kinds`."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import SerializerFunctionWrapHandler, StringConstraints, model_serializer

from contract.text import Message, Text

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Answer = str | tuple[str, ...]
Answers = Mapping[str, Answer]


class FieldKind(StrEnum):
    """The kind of a field and the form of its answer (always text; `CHOICES` a tuple of texts)."""

    TEXT = "text"  # one line
    LONG_TEXT = "long_text"  # lines parted by "\n"
    INTEGER = "integer"  # "3"
    MONEY = "money"  # yuan, at most two decimals: "1200.50"
    DATE = "date"  # ISO 8601: "2026-11-22"
    CHOICE = "choice"  # the value of one option
    CHOICES = "choices"  # the values of some options
    YES_NO = "yes_no"  # "yes" or "no"
    PHONE = "phone"  # mainland mobile or fixed line
    IDENTITY_NUMBER = "identity_number"  # any number that `contract.numbers` accepts
    BANK_CARD = "bank_card"  # 12 to 19 digits, Luhn
    ORGANISATION_CODE = "organisation_code"  # unified social credit code (GB 32100-2015)
    HOUSEHOLD = "household"  # lines parted by "\n": name, relation, ID number or none
    SIGNATURE = "signature"  # strokes of points in thousandths: "12,340 15,338;400,20"; or "confirmed"
    ADDRESS = "address"  # one line: "幸福社区 幸福里3号楼 2单元501室"
    FILES = "files"  # ids of what was handed in, parted by gaps; or "later"
    RATING = "rating"  # "very_good", "good", "fair", "bad", "very_bad"


class Option(Message):
    value: Key
    label: Text


class OnlyIf(Message):
    """A condition on another answer of the form: it is `value`, or has it among its choices."""

    field: Key
    value: str


class Field(Message):
    """One question. `fact` names the fact about a person that fills it, such as `name` or `phone`.

    A field with `only_if` is asked only while that holds; its `required` counts only then.
    """

    key: Key
    label: Text
    kind: FieldKind
    required: bool = True
    help: Text | None = None
    fact: Key | None = None
    options: tuple[Option, ...] = ()
    max_length: int = 60
    pattern: str = ""  # TEXT: a regular expression for the whole of it; `help` says in words what it wants
    minimum: Decimal | None = None  # IDENTITY_NUMBER: of the person's age
    maximum: Decimal | None = None
    earliest_days: int | None = None  # DATE: days from today, negative for the past
    latest_days: int | None = None
    only_if: OnlyIf | None = None
    # the usual answer; DATE: days from today; INTEGER: "year" is the present one; CHOICE: a value, or one by age
    # ("student:0-17 adult:18-150"); CHOICES: values parted by spaces, or "all"
    default: str = ""
    masked: bool = False  # it names a person, or is a number of theirs, though its kind does not say so

    @model_serializer(mode="wrap")
    def _without_later_attributes(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leaves out an empty default and a mask that is not wanted: a kiosk of an earlier release does not know
        them."""
        values: dict[str, Any] = dump(self)
        return {name: value for name, value in values.items() if value or name not in ("default", "masked")}
