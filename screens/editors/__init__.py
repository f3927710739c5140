"""The editors of form fields: one file for each. Which one, the field's kind says."""

from collections.abc import Callable

from contract.field_kinds import get_kind
from contract.field_kinds.inputs import (
    AddressEditor,
    FileList,
    KeyboardEditor,
    MemberTable,
    NumberPad,
    OptionButtons,
    SignaturePad,
)
from contract.forms import Answer
from kiosk.pages.page_parts import FilledField
from screens.editors.address import Choose, address_entry
from screens.editors.choices import option_buttons
from screens.editors.files import file_note
from screens.editors.members import MemberActions, member_list
from screens.editors.pad import signature_pad
from screens.editors.text_entry import keyboard, number_pad
from screens.layout import Part
from screens.page_context import PageContext

Change = Callable[[Answer], None]


def editor(
    field: FilledField,
    answer: Answer,
    change: Change,
    context: PageContext,
    members: MemberActions,
    choose: Choose,
    *,
    large: bool,
) -> Part:
    """Returns the part that fills this field, beginning with `answer`; `change` is told each new answer. `large`: it
    has the page for itself. `members`: what the list of a household's members does; `choose`: leads to
    the places for an address."""
    match get_kind(field.field.kind).editor:
        case AddressEditor() as keys:
            return address_entry(keys, field, answer, change, context, choose)
        case KeyboardEditor() as keys:
            return keyboard(keys, field, answer, change, context)
        case NumberPad() as pad:
            return number_pad(pad, answer, change, context)
        case OptionButtons() as buttons:
            return option_buttons(buttons, field, answer, change, context, large=large)
        case MemberTable() | SignaturePad() | FileList() as own:
            return _without_keys(own, answer, change, context, members)


def _without_keys(
    own: MemberTable | SignaturePad | FileList,
    answer: Answer,
    change: Change,
    context: PageContext,
    members: MemberActions,
) -> Part:
    match own:
        case MemberTable():
            return member_list(answer, members, context)
        case SignaturePad():
            return signature_pad(answer, change, context)
        case FileList():
            return file_note(context)
