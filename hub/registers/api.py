"""Registers, as kiosks have them asked. Every look-up is on record with its ground."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract.registers import LicenceWanted
from contract.uploads import UploadProgress
from hub.files.sessions import get_own_session, progress_of
from hub.kiosks import rate_limits
from hub.kiosks.auth import kiosk_asking
from hub.registers.licences import attach_licence
from hub.residents.services import get_registered

router = Router(tags=["registers"])


@router.post("uploads/{upload}/licences", response=UploadProgress)
def fetch_licence(request: HttpRequest, upload: UUID, body: LicenceWanted) -> UploadProgress:
    """Has the licence service give a copy of this paper, with the consent of the person whose card lies on the reader;
    its pages are then a part of the upload."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_lookup(kiosk, now)
    session = get_own_session(kiosk, upload)
    resident = get_registered(body.person, "person", now)
    attach_licence(session, resident, body, kiosk, now)
    return progress_of(session, timezone.now())
