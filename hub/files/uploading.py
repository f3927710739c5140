"""A file comes in pieces, each once: one that is lost is sent again from where the hub stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from contract.text import Text, text
from contract.uploads import LARGEST_FILE
from hub.audit.services import record
from hub.core.content_seal import make_content_key, open_content, seal_content
from hub.core.problems import RequestRefused, refused_field
from hub.files.checking import render_checked
from hub.files.content import keep_content
from hub.files.models import PaperPage, PartialUpload, UploadSession
from hub.files.sessions import is_open, papers_of
from hub.files.storage import delete_objects, read_object, refuse_while_away, write_object

LARGEST_PIECE = 512 * 1024  # bytes
MOST_PAGES = 100  # of all papers in one visit
MOST_BYTES = 200_000_000  # of all files begun in one visit


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file of `size` bytes, from `offset` on; `upload` is the telephone's id of the file."""

    upload: UUID
    position: int
    size: int
    offset: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """Where the hub stands: how much of the file it has, and whether it is taken."""

    offset: int
    done: bool


@dataclass(frozen=True, slots=True)
class FilePages:
    """The pages of a file, for the paper at `position`. `origin`: where it came from, if not from the resident."""

    position: int
    pages: list[bytes]
    origin: Mapping[str, str] | None = None
    upload: PartialUpload | None = None


class OtherOffset(Exception):
    """The piece begins elsewhere than where the hub stands."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def receive_piece(session: UploadSession, piece: Piece, now: datetime, *, from_kiosk: bool = False) -> Received:
    """Takes a piece, and with the last one the file; one `from_kiosk` also when the visit is over. Raises OtherOffset;
    Refused, after which nothing of the file is left here."""
    if not from_kiosk:
        check_open(session, now)
    _check_piece(session, piece)
    with refuse_while_away():
        upload = _add(session, piece, now)
        if upload.received < upload.size:
            return Received(upload.received, done=False)
        if upload.pieces:
            _finish(session, upload, now, from_kiosk)
        return Received(upload.size, done=True)


def add_file(
    session: UploadSession, position: int, content: bytes, origin: Mapping[str, str] | None, now: datetime
) -> None:
    """Takes a whole file that came from elsewhere. Call it outside of a transaction. Raises Refused."""
    _check_room(session, len(content))
    with refuse_while_away():
        _add_pages(session, FilePages(position, render_checked(content), origin), now)


def check_open(session: UploadSession, now: datetime) -> None:
    """Raises Refused."""
    if not is_open(session, now):
        raise RequestRefused(410, _over())


def _check_piece(session: UploadSession, piece: Piece) -> None:
    if piece.position not in {paper.position for paper in papers_of(session)}:
        raise refused_field("paper", "unknown_paper", text("This paper is not asked for."))
    if not 0 < piece.size <= LARGEST_FILE:
        raise refused_field(
            "size", "too_large", text("A file may have {count} MB at most.", count=LARGEST_FILE // 1_000_000)
        )
    if len(piece.content) > LARGEST_PIECE or piece.offset + len(piece.content) > piece.size:
        raise refused_field("piece", "too_large", text("More was sent than was announced."))


def _over() -> Text:
    return text("This link is over, as the visit has ended or ten minutes have passed. Please go on at the kiosk.")


@transaction.atomic
def _add(session: UploadSession, piece: Piece, now: datetime) -> PartialUpload:
    UploadSession.objects.select_for_update().get(pk=session.pk)  # one piece of a visit at a time
    upload = PartialUpload.objects.filter(pk=piece.upload).first() or _begin(session, piece, now)
    if upload.session_id != session.pk or (upload.position, upload.size) != (piece.position, piece.size):
        raise refused_field("upload", "other_upload", text("This id belongs to another upload."))
    if upload.received == upload.size:
        return upload
    if piece.offset != upload.received or not piece.content:
        raise OtherOffset(upload.received)
    name = upload.object_name(piece.offset)
    write_object(name, seal_content(piece.content, upload.key, name))
    upload.pieces.append(piece.offset)
    upload.received += len(piece.content)
    upload.save(update_fields=["pieces", "received"])
    return upload


def _begin(session: UploadSession, piece: Piece, now: datetime) -> PartialUpload:
    if piece.offset:
        raise OtherOffset(0)
    _check_room(session, piece.size)
    return PartialUpload.objects.create(
        pk=piece.upload, session=session, position=piece.position, key=make_content_key(), size=piece.size, begun_at=now
    )


def _check_room(session: UploadSession, size: int) -> None:
    """Raises Refused."""
    begun = sum(session.partial_uploads.values_list("size", flat=True))
    if begun + size > MOST_BYTES or session.pages.count() >= MOST_PAGES:
        raise refused_field("file", "too_many", text("No more can be taken in one visit. Please go to the counter."))


def _finish(session: UploadSession, upload: PartialUpload, now: datetime, from_kiosk: bool) -> None:
    """Draws the pages, which takes seconds: outside of a transaction."""
    names = upload.object_names()
    try:
        pages = render_checked(b"".join(open_content(read_object(name), upload.key, name) for name in names))
    except RequestRefused as refused:
        if refused.problem.status == 422:
            upload.delete()
            delete_objects(iter(names))
        raise
    _add_pages(session, FilePages(upload.position, pages, upload=upload), now, from_kiosk=from_kiosk)
    delete_objects(iter(names))


def _add_pages(session: UploadSession, file_pages: FilePages, now: datetime, *, from_kiosk: bool = False) -> None:
    """Adds a page; one that is there already is not there twice. Raises Refused where the visit ended meanwhile."""
    position, upload = file_pages.position, file_pages.upload
    files = [keep_content(page, now) for page in file_pages.pages]
    with transaction.atomic():
        current = UploadSession.objects.select_for_update().get(pk=session.pk)
        if not from_kiosk and (current.ended_at is not None or current.case_id is not None):
            raise RequestRefused(410, _over())
        there = set(session.pages.filter(position=position).values_list("file_id", flat=True))
        number = session.pages.filter(position=position).aggregate(last=Max("number"))["last"] or 0
        for file in files:
            if file.pk not in there:
                there.add(file.pk)
                number += 1
                PaperPage.objects.create(
                    session=session,
                    position=position,
                    file=file,
                    number=number,
                    added_at=now,
                    origin=None if file_pages.origin is None else dict(file_pages.origin),
                    source=upload.pk if upload else None,
                )
        if upload is not None:
            upload.pieces = []
            upload.save(update_fields=["pieces"])
        record(session.kiosk, "receive pages", f"upload {session.pk}", {"pages": len(files)})
