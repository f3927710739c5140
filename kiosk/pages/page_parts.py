"""What pages are made of, as frozen values. The first page must be on the screen at once, so nothing heavy is imported
here. What is personal has no repr."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.pages.language import LANGUAGES, language

if TYPE_CHECKING:
    from pathlib import Path

    from contract import forms
    from contract.forms import Answer
    from contract.places import PlaceBook


class Tone(StrEnum):
    CALM = "calm"
    GOOD = "good"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap. With a `why_not` it is greyed and says so. `icon` names a drawing in `screens/icons`."""

    key: str
    label: str
    hint: str = ""
    icon: str = ""
    why_not: str = ""


def languages() -> tuple[Choice, ...]:
    """Returns the languages of the interface, each named in itself; the active one first."""
    codes = sorted(LANGUAGES, key=lambda code: code != language())
    return tuple(Choice(code, LANGUAGES[code]) for code in codes)


@dataclass(frozen=True, slots=True)
class NoticeText:
    """`picture`: a JPEG in base64, "" for none."""

    title: str
    body: str
    picture: str = attribute(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to divide the entries: by theme, by department."""

    label: str
    groups: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class TextSection:
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilledField:
    """A field with what it is filled with, and in words where that came from ("from your card"). `latin`: what is typed
    there is no Chinese, as a number or an address. `places`: what an address is chosen from, and `map_picture` the file
    of the map on which they are drawn. `entered`: what was typed before the page was covered."""

    label: str
    field: forms.Field
    value: Answer = attribute(default="", repr=False)
    origin: str = ""
    help: str = ""
    options: tuple[Choice, ...] = ()
    locked: bool = False
    latin: bool = False
    places: PlaceBook | None = attribute(default=None, repr=False, compare=False)
    map_picture: Path | None = attribute(default=None, repr=False, compare=False)
    entered: Answer | None = attribute(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ListRow:
    """A line of a list or a review. `badge` is a short state or origin; a row with a key can be tapped. Of a masked
    value, `full` is all of it, shown while a button is held."""

    label: str
    value: str = attribute(repr=False)
    badge: str = ""
    key: str = ""
    tone: Tone = Tone.CALM
    full: str = attribute(default="", repr=False)
