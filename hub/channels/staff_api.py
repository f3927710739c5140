"""Questions, calls, reviews, notices and requests, for staff."""

from datetime import date
from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from contract import channels as c
from contract import desk
from contract.cases import read_case_code
from hub.catalogue.areas import Area
from hub.channels import calls, directory, notices, questions, reviews
from hub.channels.models import AreaNotice, Entry, Question, Request, Review
from hub.core.clock import local_day
from hub.staff.auth import StaffSession, staff_asking
from hub.staff.scopes import Action, AnyUser, areas_of

Row = TypeVar("Row", Question, Review)
router = Router(tags=["channels for staff"], auth=StaffSession())
_AS_CSV = {"responses": {"200": {"content": {"text/csv": {"schema": {"type": "string"}}}}}}


@router.get("questions/list", response=desk.StaffQuestions)
def list_questions(request: HttpRequest, everything: bool = False) -> desk.StaffQuestions:
    """Returns those that wait for an answer, the oldest first; or all of them, newest first."""
    user = staff_asking(request, Action.ANSWER_QUESTIONS)
    return desk.StaffQuestions(questions=questions.for_staff(user, not everything))


@router.post("questions/taken", response=c.Acknowledgement)
def take_question(request: HttpRequest, question: desk.TakenQuestion) -> c.Acknowledgement:
    """Writes down what was asked at a window."""
    user = staff_asking(request, Action.ANSWER_QUESTIONS)
    row = questions.take(question, _area(user, question.area), user, timezone.now())
    return c.Acknowledgement(id=row.pk, code=row.code)


@router.post("questions/{code}/answer", response=c.Acknowledgement)
def answer_question(request: HttpRequest, code: str, body: desk.Answering) -> c.Acknowledgement:
    """Answers, once."""
    user = staff_asking(request, Action.ANSWER_QUESTIONS)
    row = _one(questions.within(user), code)
    questions.answer(row, body.text, user, timezone.now())
    return c.Acknowledgement(id=row.pk, code=row.code)


@router.post("calls", response=c.Acknowledgement)
def log_call(request: HttpRequest, call: desk.PhoneCall) -> c.Acknowledgement:
    """Logs a telephone call with what was asked. Without an answer somebody calls back, by a moment in the log."""
    user = staff_asking(request, Action.LOG_CALLS)
    row = calls.log_call(call, _area(user, call.area), user, timezone.now())[0].question
    return c.Acknowledgement(id=row.pk, code=row.code)


@router.get("calls", response=desk.Calls)
def list_calls(request: HttpRequest) -> desk.Calls:
    """Returns the call log, newest first."""
    return desk.Calls(calls=calls.list_calls(areas_of(staff_asking(request, Action.LOG_CALLS))))


@router.get("reviews/list", response=desk.StaffReviews)
def list_reviews(request: HttpRequest, everything: bool = False) -> desk.StaffReviews:
    """Returns the bad ones that wait for an answer, the most urgent first; or all of them."""
    user = staff_asking(request, Action.ANSWER_REVIEWS)
    today = local_day(timezone.now())
    return desk.StaffReviews(reviews=reviews.for_staff(areas_of(user), user, today, not everything))


@router.post("reviews/{code}/answer", response=c.Acknowledgement)
def answer_review(request: HttpRequest, code: str, body: desk.Answering) -> c.Acknowledgement:
    """Answers a review, once."""
    user = staff_asking(request, Action.ANSWER_REVIEWS)
    row = _one(Review.objects.filter(area__in=areas_of(user)), code)
    questions.answer(row, body.text, user, timezone.now())
    return c.Acknowledgement(id=row.pk, code=row.code, answer_by=row.answer_by)


@router.get("reviews/export", openapi_extra=_AS_CSV)
def export_reviews(request: HttpRequest, since: date, until: date) -> HttpResponse:
    """Export CSV for an assessor."""
    user = staff_asking(request, Action.EXPORT_REVIEWS)
    text = reviews.export(areas_of(user), user, since, until)
    headers = {"Content-Disposition": 'attachment; filename="reviews.csv"'}
    return HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)


