"""The way for a telephone: opened by a kiosk for one visit, for ten minutes, by a link that nobody can guess."""

import hashlib
import secrets
from collections.abc import Callable, Sequence, Set
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from contract.catalogue import Item
from contract.file_fields import list_file_fields, list_uploads
from contract.text import text
from contract.uploads import UPLOAD_MINUTES, UploadLink, UploadPaper, UploadProgress
from hub.audit.findings import holds
from hub.audit.services import record
from hub.cases.models import Case, MissingPaper, Supplement
from hub.catalogue.models import ItemVersion
from hub.catalogue.selectors import item_version
from hub.core.problems import RequestRefused, refused_field
from hub.files.models import UploadSession
from hub.kiosks.models import Kiosk
from languages.registry import DEFAULT, find_tag

# Higher apps that can fetch papers: the names, in the default locale, of those that they can fetch now.
LICENSED_PAPERS: list[Callable[[], Set[str]]] = []


def has_address() -> bool:
    """Returns whether telephones can reach this hub."""
    return bool(settings.HUB_ORIGIN)


@transaction.atomic
def open_session(
    kiosk: Kiosk, key: UUID, version: ItemVersion, supplement: Supplement | None, locale: str, now: datetime
) -> UploadLink:
    """Opens the way, or again: an earlier link of it then takes nothing. Raises Refused."""
    if not has_address():
        return UploadLink(url="", until=now, papers=())
    session = UploadSession.objects.select_for_update().filter(pk=key).first()
    if session is None:
        session = UploadSession(pk=key, kiosk=kiosk, item_version=version, supplement=supplement, opened_at=now)
    elif (session.kiosk_id, session.item_version_id) != (kiosk.pk, version.pk) or session.supplement != supplement:
        raise RequestRefused(409, text("This id belongs to another upload."))
    if session.case_id is not None:
        raise RequestRefused(409, text("These papers have been handed in already."))
    token = secrets.token_urlsafe(24)
    session.token_hash, session.locale = hash_token(token), find_tag(locale) or DEFAULT
    session.expires_at, session.ended_at = now + timedelta(minutes=UPLOAD_MINUTES), None
    session.save()
    record(kiosk, "open upload", f"upload {session.pk}")
    url = f"{settings.HUB_ORIGIN}/papers/{token}/"
    return UploadLink(url=url, until=session.expires_at, papers=papers_of(session))


def find_version(code: str, version: int) -> ItemVersion:
    """Returns the item's version. Raises Refused."""
    row = item_version(code, version)
    if row is None:
        raise refused_field(
            "item", "unknown_item", text("There is no such item, or not in this version."), for_good=False
        )
    return row


def find_supplement(case: Case) -> Supplement:
    """Returns the supplement. Raises Refused."""
    supplement = Supplement.objects.filter(case=case, complete_at=None).first()
    if supplement is None:
        raise RequestRefused(409, text("This case wants no papers."))
    return supplement


def hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_session(token: str) -> UploadSession | None:
    """Returns the session of a link, ended or not; none for a link that was written past the hub."""
    session = UploadSession.objects.filter(token_hash=hash_token(token)).first()
    return session if session is not None and holds(session) else None


def is_open(session: UploadSession, now: datetime) -> bool:
    return session.ended_at is None and session.case_id is None and now < session.expires_at


def get_own_session(kiosk: Kiosk, key: UUID) -> UploadSession:
    """Returns the kiosk's own session. Raises Refused; ChangedPastHub."""
    session = UploadSession.objects.filter(pk=key, kiosk=kiosk).first()
    if session is None:
        raise RequestRefused(404)
    return session.check_seal()


def end_session(session: UploadSession, now: datetime) -> None:
    UploadSession.objects.filter(pk=session.pk, ended_at=None).update(ended_at=now)


def progress_of(session: UploadSession, now: datetime) -> UploadProgress:
    files = tuple(session.pages.values_list("pk", flat=True))
    return UploadProgress(open=is_open(session, now), papers=papers_of(session), files=files)


def papers_of(session: UploadSession) -> tuple[UploadPaper, ...]:
    """Returns the papers that may be sent, each with its pages so far. The card itself is none."""
    pages: dict[int, list[UUID]] = {}
    for position, key in session.pages.order_by("position", "number").values_list("position", "pk"):
        pages.setdefault(position, []).append(key)
    fields: set[int] = set()
    if session.supplement is not None:
        named = [(at, row.name) for at, row in enumerate(missing_papers(session.supplement)) if not row.received_at]
    else:
        item = Item.model_validate(session.item_version.content)
        named = list_uploads(item)
        fields = {at for at, _field in list_file_fields(item)}
    licensed = {name for find in LICENSED_PAPERS for name in find()}
    return tuple(
        UploadPaper(
            position=at,
            name=name,
            pages=len(pages.get(at, ())),
            licence=name.in_locale(DEFAULT) in licensed,
            files=tuple(pages.get(at, ())) if at in fields else (),
        )
        for at, name in named
    )


def missing_papers(supplement: Supplement) -> Sequence[MissingPaper]:
    """Returns all that was asked for, in its order: a page says which by its place here."""
    return list(supplement.papers.order_by("pk"))
