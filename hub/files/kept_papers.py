"""Papers that a kiosk kept when their case was handed in, as the hub was away or the line slow: they follow piece by
piece from its outbox."""

from base64 import b64decode
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from contract.cases import case_code
from contract.channels import Acknowledgement
from contract.text import plural_text, text
from contract.uploads import FilePiece, KeptPiece, split_piece_id
from hub.cases.actors import Actor
from hub.cases.models import Event
from hub.cases.timeline import add_timeline_entry
from hub.core.problems import RequestRefused, refused_field
from hub.files.models import PaperPage, PartialUpload, UploadSession
from hub.files.uploading import OtherOffset, Piece, receive_piece
from hub.kiosks.models import Kiosk


def receive_kept(piece: KeptPiece, kiosk: Kiosk, now: datetime) -> Acknowledgement:
    """Takes a piece; sent again it changes nothing. Raises Refused, not for good where something has to come first."""
    session = UploadSession.objects.filter(pk=piece.upload).select_related("case").first()
    if session is None:
        raise RequestRefused(409, text("The application of this paper is not here yet."), for_good=False)
    if session.kiosk_id != kiosk.pk or session.supplement_id is not None:
        raise RequestRefused(404)
    before = session.pages.count()
    try:
        done = receive_piece(session, decode_piece(piece), now, from_kiosk=True).done
    except OtherOffset as other:
        if other.offset < piece.offset:
            raise RequestRefused(409, text("The part before this one is not here yet."), for_good=False) from None
        done = False
    except RequestRefused as refused:
        if refused.problem.status == 422:
            _note_unreadable(session, kiosk, now)
        raise
    if done:
        _note_arrival(session, session.pages.count() - before, kiosk, now)
    return Acknowledgement(id=piece.id, code=case_code(piece.upload))


def decode_piece(piece: FilePiece) -> Piece:
    """Raises Refused."""
    try:
        content = b64decode(piece.content, validate=True)
    except ValueError:
        raise refused_field("content", "not_base64", text("This file is damaged and cannot be read.")) from None
    return Piece(piece.file, piece.position, piece.size, piece.offset, content)


def list_received(pieces: Collection[UUID]) -> set[UUID]:
    """Returns those of these pieces that are here, or whose file is."""
    places = {piece: split_piece_id(piece) for piece in pieces}
    files = {file for file, _offset in places.values()}
    whole = set(PaperPage.objects.filter(source__in=files).values_list("source", flat=True))
    parts = dict(PartialUpload.objects.filter(pk__in=files).values_list("pk", "received"))
    return {piece for piece, (file, offset) in places.items() if file in whole or offset < parts.get(file, 0)}


def _note_arrival(session: UploadSession, count: int, kiosk: Kiosk, now: datetime) -> None:
    if session.case and count > 0:
        note = plural_text(
            "{count} page of papers followed from the kiosk.", "{count} pages of papers followed from the kiosk.", count
        )
        add_timeline_entry(session.case, Event.PAPER_RECEIVED, Actor(kiosk=kiosk), now, note)


def _note_unreadable(session: UploadSession, kiosk: Kiosk, now: datetime) -> None:
    if session.case:
        note = text("A paper that followed from the kiosk cannot be read; please ask for it.")
        add_timeline_entry(session.case, Event.PAPER_RECEIVED, Actor(kiosk=kiosk), now, note, public=False)
