"""The pages that ask for the technician's PIN, change it, and enrol and remove technicians' cards."""

import logging
from math import ceil

from contract.forms import Field, FieldKind
from devices.base import Card, DeviceError
from kiosk.pages.form_filling import fill_field
from kiosk.pages.kinds import CardPage, FormPage, ListPage
from kiosk.pages.language import N_, _, ngettext
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.pages.technician_kinds import PinPage
from kiosk.pages.ui import Back
from kiosk.pages.wording import in_all_languages
from kiosk.technician.context import TechnicianContext
from kiosk.technician.disk_words import disk_words
from kiosk.technician.pin import LEAST, MOST, acceptable

log = logging.getLogger(__name__)

_SEEN = "card"  # no PIN: those are digits
_LONGEST_NAME = 20


def admit(tech: TechnicianContext) -> None:
    """Returns once the right PIN was typed. A technician's card alone opens nothing. Raises Back."""
    problem = ""
    while True:
        _leave_if_closed(tech)
        name = tech.keys.cards.name_of(tech.devices.cards())
        digits = tech.ask(_pin_page(name, problem), until=lambda: _newly_seen(tech, name))  # noqa: B023  # over by then
        if digits == _SEEN:
            continue
        if tech.keys.pin.check(digits):
            log.info("a technician has entered %s", "with a card" if name else "without a card")
            tech.devices.forget_card()
            return
        problem = _("This PIN is wrong. After five wrong ones in a row you have to wait.")


def _pin_page(name: str, problem: str) -> PinPage:
    text = _("Enter the technician's PIN.")
    if name:
        text = _("This is the card “{name}”.").format(name=name) + "\n" + text
    return PinPage(_("Technician"), text, _("Enter"), problem)


def _newly_seen(tech: TechnicianContext, name: str) -> str | None:
    return _SEEN if not name and tech.keys.cards.name_of(tech.devices.cards()) else None


def _leave_if_closed(tech: TechnicianContext) -> None:
    """Tells the reason where nobody may enter. Raises Back then."""
    if tech.keys.pin.damaged:
        text = _("The file with the PIN cannot be read. Reset the PIN from the command line, as root.")
        tech.tell(_("Locked"), text, tone=Tone.TROUBLE)
        raise Back
    locked = tech.keys.pin.wait()
    if locked > 0:
        minutes = ceil(locked / 60)
        text = ngettext(
            "After several wrong PINs nobody can enter for {count} minute.",
            "After several wrong PINs nobody can enter for {count} minutes.",
            minutes,
        ).format(count=minutes)
        tech.tell(_("Locked"), text, tone=Tone.TROUBLE)
        raise Back


def change_pin(tech: TechnicianContext) -> None:
    """Changes the PIN. Raises Back where the old one is kept."""
    problem = ""
    while True:
        text = _("Choose a new PIN of {least} to {most} digits.").format(least=LEAST, most=MOST)
        new = tech.ask(PinPage(_("New PIN"), text, _("Continue"), problem))
        if not acceptable(new):
            problem = _("This PIN is too easy to guess, or of the wrong length.")
        elif tech.ask(PinPage(_("New PIN"), _("Enter the new PIN once more."), _("Save"))) != new:
            problem = _("The two were not the same. Please choose again.")
        else:
            _keep(tech, new)
            tech.tell(_("The PIN was changed"), _("It counts from now on."), tone=Tone.GOOD)
            return


def _keep(tech: TechnicianContext, pin: str) -> None:
    try:
        tech.keys.pin.change(pin)
    except OSError as error:
        tech.tell(_("It was not saved"), disk_words(error), tone=Tone.TROUBLE)
        raise Back from None


def show_keys(tech: TechnicianContext) -> None:
    """Shows the PIN's page, and the cards that may take the place of the gesture. Raises Back."""
    while True:
        key = tech.ask(ListPage(_("PIN and cards"), _rows(tech)))
        try:
            if key == "pin":
                change_pin(tech)
            elif key == "enrol":
                enrol_card(tech)
            else:
                remove_card(tech, key.removeprefix("card:"))
        except Back:
            continue


def _rows(tech: TechnicianContext) -> tuple[ListRow, ...]:
    cards = tuple(
        ListRow(_("Card “{name}”").format(name=name), _("Opens the page for the PIN"), key=f"card:{name}")
        for name in tech.keys.cards.names
    )
    return (
        ListRow(_("PIN"), _("Change the technician's PIN"), key="pin"),
        *cards,
        ListRow(_("Enrol a card"), _("With it and the PIN a technician comes in"), key="enrol"),
    )


def enrol_card(tech: TechnicianContext) -> None:
    """Enrols a card. Raises Back."""
    card = _read(tech)
    tech.devices.forget_card()
    name = Field(
        key="name", label=in_all_languages(N_("Whose card is it?")), kind=FieldKind.TEXT, max_length=_LONGEST_NAME
    )
    page = FormPage(_("Enrol a card"), (fill_field(name),), _("Save"))
    try:
        tech.keys.cards.enrol(card, str(tech.ask(page)["name"]).strip())
    except (OSError, ValueError) as error:
        text = disk_words(error) if isinstance(error, OSError) else _("This card cannot be used. Try another one.")
        tech.tell(_("It was not saved"), text, tone=Tone.TROUBLE)
        raise Back from None
    tech.tell(_("It is saved"), _("This card and the PIN let a technician in."), tone=Tone.GOOD)


def _read(tech: TechnicianContext) -> Card:
    """Returns the next card that is placed on any reader. Raises Back."""
    problem = ""
    while True:
        page = CardPage(_("Enrol a card"), _("Place the technician's card on the reader."), problem)
        try:
            card = tech.ask(page, until=tech.devices.card)
        except DeviceError:
            problem = _("This card cannot be read. Place it again.")
            continue
        if isinstance(card, Card):
            return card


def remove_card(tech: TechnicianContext, name: str) -> None:
    """Removes a card. Raises Back."""
    text = _("The card opens the page for the PIN no more.")
    tech.tell(_("Card “{name}”").format(name=name), text, Choice("remove", _("Remove it")), back=True)
    try:
        tech.keys.cards.remove(name)
    except OSError as error:
        tech.tell(_("It was not saved"), disk_words(error), tone=Tone.TROUBLE)
        raise Back from None