@router.get("notices/list", response=desk.StaffNotices)
def list_notices(request: HttpRequest) -> desk.StaffNotices:
    """Notices of one's areas, newest first."""
    return desk.StaffNotices(notices=notices.for_staff(areas_of(staff_asking(request, Action.WRITE_NOTICES))))


@router.post("notices/publish", response=desk.StaffNotice)
def publish_notice(request: HttpRequest, body: desk.NewNotice) -> desk.StaffNotice:
    """Tells an area, or a group of its people."""
    user = staff_asking(request, Action.WRITE_NOTICES)
    return notices.staff_view(notices.publish(body, _area(user, body.area), user))


@router.post("notices/{notice_id}/withdraw", response=desk.StaffNotices)
def withdraw_notice(request: HttpRequest, notice_id: int) -> desk.StaffNotices:
    """Withdraw it: it is told no more."""
    user = staff_asking(request, Action.WRITE_NOTICES)
    mine = AreaNotice.objects.filter(area__in=areas_of(user))
    row = mine.filter(pk=notice_id).first() if 0 < notice_id < 2**63 else None
    if row is None:
        raise Http404
    notices.withdraw(row, user, timezone.now())
    return desk.StaffNotices(notices=(notices.staff_view(mine.get(pk=row.pk)),))


@router.get("directory/entries", response=desk.StaffDirectory)
def list_entries(request: HttpRequest) -> desk.StaffDirectory:
    """Returns the directory of one's areas, offered or not."""
    user = staff_asking(request, Action.EDIT_DIRECTORY)
    return desk.StaffDirectory(entries=directory.entries_for_staff(areas_of(user)))


@router.post("directory/entries", response=desk.StaffEntry)
def add_entry(request: HttpRequest, body: desk.EntryWanted) -> desk.StaffEntry:
    """Creates a new service, or something to help with, in one of one's areas."""
    user = staff_asking(request, Action.EDIT_DIRECTORY)
    return directory.entry_view(directory.write_entry(Entry(), body, _area(user, body.area), user))


@router.post("directory/entries/{entry_id}", response=desk.StaffEntry)
def change_entry(request: HttpRequest, entry_id: int, body: desk.EntryWanted) -> desk.StaffEntry:
    """Changes it; with `offered` false it is gone from the kiosks."""
    user = staff_asking(request, Action.EDIT_DIRECTORY)
    mine = Entry.objects.filter(area__in=areas_of(user))
    row = mine.filter(pk=entry_id).first() if 0 < entry_id < 2**63 else None
    if row is None:
        raise Http404
    return directory.entry_view(directory.write_entry(row, body, _area(user, body.area), user))


@router.get("directory/requests/list", response=desk.StaffRequests)
def list_requests(request: HttpRequest, everything: bool = False) -> desk.StaffRequests:
    """Returns what was asked of the directory: what is open, the oldest first; or all of it."""
    user = staff_asking(request, Action.EDIT_DIRECTORY)
    return desk.StaffRequests(requests=directory.for_staff(areas_of(user), user, not everything))


@router.post("directory/requests/{code}", response=desk.StaffRequest)
def move_request(request: HttpRequest, code: str, to: desk.RequestMove) -> desk.StaffRequest:
    """Takes it, or says what came of it."""
    user = staff_asking(request, Action.EDIT_DIRECTORY)
    mine = Request.objects.filter(entry__area__in=areas_of(user)).select_related("entry")
    row = mine.filter(code=read_case_code(code) or "").first()
    if row is None:
        raise Http404
    directory.move(row, to, user)
    return directory.staff_view(row)


def _area(user: AnyUser, code: str) -> Area:
    """Returns the area. Raises Http404."""
    area = areas_of(user).filter(code=code).first()
    if area is None:
        raise Http404
    return area


def _one(rows: "QuerySet[Row]", code: str) -> Row:
    """Returns the row. Raises Http404."""
    row = rows.filter(code=read_case_code(code) or "").first()
    if row is None:
        raise Http404
    return row
