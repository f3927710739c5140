"""How many touches a question of a form takes on the screen; `tests/screens/test_touches.py` counts them there."""

from contract.field_kinds import get_kind
from contract.field_kinds.inputs import KeyboardEditor, NumberPad, OptionButtons
from contract.fields import Answer, Field


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
