"""How many touches a question of a form takes on the screen; `tests/screens/test_touches.py` counts them there."""

from contract.field_kinds import get_kind
from contract.field_kinds.household import NUMBER, HouseholdMember, parse_members
from contract.field_kinds.inputs import FileList, KeyboardEditor, MemberTable, NumberPad, OptionButtons, SignaturePad
from contract.fields import Answer, Field

TILES_SEEN = 4  # of what most come for, where nothing was scrolled


def count_touches(field: Field, answer: Answer) -> int:
    """Of one that is left empty, the touch that passes it over."""
    kind = get_kind(field.kind)
    if not answer:
        return 1
    match kind.editor:
        case OptionButtons(several=several):
            return len(answer) + 1 if several else 1
        case NumberPad() as pad:
            return len(pad.parse_answer(str(answer))) + (0 if kind.is_complete(str(answer)) else 1)
        case KeyboardEditor():
            return len(answer) + 1
        case SignaturePad() | FileList():
            return 2  # a stroke, or the confirmation in its place; the paper's row, and on from there
        case MemberTable():
            return sum(map(_count_for_member, parse_members(str(answer)))) + 1


def _count_for_member(member: HouseholdMember) -> int:
    """To add one: the relation by its button, the name, the number."""
    return 2 + len(member.name) + 1 + count_touches(NUMBER, member.number)
