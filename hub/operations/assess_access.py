"""Points of the checklist about who gets at whose data, and who is told."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hub.alerts.models import KINDS, AlertRecipient, AlertState
from hub.catalogue.areas import ROOT
from hub.kiosks.models import Kiosk
from hub.notify.models import MessageChannel
from hub.notify.readiness import find_lack
from hub.staff.models import Role, StaffProfile
from hub.staff.owners import confidential_without_reader

_LATELY = timedelta(days=7)


def _cards_shown(now: datetime) -> str:
    rows = Kiosk.objects.filter(revoked_at=None, unproved_at__gte=now - _LATELY)
    names = ", ".join(rows.values_list("name", flat=True))
    return f"read or wrote personal data without showing that the card was there; upgrade: {names}" if names else ""


def _three_administrators(now: datetime) -> str:
    """Returns which administrators are missing. After an upgrade there are system administrators alone: nobody opens
    accounts, nobody reads the audit log."""
    there = set(StaffProfile.objects.filter(user__is_active=True).values_list("role", flat=True))
    missing = [name for name, role in ADMINISTRATOR_ROLES.items() if role not in there]
    commands = "; ".join(f"python -m hub admin NAME --role {name}" for name in missing)
    return f"no administrator of {' and '.join(missing)}: {commands}" if missing else ""


def _confidential(now: datetime) -> str:
    codes = ", ".join(confidential_without_reader())
    return f"nobody may open cases of: {codes}; name an owner or readers, or: python -m hub seed" if codes else ""


def _message_channels(now: datetime) -> str:
    """Returns the channels that lack something. Without a secret a gateway cannot tell our messages from another's, nor
    we its reports: nothing is sent."""
    rows = [(row.kind, find_lack(row)) for row in MessageChannel.objects.filter(active=True)]
    lacking = ", ".join(f"{kind} has no {lack}" for kind, lack in rows if lack)
    return f"residents are not told: {lacking}" if lacking else ""


def _alarm_recipients(now: datetime) -> str:
    """Returns which alarms nobody outside the hub is told of, anywhere in the city; else whom the newest message did
    not reach."""
    recipients = AlertRecipient.objects.filter(active=True)
    kinds = {str(kind) for kind, _name in KINDS}
    covered = [set(row.kinds) or kinds for row in recipients if row.area_id == ROOT]
    missing = ", ".join(sorted(kinds.difference(*covered)))
    lost = ", ".join(row.name for row in recipients if _is_out_of_reach(row))
    if missing:
        return f"nobody is told of alarms of these kinds: {missing}"
    return f"the last message did not reach: {lost}" if lost else ""


def _is_out_of_reach(recipient: AlertRecipient) -> bool:
    ended = recipient.deliveries.filter(state__in=(AlertState.SENT, AlertState.GIVEN_UP)).order_by("-ended_at")
    return ended.values_list("state", flat=True).first() == AlertState.GIVEN_UP


ADMINISTRATOR_ROLES = {"system": Role.ADMINISTRATOR, "security": Role.SECURITY, "audit": Role.AUDITOR}
ACCESS_CHECKS: dict[str, Callable[[datetime], str]] = {
    "alarm recipients": _alarm_recipients,
    "cards shown": _cards_shown,
    "confidential items": _confidential,
    "message channels": _message_channels,
    "three administrators": _three_administrators,
}
