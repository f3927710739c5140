"""Points of the checklist about who gets at whose data."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hub.kiosks.models import Kiosk
from hub.staff.owners import confidential_without_reader

_LATELY = timedelta(days=7)


def _cards_shown(now: datetime) -> str:
    rows = Kiosk.objects.filter(revoked_at=None, unproved_at__gte=now - _LATELY)
    names = ", ".join(rows.values_list("name", flat=True))
    return f"read or wrote personal data without showing that the card was there; upgrade: {names}" if names else ""


def _confidential(now: datetime) -> str:
    codes = ", ".join(confidential_without_reader())
    return f"nobody may open cases of: {codes}; name an owner or readers, or: python -m hub seed" if codes else ""


ACCESS_CHECKS: dict[str, Callable[[datetime], str]] = {
    "cards shown": _cards_shown,
    "confidential items": _confidential,
}
