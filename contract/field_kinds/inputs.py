"""The inputs of fields, as data: the editor that a kiosk draws, and the input of a page in a browser."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from contract.text import Text


@dataclass(frozen=True, slots=True)
class KeyboardEditor:
    """Letters, and pinyin where the language has it."""

    several_lines: bool = False


@dataclass(frozen=True, slots=True)
class AddressEditor(KeyboardEditor):
    """Typed, after its beginning was chosen from the places of the area where the page has them."""


@dataclass(frozen=True, slots=True)
class NumberPad:
    """Digits. `sign`: the one other key. `letters`: a second page of keys with the alphabet.

    `groups`: how many digits each part of the answer has, where a hyphen stands between them. `today`: a key for it.
    """

    longest: int  # characters typed
    sign: str = ""
    letters: bool = False
    groups: tuple[int, ...] = ()
    today: bool = False

    def parse_answer(self, answer: str) -> str:
        """Returns what was typed for this answer."""
        return answer.replace("-", "") if self.groups else answer

    def build_answer(self, typed: str) -> str:
        """Returns the answer, finished or not, for what was typed."""
        if not self.groups:
            return typed
        ends = [sum(self.groups[: at + 1]) for at in range(len(self.groups))]
        parts = [typed[end - length : end] for end, length in zip(ends, self.groups, strict=True)]
        return "-".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class OptionButtons:
    """The kind's options, each a button."""

    several: bool = False


@dataclass(frozen=True, slots=True)
class MemberTable:
    """The members of a household, each asked for by questions of its own (`contract.field_kinds.household`)."""


@dataclass(frozen=True, slots=True)
class SignaturePad:
    """A pad on which a finger signs; its kind's option is for those who do not."""


@dataclass(frozen=True, slots=True)
class FileList:
    """What was handed in as files, on the page of the papers."""


Editor = KeyboardEditor | AddressEditor | NumberPad | OptionButtons | MemberTable | SignaturePad | FileList


class Control(StrEnum):
    INPUT = "input"
    TEXTAREA = "textarea"
    SELECT = "select"
    CHECKBOXES = "checkboxes"
    FILES = "files"
    TABLE = "table"  # as `HtmlInput.table` says


@dataclass(frozen=True, slots=True)
class HtmlColumn:
    """`key` ends the name of its inputs; `suggestions` are what is usually written there."""

    key: str
    label: Text
    longest: int  # characters typed
    suggestions: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """An answer of several rows. `build_answer` makes it of the rows in which something is written.

    `further` heads the rows that a page folds away.
    """

    columns: tuple[HtmlColumn, ...]
    further: Text
    most: int  # rows
    build_answer: Callable[[list[list[str]]], str]


@dataclass(frozen=True, slots=True)
class HtmlInput:
    """`autocomplete` is off unless a kind says otherwise: staff fill in what belongs to others.

    There is no `pattern`: full width and gaps are tidied by the hub, and a browser would refuse them.
    """

    control: Control = Control.INPUT
    type: str = "text"
    inputmode: str = "text"
    autocomplete: str = "off"
    wide: bool = False  # takes the whole width of the form
    table: HtmlTable | None = None
