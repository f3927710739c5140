from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract.kiosks import Enrolled, Enrolment
from hub.core.problems import RequestRefused
from hub.kiosks import services
from hub.kiosks.rate_limits import consume

router = Router(tags=["kiosks"])
WRONG_CODES = 60  # an hour; a code has 12 characters of 32, so that none is found so


@router.post("kiosks/enrol", response=Enrolled, auth=None)
def enrol(request: HttpRequest, enrolment: Enrolment) -> Enrolled:
    """Enrols a new kiosk, which hands in the code that staff made for it and gets its token, this once.

    Wrong codes are counted, wherever they come from; beyond a number an hour they leave no trace. A right one works.
    """
    now = timezone.now()
    try:
        return services.enrol(enrolment.code, now)
    except RequestRefused:
        consume("enrol kiosk", WRONG_CODES, now)
        raise
