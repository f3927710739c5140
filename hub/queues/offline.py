"""When a number was given that a kiosk gave while the hub was away, and what of it staff are told."""

from datetime import datetime

from contract.tickets import OfflineIssue
from hub.audit.services import record
from hub.kiosks.alarms import raise_once
from hub.kiosks.models import AlarmKind, Kiosk
from hub.kiosks.moments import judge_moment
from hub.kiosks.sites import day_at


def judge_offline(offline: OfflineIssue, kiosk: Kiosk, now: datetime) -> datetime:
    """Returns when it was given, by the kiosk's clock and the hub's. One of an earlier day stands no longer in a queue:
    staff are told, as its holder may be in the hall."""
    issued_at = judge_moment(offline.issued_at, offline.machine_at, kiosk, now)
    if day_at(kiosk.site_id, issued_at) < day_at(kiosk.site_id, now):
        raise_once(kiosk, AlarmKind.LATE, offline.number, f"{offline.issued_at:%Y-%m-%d %H:%M}", now)
        record(kiosk, "take late number", f"ticket {offline.number}", {"issued_at": issued_at.isoformat()})
    return issued_at
