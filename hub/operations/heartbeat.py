"""The heartbeat: what a kiosk reports and what it is answered."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from contract.kiosks import Heartbeat, HeartbeatAnswer
from hub.audit.witness import shared_line
from hub.channels.notices import version_for_everybody
from hub.core.clock import check_moment, local_day
from hub.core.json_response import json_answer
from hub.core.keys import Suite
from hub.kiosks.alarms import is_answered, note
from hub.kiosks.auth import KioskToken, kiosk_asking
from hub.kiosks.capabilities import Capability
from hub.kiosks.commands import pending, take_answers
from hub.kiosks.epochs import marks
from hub.kiosks.instances import note_instance
from hub.kiosks.models import Kiosk
from hub.kiosks.series import letters_of
from hub.kiosks.tokens import next_token
from hub.operations.heartbeat_row import note_report
from hub.queues.lobby import describe_lobby

router = Router(tags=["kiosks"])


def take_heartbeat(kiosk: Kiosk, report: Heartbeat, now: datetime) -> HeartbeatAnswer:
    """Records what the kiosk says of itself. Raises Refused where its clock cannot be right."""
    check_moment(report.at, "at")
    today = local_day(now)
    row, noted = note_report(kiosk, report, today, now)
    twin = report.health is not None and note_instance(row, report.health.instance, now)
    note(kiosk, report, now, twin=twin, any_open=noted.has_alarms)
    take_answers(kiosk, report.answers, now)
    return HeartbeatAnswer(
        now=now,
        catalogue=noted.catalogue or "",
        series=(report.series or "") if twin else letters_of(row, report.series),
        commands=pending(kiosk, now) if noted.has_commands else (),
        notices=version_for_everybody(kiosk, today, noted.notice_ids or ""),
        witness=shared_line(now),
        token=next_token(row, report.rotates, now),
        marks=marks(now, twin, (noted.timeline, noted.synchronous)) if report.health else None,
        crypto="sm" if report.national and settings.HUB_CRYPTO is Suite.SM else "",
        staff_coming=is_answered(kiosk, report),
        **(_limits() if report.health else {}),  # a kiosk of an earlier release knows none of them
        lobby=describe_lobby(row.site_id, now, noted.queues or "") if report.health else None,
    )


def _limits() -> dict[str, int]:
    """Returns the limits for numbers that a kiosk issues while the hub is away."""
    return {
        "nameless_numbers_a_minute": settings.NAMELESS_NUMBERS_A_MINUTE,
        "one_number_minutes": settings.ONE_NUMBER_MINUTES,
    }


@router.post("kiosks/heartbeat", response=HeartbeatAnswer, exclude_defaults=True, auth=KioskToken(Capability.REPORT))
def heartbeat(request: HttpRequest, report: Heartbeat) -> HttpResponse:
    """Takes how a kiosk is, and tells it the time, the catalogue's version, and what it is to do."""
    return json_answer(take_heartbeat(kiosk_asking(request), report, timezone.now()), whole=False)
