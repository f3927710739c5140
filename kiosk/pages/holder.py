"""Whose card a visit needs on the reader, and whether it lies there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from kiosk.pages.kinds import CoverPage
from kiosk.pages.language import _

if TYPE_CHECKING:
    from devices.base import Card

COVER_SECONDS = 20  # to place the card again


class CardReaders(Protocol):
    """The knowledge of the card readers."""

    def cards(self) -> tuple[Card, ...]:
        """Returns all cards that lie there and were read, as far as is known. Never waits."""

    def cards_now(self) -> tuple[Card, ...]:
        """Returns the same, as the readers answer at this moment; a reader that does not answer has none."""


class NoReaders:
    """For pages that belong to no card."""

    def cards(self) -> tuple[Card, ...]:
        return ()

    def cards_now(self) -> tuple[Card, ...]:
        return ()


@dataclass(frozen=True, slots=True, repr=False)
class PageHolder:
    """A person to whom pages belong. `card` is None where no reader can tell whether it still lies there: the person
    came with a code, a scan or a swipe. `agent`: acts for the first holder of the visit."""

    card: Card | None
    agent: bool = False


class Sight(Enum):
    HERE = auto()
    GONE = auto()
    OTHER = auto()  # somebody's who has no part in this visit


class Holders:
    """Those who have a part in a visit: the one to whom its pages belong now, and the others."""

    def __init__(self) -> None:
        self.current: PageHolder | None = None
        self._parties: list[PageHolder] = []
        self._beside: tuple[Card, ...] = ()  # lay on another reader when the visit got its first holder

    def bind(self, holder: PageHolder, lying: Sequence[Card]) -> None:
        if not self._parties:
            self._beside = tuple(card for card in lying if not _is_of(card, holder))
        self.current = holder
        self._parties.append(holder)

    def suspend(self) -> PageHolder | None:
        """Makes the pages belong to nobody; returns the one to whom they did."""
        before, self.current = self.current, None
        return before

    def resume(self, before: PageHolder | None) -> None:
        """Makes the pages belong to that one again, unless there is a new one by now."""
        self.current = self.current or before

    def return_to_first(self) -> None:
        self.current = self._parties[0] if self._parties else None

    def clear(self) -> None:
        self.current, self._beside = None, ()
        self._parties.clear()

    def find(self, lying: Iterable[Card]) -> Sight:
        """Returns whether the card of the current holder is among those that lie there."""
        holder = self.current
        if holder is None or holder.card is None:
            return Sight.HERE
        cards = tuple(lying)
        if any(_is_of(card, holder) for card in cards):
            return Sight.HERE
        strangers = [card for card in cards if not self._has_a_part(card)]
        return Sight.OTHER if strangers else Sight.GONE

    def cover(self) -> CoverPage:
        """Returns the page that stands in place of those that belong to the current holder."""
        return cover_page(agent=None if len(self._parties) < 2 else bool(self.current and self.current.agent))

    def _has_a_part(self, card: Card) -> bool:
        return any(_is_of(card, party) for party in self._parties) or any(_alike(card, each) for each in self._beside)


def cover_page(*, agent: bool | None = None) -> CoverPage:
    """Returns the page. `agent`: whether the agent's card is needed, or the applicant's; None where there is but one
    person."""
    text = _("Your entries are covered. With your card on the reader you go on where you were.")
    if agent is not None:
        text = (
            _("This page needs the card of the person who applies on the applicant's behalf.")
            if agent
            else _("This page needs the applicant's card.")
        )
    return CoverPage(_("Please place your card again"), text=text, seconds=COVER_SECONDS, back=False)


def _is_of(card: Card, holder: PageHolder) -> bool:
    return holder.card is not None and _alike(card, holder.card)


def _alike(card: Card, other: Card) -> bool:
    """Returns whether both are of the same person. By the ID number, where both tell one; else by the card's own."""
    if card.number and other.number:
        return card.number == other.number
    return (card.kind, card.card_number, card.name) == (other.kind, other.card_number, other.name)
