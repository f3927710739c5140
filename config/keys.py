"""The names of a keyboard's keys: those of Kivy's `Keyboard.keycodes`, which the technician's keypad page shows."""

import difflib
from string import ascii_lowercase, digits
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

_NUMPAD = ("decimal", "divide", "mul", "substract", "add", "enter")
_NAMED = (
    "up down left right enter escape backspace tab spacebar pageup pagedown home end insert delete print pause "
    "shift rshift lctrl rctrl alt alt-gr super compose capslock numlock screenlock"
)
KEY_NAMES = frozenset(
    (
        *ascii_lowercase,
        *digits,
        *(f"f{number}" for number in range(1, 16)),
        *(f"numpad{key}" for key in (*digits, *_NUMPAD)),
        *_NAMED.split(),
        *"+-*/=.,;[]'\\",
    )
)


def _check_name(name: str) -> str:
    if name not in KEY_NAMES:
        nearest = difflib.get_close_matches(name, sorted(KEY_NAMES), 1)
        guess = f"; did you mean {nearest[0]!r}?" if nearest else ""
        raise PydanticCustomError("key_name", f"there is no key {name!r}{guess}")
    return name


KeyName = Annotated[str, AfterValidator(_check_name)]
Keys = Annotated[tuple[KeyName, ...], Field(strict=False)]
"""Any of these keys triggers the action; none where the tuple is empty."""
