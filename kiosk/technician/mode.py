"""The page of the service mode: maintenance with a notice, locked, or open."""

from contract.forms import Field, FieldKind
from contract.kiosks import Mode
from contract.text import Text
from kiosk.pages.kinds import FormPage, MessagePage
from kiosk.pages.language import N_, _
from kiosk.pages.page_parts import Choice, FilledField, Tone
from kiosk.pages.ui import Back
from kiosk.pages.wording import closed_text, in_all_languages
from kiosk.technician.context import TechnicianContext
from kiosk.technician.disk_words import disk_words


def mode_words(mode: Mode) -> str:
    return {
        Mode.OPEN: _("In service"),
        Mode.LOCKED: _("Locked"),
        Mode.MAINTENANCE: _("Under maintenance"),
    }[mode]


def change_mode(tech: TechnicianContext) -> None:
    """Shows the mode and changes it. Raises Back."""
    while True:
        state = tech.service_mode.state
        text = mode_words(state.mode)
        if state.mode is not Mode.OPEN:
            text += "\n" + closed_text(state.mode, state.reason)
        if tech.service_mode.blocked_reason:
            tech.tell(_("Service status"), text, tone=Tone.TROUBLE)
            return
        key = tech.ask(MessagePage(_("Service status"), text, choices=_choices(state.mode), tone=_tone(state.mode)))
        if key == Mode.OPEN:
            _change(tech, Mode.OPEN, None)
        else:
            _close(tech, Mode(key))
        tech.hub_link.heartbeat.wake()


def _choices(mode: Mode) -> tuple[Choice, ...]:
    all_ = (
        Choice(Mode.OPEN, _("Take into service"), icon="good"),
        Choice(Mode.MAINTENANCE, _("Maintenance"), _("With a notice for residents"), "settings"),
        Choice(Mode.LOCKED, _("Lock"), _("Out of service until it is unlocked"), "shield"),
    )
    return tuple(choice for choice in all_ if choice.key != mode)


def _tone(mode: Mode) -> Tone:
    return Tone.GOOD if mode is Mode.OPEN else Tone.TROUBLE


def _close(tech: TechnicianContext, mode: Mode) -> None:
    notice = Field(
        key="notice", label=in_all_languages(N_("Notice")), kind=FieldKind.LONG_TEXT, required=False, max_length=120
    )
    page = FormPage(
        mode_words(mode),
        (FilledField(_("Notice"), notice, help=_("What residents read. Left empty: the usual words.")),),
        _("Out of service now"),
    )
    try:
        words = str(tech.ask(page).get("notice", "")).strip()
    except Back:
        return
    _change(tech, mode, Text.plain(words) if words else None)


def _change(tech: TechnicianContext, mode: Mode, reason: Text | None) -> None:
    try:
        tech.service_mode.change(mode, reason)
    except OSError as error:
        tech.tell(_("It was not saved"), disk_words(error), tone=Tone.TROUBLE)
