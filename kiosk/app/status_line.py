"""What does not work today: for staff by device, in the status of the kiosk; for residents what they cannot do, on the
first page."""

from collections import Counter
from collections.abc import Mapping

from devices.base import Condition, Fault, PaperLevel, Status
from kiosk import clock
from kiosk.diagnostics.device_words import fault_words, kind_words
from kiosk.pages.language import _, ngettext
from kiosk.storage.disk_room import DiskState

_MOST = 3  # signs; of the others only how many there are
_READERS, _PRINTERS = ("card_reader",), ("printer", "ticket_dispenser")


def own_signs(disk: DiskState, *, twin: bool, missing: bool) -> tuple[str, ...]:
    """Returns what is wrong with the kiosk itself. `twin`: another one has its identity; `missing`: entries are lost
    that waited for the hub."""
    signs = (
        (_("The disk is full"), disk is DiskState.FULL),
        (_("Clock wrong"), clock.is_wrong()),
        (_("Another kiosk has this identity"), twin),
        (_("Entries lost"), missing),
    )
    return tuple(sign for sign, is_so in signs if is_so)


def status_line(
    kinds: Mapping[str, str], statuses: Mapping[str, Status], hub_away: bool, own: tuple[str, ...] = ()
) -> str:
    """Returns the line; "" where all is well."""
    alike = Counter(kinds.values())
    signs = [*own, _("No connection")] if hub_away else [*own]
    for name, status in statuses.items():
        kind = kinds.get(name, "")
        device = kind_words(kind) if alike[kind] == 1 else f"{kind_words(kind)} {name}"
        if wrong := _what(status):
            signs.append(_("{device}: {what}").format(device=device, what=wrong))
    more = len(signs) - _MOST
    if more > 0:
        signs[_MOST:] = [ngettext("and {count} more", "and {count} more", more).format(count=more)]
    return " · ".join(signs)


def residents_line(kinds: Mapping[str, str], statuses: Mapping[str, Status], hub_away: bool) -> str:
    """Returns what cannot be done here just now, and what to do instead; "" where all can be."""
    by_kind = [(kinds.get(name, ""), status.condition) for name, status in statuses.items()]
    sentences = (
        (_("Cards cannot be read here just now: please go to the counter."), _is_out(_READERS, by_kind)),
        (
            _("Nothing can be printed here just now: for a queue number, ask at the counter."),
            _is_out(_PRINTERS, by_kind),
        ),
        (_("The network is down. What you hand in is kept, and sent on by itself."), hub_away),
    )
    return "\n".join(sentence for sentence, is_so in sentences if is_so)


def _is_out(kinds: tuple[str, ...], by_kind: list[tuple[str, Condition]]) -> bool:
    """Returns whether there are devices of these kinds, and all are in a fault."""
    conditions = [condition for kind, condition in by_kind if kind in kinds]
    return bool(conditions) and all(condition is Condition.FAULT for condition in conditions)


def _what(status: Status) -> str:
    if status.condition is Condition.FAULT:
        return fault_words(status.fault or Fault.INTERNAL).rstrip(".。")
    return _("Paper low") if status.paper is PaperLevel.LOW else ""
