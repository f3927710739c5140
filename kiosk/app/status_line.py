"""The small sign on the attract page that tells staff what needs them, in a few words."""

from collections import Counter
from collections.abc import Mapping

from devices.base import Condition, Fault, PaperLevel, Status
from kiosk import clock
from kiosk.diagnostics.device_words import fault_words, kind_words
from kiosk.pages.language import _, ngettext
from kiosk.storage.disk_room import DiskState

_MOST = 3  # signs; of the others only how many there are


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


def _what(status: Status) -> str:
    if status.condition is Condition.FAULT:
        return fault_words(status.fault or Fault.INTERNAL).rstrip(".。")
    return _("Paper low") if status.paper is PaperLevel.LOW else ""
