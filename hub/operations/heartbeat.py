"""The heartbeat: what a kiosk reports and what it is answered."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract.kiosks import Heartbeat, HeartbeatAnswer
from hub.audit.witness import shared_line
from hub.catalogue.selectors import current_version
from hub.channels.notices import for_everybody
from hub.core.clock import check_moment, local_day
from hub.kiosks.alarms import note
from hub.kiosks.auth import KioskToken, kiosk_asking
from hub.kiosks.capabilities import Capability
from hub.kiosks.commands import pending, take_answers
from hub.kiosks.epochs import marks
from hub.kiosks.instances import note_instance
from hub.kiosks.models import Kiosk
from hub.kiosks.series import letters_for
from hub.kiosks.tokens import next_token

router = Router(tags=["kiosks"])
_MOST = 2**62  # what a column of the database holds


def take_heartbeat(kiosk: Kiosk, report: Heartbeat, now: datetime) -> HeartbeatAnswer:
    """Keep what the kiosk says of itself. Raises Refused where its clock cannot be right."""
    check_moment(report.at, "at")
    twin = report.health is not None and note_instance(kiosk, report.health.instance, now)
    Kiosk.objects.filter(pk=kiosk.pk).update(
        seen_at=now,
        clock_ahead=max(-(2**31), min(2**31 - 1, round((report.at - now).total_seconds()))),
        software=report.version,
        mode=report.mode.value,
        outbox=_clamp_count(report.outbox),
        refused=_clamp_count(report.refused),
        unsafe=report.health.unsafe if report.health else 0,
        devices=[device.model_dump(mode="json") for device in report.devices],
    )
    note(kiosk, report, now, twin=twin)
    take_answers(kiosk, report.answers, now)
    return HeartbeatAnswer(
        now=now,
        catalogue=current_version(),
        series=(report.series or "") if twin else letters_for(kiosk, report.series),
        commands=pending(kiosk, now),
        notices=for_everybody(kiosk, local_day(now)).version,
        witness=shared_line(now),
        token=next_token(kiosk, report.rotates, now),
        marks=marks(now, twin) if report.health else None,
        nameless_numbers_a_minute=settings.NAMELESS_NUMBERS_A_MINUTE,
    )


def _clamp_count(told: int | None) -> int | None:
    return None if told is None else max(0, min(_MOST, told))


@router.post("kiosks/heartbeat", response=HeartbeatAnswer, exclude_defaults=True, auth=KioskToken(Capability.REPORT))
def heartbeat(request: HttpRequest, report: Heartbeat) -> HeartbeatAnswer:
    """A kiosk tells how it is, and hears the time, the catalogue's version, and what it is to do."""
    return take_heartbeat(kiosk_asking(request), report, timezone.now())
