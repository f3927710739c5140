"""The way for a telephone, as kiosks open it, follow it and end it."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract.cases import CaseDetail, read_case_code
from contract.channels import Acknowledgement
from contract.paper_checks import PaperCheck
from contract.uploads import (
    FilePiece,
    FileReceived,
    KeptPiece,
    SupplementOpening,
    UploadLink,
    UploadOpening,
    UploadProgress,
)
from hub.cases import selectors
from hub.cases.actors import Actor
from hub.files import sessions, uploading
from hub.files.handing_in import hand_in_supplement
from hub.files.kept_papers import decode_piece, receive_kept
from hub.files.paper_checks import record_check
from hub.kiosks import rate_limits
from hub.kiosks.auth import kiosk_asking
from hub.kiosks.gate import Claim, Proof, get_own

router = Router(tags=["uploads"])


@router.post("uploads", response=UploadLink)
def open_upload(request: HttpRequest, opening: UploadOpening) -> UploadLink:
    """Opens the way for the papers of an item, for ten minutes; again, a new link in place of the one before."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_write(kiosk, now)
    version = sessions.find_version(opening.item, opening.item_version)
    return sessions.open_session(kiosk, opening.id, version, None, opening.locale, now)


@router.post("uploads/supplement", response=UploadLink)
def open_supplement(request: HttpRequest, opening: SupplementOpening) -> UploadLink:
    """Open a way for the papers that a case lacks, for one who shows the number, or knows its last four."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_write(kiosk, now)
    if opening.number:
        rate_limits.consume_lookup(kiosk, now)
    proof = Proof.NUMBER if opening.number else Proof.LAST_FOUR
    claim = Claim("case", read_case_code(opening.code or "") or "", proof, "open supplement")
    case = get_own(claim, lambda: selectors.own_case(opening), kiosk, now)
    supplement = sessions.find_supplement(case)
    return sessions.open_session(kiosk, opening.id, case.item_version, supplement, opening.locale, now)


@router.post("paper-checks", response=Acknowledgement)
def check_papers(request: HttpRequest, check: PaperCheck) -> Acknowledgement:
    """Keeps what somebody was told that they lack, before they apply. Sent again it gets the first answer."""
    kiosk = kiosk_asking(request)
    rate_limits.consume_write(kiosk, timezone.now())
    return record_check(check, kiosk)


@router.get("uploads/{upload}", response=UploadProgress)
def read_progress(request: HttpRequest, upload: UUID) -> UploadProgress:
    """Returns what has come so far."""
    return sessions.progress_of(sessions.get_own_session(kiosk_asking(request), upload), timezone.now())


@router.post("uploads/{upload}/pieces", response=FileReceived)
def receive_piece(request: HttpRequest, upload: UUID, body: FilePiece) -> FileReceived:
    """Takes a part of a file that the kiosk itself has, as from a scanner; with the last one its pages. One that begins
    elsewhere is answered by where the hub stands."""
    session = sessions.get_own_session(kiosk_asking(request), upload)
    try:
        received = uploading.receive_piece(session, decode_piece(body), timezone.now())
    except uploading.OtherOffset as other:
        return FileReceived(offset=other.offset, done=False)
    return FileReceived(offset=received.offset, done=received.done)


@router.post("kept-papers", response=Acknowledgement)
def receive_kept_piece(request: HttpRequest, body: KeptPiece) -> Acknowledgement:
    """Takes a part of a file that the kiosk kept when its case was handed in. Sent again it changes nothing."""
    return receive_kept(body, kiosk_asking(request), timezone.now())


@router.post("uploads/{upload}/end", response=UploadProgress)
def end_upload(request: HttpRequest, upload: UUID) -> UploadProgress:
    """Close the link of a visit that has ended: it takes nothing any more."""
    now = timezone.now()
    session = sessions.get_own_session(kiosk_asking(request), upload)
    sessions.end_session(session, now)
    session.refresh_from_db()
    return sessions.progress_of(session, now)


@router.post("uploads/{upload}/hand-in", response=CaseDetail)
def hand_in(request: HttpRequest, upload: UUID) -> CaseDetail:
    """Add what has come to the papers that the case lacked; with the last one its limits go on."""
    kiosk = kiosk_asking(request)
    case = hand_in_supplement(sessions.get_own_session(kiosk, upload), Actor(kiosk=kiosk), timezone.now())
    return selectors.own_detail(case)
