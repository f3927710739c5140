from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.throttling import AnonRateThrottle

from contract.kiosks import Enrolled, Enrolment, Heartbeat, HeartbeatAnswer
from hub.kiosks import services
from hub.kiosks.auth import kiosk_asking

router = Router(tags=["kiosks"])


@router.post("kiosks/heartbeat", response=HeartbeatAnswer, exclude_defaults=True)
def heartbeat(request: HttpRequest, report: Heartbeat) -> HeartbeatAnswer:
    """A kiosk tells how it is, and hears the time, the catalogue's version, and what it is to do."""
    return services.take_heartbeat(kiosk_asking(request), report, timezone.now())


@router.post("kiosks/enrol", response=Enrolled, auth=None, throttle=[AnonRateThrottle("20/m")])
def enrol(request: HttpRequest, enrolment: Enrolment) -> Enrolled:
    """A new kiosk hands in the code that staff made for it, and gets its token, this once."""
    return services.enrol(enrolment.code, timezone.now())
