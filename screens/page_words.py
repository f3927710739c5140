"""The words of what is drawn: what is read out of a page, and of the button that has the focus."""

import re
from collections.abc import Collection, Iterable, Iterator

from kiosk.pages.kinds import OutcomePage, Page
from kiosk.pages.language import N_, _
from screens.caret import CARET
from screens.frame import Frame
from screens.layout import Button, Part, TextPart
from screens.layout.button import CHOSEN
from screens.probe import texts

_ICONS = {  # of keys with a drawing alone
    "backspace": N_("Delete the last one"),
    "clear": N_("Delete all"),
    "shift": N_("Capital letters"),
    "enter": N_("Done"),
    "left": N_("To the left"),
    "right": N_("To the right"),
    "up": N_("Further up"),
    "down": N_("Further down"),
    "plus": N_("Larger"),
    "minus": N_("Smaller"),
}
_CODE = re.compile(r"(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9-]{2,24}|\d{7,}")  # A003, RC-2026-0001, 13800001234


def list_page_texts(layer: Part) -> tuple[str, ...]:
    """Returns all texts of a page or what lies over it, in reading order, without those of its buttons."""
    return tuple(part.text.strip() for part in _outside_buttons(layer))


def list_page_words(texts: Iterable[str], page: Page[object] | None) -> tuple[str, ...]:
    """Returns what is said of these texts: a code or a long number is parted into its characters, and a caret is
    silent."""
    code = page.code if isinstance(page, OutcomePage) else ""
    return _spelled((text.removesuffix(CARET) for text in texts), code)


def list_fresh(texts: Iterable[str], before: Collection[str]) -> tuple[str, ...]:
    """Returns the texts that were not there before; of one that is being typed, only what was typed."""
    typed = next((text.removesuffix(CARET) for text in before if text.endswith(CARET)), "")
    return tuple(text.removeprefix(typed) if text.endswith(CARET) else text for text in texts if text not in before)


def list_button_words(button: Button) -> tuple[str, ...]:
    """Returns what stands on it, masked as it is there, and its state."""
    words = [part.text for part in texts(button)] or [_(_ICONS.get(button.text, button.text))]
    state = [_("chosen")] if button.look is CHOSEN else []
    return _spelled([*words, *state], "")


def _outside_buttons(part: Part) -> Iterator[TextPart]:
    clock = part.clock if isinstance(part, Frame) else None
    for child in reversed(part.children):
        if isinstance(child, TextPart) and child is not clock:
            yield child
        elif not isinstance(child, Button):
            yield from _outside_buttons(child)


def _spelled(words: Iterable[str], code: str) -> tuple[str, ...]:
    return tuple(piece for text in words if text.strip() for piece in _pieces(text.strip(), code))


def _pieces(text: str, code: str) -> list[str]:
    is_code = text == code or _CODE.fullmatch(text)
    return [character for character in text if character.isalnum()] if is_code else [text]
