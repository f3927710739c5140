"""What a field of a form is filled with: one file for each way."""

from collections.abc import Callable

from contract.forms import Answer, FieldKind
from kiosk.pages.kinds import FormField
from screens.editors.choices import choices, one_choice, yes_no
from screens.editors.text_entry import keyboard, number_pad
from screens.layout import Part
from screens.page_context import Sheet

Change = Callable[[Answer], None]
Editor = Callable[[FormField, Answer, Change, Sheet], Part]

_EDITORS: dict[FieldKind, Editor] = {
    FieldKind.TEXT: keyboard,
    FieldKind.LONG_TEXT: keyboard,
    FieldKind.INTEGER: number_pad,
    FieldKind.MONEY: number_pad,
    FieldKind.DATE: number_pad,
    FieldKind.PHONE: number_pad,
    FieldKind.IDENTITY_NUMBER: number_pad,
    FieldKind.BANK_CARD: number_pad,
    FieldKind.CHOICE: one_choice,
    FieldKind.CHOICES: choices,
    FieldKind.YES_NO: yes_no,
}
TYPED = frozenset(kind for kind, editor in _EDITORS.items() if editor in (keyboard, number_pad))


def editor(field: FormField, answer: Answer, change: Change, sheet: Sheet) -> Part:
    """The part that fills this field, beginning with `answer`; `change` is told each new answer."""
    return _EDITORS[field.field.kind](field, answer, change, sheet)
