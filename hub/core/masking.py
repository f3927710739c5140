"""How personal data is shown in the console: enough to tell two apart, not enough to use."""

from contract.forms import FieldKind
from contract.numbers import mask_number

_OPEN = (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.YES_NO)


def mask_text(text: str) -> str:
    """3+4 for what is long enough, else its first character."""
    if len(text) > 9 and text.isascii():
        return mask_number(text)
    return text[:1] + "*" * min(len(text) - 1, 8)


def mask_answer(kind: FieldKind, answer: object) -> str:
    """Choices are shown as they are: they name an option, not a person. Of a day, the year."""
    parts = [answer] if isinstance(answer, str) else list(answer) if isinstance(answer, list | tuple) else []
    if kind is FieldKind.DATE:
        return "、".join(f"{str(part)[:4]}-**-**" for part in parts)
    return "、".join(str(part) if kind in _OPEN else mask_text(str(part)) for part in parts)
