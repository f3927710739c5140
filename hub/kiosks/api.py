from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract.kiosks import Enrolled, Enrolment, Heartbeat, HeartbeatAnswer
from hub.core.problems import Refused
from hub.kiosks import services
from hub.kiosks.auth import kiosk_asking
from hub.kiosks.tries import spend

router = Router(tags=["kiosks"])
WRONG_CODES = 60  # an hour; a code has 12 characters of 32, so that none is found so


@router.post("kiosks/heartbeat", response=HeartbeatAnswer, exclude_defaults=True)
def heartbeat(request: HttpRequest, report: Heartbeat) -> HeartbeatAnswer:
    """A kiosk tells how it is, and hears the time, the catalogue's version, and what it is to do."""
    return services.take_heartbeat(kiosk_asking(request), report, timezone.now())


@router.post("kiosks/enrol", response=Enrolled, auth=None)
def enrol(request: HttpRequest, enrolment: Enrolment) -> Enrolled:
    """A new kiosk hands in the code that staff made for it, and gets its token, this once.

    Wrong codes are counted, wherever they come from; beyond a number an hour they leave no trace. A right one works.
    """
    now = timezone.now()
    try:
        return services.enrol(enrolment.code, now)
    except Refused:
        spend("enrol kiosk", WRONG_CODES, now)
        raise
