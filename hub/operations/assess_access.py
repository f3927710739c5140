"""Points of the checklist about who gets at whose data, and who is told."""

from collections.abc import Callable
from datetime import datetime, timedelta

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


ADMINISTRATOR_ROLES = {"system": Role.ADMINISTRATOR, "security": Role.SECURITY, "audit": Role.AUDITOR}
ACCESS_CHECKS: dict[str, Callable[[datetime], str]] = {
    "cards shown": _cards_shown,
    "confidential items": _confidential,
    "message channels": _message_channels,
    "three administrators": _three_administrators,
}
