"""The kinds of page. A page is a frozen value that says what to show; `screens` has one file that draws each.

Every text here is ready to be shown, in the resident's language. `A` is what the page answers with. Besides its answer,
a page may come back as Back, Cancelled or TimedOut (`kiosk.pages.ui`); `back` and `cancel` say which it offers.
The first page must be on the screen at once, so nothing heavy is imported here. What is personal has no repr.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from dataclasses import field as attribute
from typing import TYPE_CHECKING, ClassVar, Generic, TypeAlias, TypeVar

from kiosk.pages.page_parts import Choice, FilledField, Grouping, ListRow, NoticeText, TextSection, Tone
from kiosk.pages.search_entries import CatalogueEntry, Unfound

if TYPE_CHECKING:
    from contract.forms import Answer
    from contract.search.index import SearchIndex
    from devices.base import Card

A = TypeVar("A")
FormAnswers: TypeAlias = "Mapping[str, Answer]"
CardOrKey: TypeAlias = "Card | str"

FINISH = "finish"  # the key of a choice that ends the visit
TECHNICIAN = "technician"  # what a page answers when the technician's hidden gesture was made on it


@dataclass(frozen=True, slots=True)
class Page(Generic[A]):
    """`least_seconds`: for how long it stands at least before a tap leaves it. `personal`: whether it may hold a
    person's data; `takes_data`: whether it is there to take them; `has_tools`: whether its display may be changed
    beside it; `renewal_counts`: whether a change of it says that somebody is there; `entered`: the attributes that a
    resident changes. `private`: it belongs to somebody, and is read out to headphones alone; `Pages` says so.
    `nameless`: where nobody's card was read, nothing on it tells of anybody."""

    least_seconds: ClassVar[float] = 0.0
    personal: ClassVar[bool] = True
    takes_data: ClassVar[bool] = False
    has_tools: ClassVar[bool] = True
    renewal_counts: ClassVar[bool] = False
    entered: ClassVar[tuple[str, ...]] = ()
    title: str
    _: KW_ONLY
    back: bool = True
    cancel: bool = True
    private: bool = attribute(default=False, compare=False)
    nameless: bool = attribute(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class AttractPage(Page[str]):
    """Nobody is here. `title` is the site. Answers the language code to begin in, the key of a shortcut, or TECHNICIAN;
    `trouble` puts a small quiet sign; `card`: may one begin with a card? `starting`: the kiosk serves in about that
    many seconds, and until then nothing here can be tapped. `hours`: the centre's, today; `waiting`, `waits`: a
    heading, and how many wait for which service; each "" or () where nobody knows."""

    personal: ClassVar[bool] = False
    card: bool = True
    starting: int | None = None
    notices: tuple[NoticeText, ...] = ()
    trouble: str = ""
    languages: tuple[Choice, ...] = ()  # the first is the default, which a touch anywhere begins
    shortcuts: tuple[Choice, ...] = ()  # journeys that begin here, in the default language
    hours: str = ""
    waiting: str = ""
    waits: tuple[ListRow, ...] = ()


@dataclass(frozen=True, slots=True)
class MenuPage(Page[str]):
    """A few large choices. Answers the key; `languages` are small switches whose keys it may answer as well."""

    choices: tuple[Choice, ...]
    languages: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class BrowsePage(Page[str | Unfound]):
    """Find one of many: by a grouping's group, or by typing into a search over `index`, whose keys are the entries'.
    Answers the entry's key, or Unfound with one of the `ways`. Leaving it by `WentBack` carries an Unfound.

    `further` are entries that the search alone leads to; `typed` is what was searched for before. `grouping` and
    `group`: the place and the key of what was chosen.
    """

    entered: ClassVar[tuple[str, ...]] = ("typed", "grouping", "group")
    groupings: tuple[Grouping, ...]
    entries: tuple[CatalogueEntry, ...]
    index: SearchIndex = attribute(repr=False, compare=False)
    further: tuple[CatalogueEntry, ...] = ()
    ways: tuple[Choice, ...] = ()
    typed: str = attribute(default="", repr=False)
    grouping: int = 0
    group: str = ""


@dataclass(frozen=True, slots=True)
class GuidePage(Page["str | None"]):
    """Something to read, in sections. Without an `action` it can only be left; answers None for it, or the key of
    `beside` or of `more`, which leads to further sections and stands under those here."""

    sections: tuple[TextSection, ...]
    action: str = ""
    why_not: str = ""  # why the action cannot be taken now
    beside: Choice | None = None
    more: Choice | None = None


@dataclass(frozen=True, slots=True)
class CardPage(Page[CardOrKey]):
    """Asks for the card, with a moving picture. The card itself comes through `until`; answers an alternative's key.
    `scans`: a code held to the scanner serves as well."""

    personal: ClassVar[bool] = False
    text: str
    problem: str = ""
    alternatives: tuple[Choice, ...] = ()
    scans: bool = False


@dataclass(frozen=True, slots=True)
class FormPage(Page[FormAnswers]):
    """Fields filled by touch, one question after the other: what is empty or has a problem, and `start_at`. With an
    `overview` all are listed. The page itself checks with `contract.answers` before it answers with all of them.
    Leaving by `WentBack` carries what was entered so far, to be kept. `visited`: keys of fields left once already.
    `trail`: keys of the questions before the one that is open, for the way back. `aside`: a button that leaves the form
    by `WentBack` with `aside`; "" for none."""

    takes_data: ClassVar[bool] = True
    fields: tuple[FilledField, ...]
    action: str
    problems: Mapping[str, str] = attribute(default_factory=dict)
    start_at: str = ""  # key of the field to open first
    visited: frozenset[str] = frozenset()
    trail: tuple[str, ...] = ()
    overview: bool = False
    aside: str = ""


@dataclass(frozen=True, slots=True)
class ReviewPage(Page[str]):
    """All answers before they are handed in, and what is stated with the `action`. Answers "" to go on, the key of a
    row to correct, or that of `beside`."""

    takes_data: ClassVar[bool] = True
    rows: tuple[ListRow, ...]
    action: str
    statement: tuple[str, ...] = ()
    beside: Choice | None = None


@dataclass(frozen=True, slots=True)
class StatementPage(Page[None]):
    """A statement to accept: a box to tick, then the action."""

    takes_data: ClassVar[bool] = True
    text: tuple[str, ...]
    tick: str
    action: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class OutcomePage(Page[str]):
    """It is done. What to do next comes first: `text`, and in `steps` what to bring, where, until when; then a large
    number or code, and its QR where there is one. Answers a choice's key. `paper`: the
    printer that it comes from, as `[mounting]` names it; "" for none."""

    least_seconds: ClassVar[float] = 2.0
    text: str
    code_label: str
    code: str
    qr: str = ""
    steps: tuple[ListRow, ...] = ()
    rows: tuple[ListRow, ...] = ()
    note: str = ""
    tone: Tone = Tone.GOOD
    choices: tuple[Choice, ...] = ()
    paper: str = ""


@dataclass(frozen=True, slots=True)
class MessagePage(Page[str]):
    """An event and what to do about it. Answers a choice's key; the first choice is the primary action. `device`: the
    one at which it is to be done, as `[mounting]` names it."""

    text: str
    choices: tuple[Choice, ...]
    tone: Tone = Tone.CALM
    device: str = ""


@dataclass(frozen=True, slots=True)
class ListPage(Page[str]):
    """Rows to choose from, newest first. Answers the row's key."""

    rows: tuple[ListRow, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class TimelinePage(Page["str | None"]):
    """A case's timeline, newest first; `rows` describe the case. Answers None to go on, or a choice's key."""

    rows: tuple[ListRow, ...]
    entries: tuple[ListRow, ...]  # label: when; value: what
    action: str = ""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class TakePage(Page[bool]):
    """Take your card, or your ticket: ends by `until`. `what` is "card" or "paper"; it grows louder after a while."""

    text: str
    what: str


@dataclass(frozen=True, slots=True)
class BusyPage(Page[None]):
    """A moment, please. Shown, never asked."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class OutOfServicePage(Page[str]):
    """The kiosk does not serve. Answers TECHNICIAN; any other end of it comes through `until`."""

    personal: ClassVar[bool] = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class CoverPage(Page[None]):
    """Stands in place of a page whose card is not on the reader, for `seconds` seconds; it counts them down itself."""

    personal: ClassVar[bool] = False
    text: str
    seconds: int
