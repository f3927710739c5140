"""Papers, and files that are the answer to a field: sent with a form in a browser, checked when it is handed in."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from contract.catalogue import Item
from contract.field_kinds.files import LATER, build_answer, list_files
from contract.fields import Field
from contract.file_fields import list_file_fields, list_uploads
from contract.problems import FieldProblem
from contract.text import text
from contract.uploads import LARGEST_FILE
from hub.cases.models import Case
from hub.core.problems import RequestRefused
from hub.core.sent_ids import get_id
from hub.files.models import PaperPage, UploadSession
from hub.files.sessions import find_version, hash_token
from hub.files.uploading import add_file
from hub.kiosks.models import Kiosk
from languages.registry import DEFAULT

_SPACE = UUID("6e4c1f0a-2f57-4bb7-9a43-0f4c2a5f7d11")  # of the uploads' ids, by those of submissions
LATER_TICKED = ".later"  # ends the name of the box to tick
PAPER, _ANSWER = "paper_", "a_"  # begin the name of an input: for the paper of a position, for a field


def take_form_files(
    sent: QueryDict, uploaded: "MultiValueDict[str, UploadedFile[Any]]", guide: Item, kiosk: Kiosk, now: datetime
) -> UUID | None:
    """Takes what was sent with the form of the submission `id`, and puts what is here by then into `sent` as answers of
    its fields: sent again, or with another file, the form has all of them. Returns the upload; None where there is
    none. Call it outside of a transaction. Raises Refused: for each field or paper what is wrong."""
    session = find_form_session(sent, kiosk)
    problems: list[FieldProblem] = []
    for position, name in list_file_inputs(guide):
        for file in uploaded.getlist(name):
            session = session or open_form_session(sent, guide, kiosk, now)
            problems += _take_file(session, position, name, file, now)
    for position, field in list_file_fields(guide):
        sent[_name(field)] = _answer(session, position, is_later=f"{_name(field)}{LATER_TICKED}" in sent)
    if problems:
        raise RequestRefused(422, errors=tuple(problems))
    return session.pk if session else None


def list_file_inputs(guide: Item) -> list[tuple[int, str]]:
    """Returns by position how the inputs for the item's papers and for its fields of files are called."""
    fields = {position: _name(field) for position, field in list_file_fields(guide)}
    return [(position, fields.get(position, f"{PAPER}{position}")) for position, _label in list_uploads(guide)]


def count_pages(sent: QueryDict) -> dict[int, int]:
    """Returns how many pages came with this form, by position."""
    if not sent.get("id"):
        return {}
    rows = PaperPage.objects.filter(session=_key(sent)).values_list("position").annotate(Count("pk"))
    return dict(rows.order_by())


def _take_file(
    session: UploadSession, position: int, name: str, file: "UploadedFile[Any]", now: datetime
) -> list[FieldProblem]:
    """Returns what is wrong with the file. Of a form that was handed in already nothing more is taken."""
    if session.case_id is not None:
        return []
    if (file.size or 0) > LARGEST_FILE:
        message = text("A file may have {count} MB at most.", count=LARGEST_FILE // 1_000_000)
        return [FieldProblem(field=name.removeprefix(_ANSWER), code="too_large", message=message)]
    try:
        add_file(session, position, file.read(), None, now)
    except RequestRefused as refused:
        if refused.problem.status != 422:
            raise
        return [error.model_copy(update={"field": name.removeprefix(_ANSWER)}) for error in refused.problem.errors]
    return []


def _key(sent: QueryDict) -> UUID:
    return uuid5(_SPACE, str(get_id(sent.get("id", ""))))


def find_form_session(sent: QueryDict, kiosk: Kiosk) -> UploadSession | None:
    """Returns the upload of the form that was sent, where it has one."""
    return UploadSession.objects.filter(pk=_key(sent), kiosk=kiosk).first()


def open_form_session(sent: QueryDict, guide: Item, kiosk: Kiosk, now: datetime) -> UploadSession:
    """Returns the form's upload, which no telephone knows. Raises Refused where its id belongs to another."""
    values = {
        "kiosk": kiosk, "item_version": find_version(guide.code, guide.version), "locale": DEFAULT,
        "token_hash": hash_token(secrets.token_urlsafe(24)), "opened_at": now, "expires_at": now,
    }  # fmt: skip
    session, _created = UploadSession.objects.get_or_create(pk=_key(sent), defaults=values)
    if session.kiosk_id != kiosk.pk:
        raise RequestRefused(409, text("This id belongs to another upload."))
    return session


def _answer(session: UploadSession | None, position: int, *, is_later: bool) -> str:
    pages = session.pages.filter(position=position).order_by("number").values_list("pk", flat=True) if session else ()
    return build_answer(pages) or (LATER if is_later else "")


def _name(field: Field) -> str:
    return f"{_ANSWER}{field.key}"


def check_file_answers(case: Case) -> None:
    """Raises Refused where an answer names a file of another visit, paper or case. One that is not here may follow."""
    item = Item.model_validate(case.item_version.content)
    for position, field in list_file_fields(item):
        files = list_files(str(case.answers.get(field.key, "")))
        others = PaperPage.objects.filter(Q(pk__in=files) | Q(source__in=files))
        if files and others.exclude(session__case=case, position=position).exists():
            message = text("These files belong to another visit. Please hand them in again.")
            raise RequestRefused(422, errors=(FieldProblem(field=field.key, code="other_upload", message=message),))
