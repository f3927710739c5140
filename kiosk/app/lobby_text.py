"""What the first page tells of the centre: its hours of today, and how many wait for what."""

from collections.abc import Iterable

from contract.catalogue import Service
from contract.kiosks import Lobby, OpenHours
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import ListRow
from kiosk.pages.wording import waiting_now

_MOST = 6  # services by name; the others together


def hours_text(lobby: Lobby | None) -> str:
    """Returns `Open today 09:00–12:00, 14:00–17:00`; "" where nobody knows."""
    if lobby is None or lobby.hours is None:
        return ""
    if not lobby.hours:
        return _("The counters are closed today")
    return _("Open today {hours}").format(hours=_(", ").join(map(_span, lobby.hours)))


def waiting_title(lobby: Lobby | None) -> str:
    """Returns the heading of the waits; "" where nobody knows."""
    if lobby is None or lobby.hours == ():
        return ""
    return _("Waiting now") if lobby.waits or lobby.others else _("Nobody is waiting at the counters now")


def waiting_rows(lobby: Lobby | None, services: Iterable[Service]) -> tuple[ListRow, ...]:
    """Returns how many wait for which service, in the catalogue's order."""
    if lobby is None or lobby.hours == ():
        return ()
    waits = {wait.service: wait for wait in lobby.waits}
    named = [(service, waits.pop(service.code)) for service in services if service.code in waits]
    rows = [
        ListRow(service.name.in_locale(language()), waiting_now(wait.people, wait.minutes))
        for service, wait in named[:_MOST]
    ]
    others = lobby.others + sum(wait.people for wait in waits.values()) + sum(w.people for _s, w in named[_MOST:])
    return (*rows, ListRow(_("Other services"), waiting_now(others, None))) if others else tuple(rows)


def _span(hours: OpenHours) -> str:
    return f"{hours.opens:%H:%M}–{hours.closes:%H:%M}"
