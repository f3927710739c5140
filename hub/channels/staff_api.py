"""Questions, calls, reviews, notices and requests, for staff."""

from datetime import date
from typing import TypeVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from contract import channels as c
from contract.cases import read_case_code
from hub.catalogue.areas import Area
from hub.channels import directory, notices, questions, reviews
from hub.channels.models import Entry, Notice, Question, Request, Review
from hub.clock import local_day
from hub.staff.auth import StaffSession, staff_asking
from hub.staff.scopes import Action, AnyUser, areas_of

Row = TypeVar("Row", Question, Review)
router = Router(tags=["channels for staff"], auth=StaffSession())


@router.get("questions/list", response=c.StaffQuestions)
def list_questions(request: HttpRequest, everything: bool = False) -> c.StaffQuestions:
    """Those that wait for an answer, the oldest first; or all of them, newest first."""
    user = staff_asking(request, Action.ANSWER_QUESTIONS)
    return c.StaffQuestions(questions=questions.for_staff(user, not everything))


@router.post("questions/taken", response=c.Kept)
def take_question(request: HttpRequest, taken: c.TakenQuestion) -> c.Kept:
    """Write down what was asked at a window."""
    user = staff_asking(request, Action.ANSWER_QUESTIONS)
    row = questions.take(taken, _area(user, taken.area), user, timezone.now())
    return c.Kept(id=row.pk, code=row.code)


@router.post("questions/{code}/answer", response=c.Kept)
def answer_question(request: HttpRequest, code: str, said: c.Answering) -> c.Kept:
    """Answer, once."""
    user = staff_asking(request, Action.ANSWER_QUESTIONS)
    row = _one(questions.within(user), code)
    questions.answer(row, said.text, user, timezone.now())
    return c.Kept(id=row.pk, code=row.code)


@router.post("calls", response=c.Kept)
def log_call(request: HttpRequest, call: c.PhoneCall) -> c.Kept:
    """Log a telephone call with what was asked."""
    user = staff_asking(request, Action.LOG_CALLS)
    row = questions.log_call(call, _area(user, call.area), user, timezone.now()).question
    return c.Kept(id=row.pk, code=row.code)


@router.get("calls", response=c.Calls)
def list_calls(request: HttpRequest) -> c.Calls:
    """The call log, newest first."""
    return c.Calls(calls=questions.calls(areas_of(staff_asking(request, Action.LOG_CALLS))))


@router.get("reviews/list", response=c.StaffReviews)
def list_reviews(request: HttpRequest, everything: bool = False) -> c.StaffReviews:
    """The bad ones that wait for an answer, the most urgent first; or all of them."""
    user = staff_asking(request, Action.ANSWER_REVIEWS)
    today = local_day(timezone.now())
    return c.StaffReviews(reviews=reviews.for_staff(areas_of(user), user, today, not everything))


@router.post("reviews/{code}/answer", response=c.Kept)
def answer_review(request: HttpRequest, code: str, said: c.Answering) -> c.Kept:
    """Answer a review, once."""
    user = staff_asking(request, Action.ANSWER_REVIEWS)
    row = _one(Review.objects.filter(area__in=areas_of(user)), code)
    questions.answer(row, said.text, user, timezone.now())
    return c.Kept(id=row.pk, code=row.code, answer_by=row.answer_by)


@router.get("reviews/export")
def export_reviews(request: HttpRequest, since: date, until: date) -> HttpResponse:
    """CSV for an assessor."""
    user = staff_asking(request, Action.EXPORT_REVIEWS)
    text = reviews.export(areas_of(user), user, since, until)
    headers = {"Content-Disposition": 'attachment; filename="reviews.csv"'}
    return HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)


@router.get("notices/list", response=c.StaffNotices)
def list_notices(request: HttpRequest) -> c.StaffNotices:
    """Notices of one's areas, newest first."""
    return c.StaffNotices(notices=notices.for_staff(areas_of(staff_asking(request, Action.WRITE_NOTICES))))


@router.post("notices/publish", response=c.StaffNotice)
def publish_notice(request: HttpRequest, wanted: c.NoticeWanted) -> c.StaffNotice:
    """Tell an area, or a group of its people."""
    user = staff_asking(request, Action.WRITE_NOTICES)
    return notices.staff_view(notices.publish(wanted, _area(user, wanted.area), user))


@router.post("notices/{notice_id}/withdraw", response=c.StaffNotices)
def withdraw_notice(request: HttpRequest, notice_id: int) -> c.StaffNotices:
    """It is told no more."""
    user = staff_asking(request, Action.WRITE_NOTICES)
    mine = Notice.objects.filter(area__in=areas_of(user))
    row = mine.filter(pk=notice_id).first() if 0 < notice_id < 2**63 else None
    if row is None:
        raise Http404
    notices.withdraw(row, user, timezone.now())
    return c.StaffNotices(notices=(notices.staff_view(mine.get(pk=row.pk)),))


@router.get("directory/entries", response=c.StaffDirectory)
def list_entries(request: HttpRequest) -> c.StaffDirectory:
    """The directory of one's areas, offered or not."""
    user = staff_asking(request, Action.EDIT_DIRECTORY)
    return c.StaffDirectory(entries=directory.entries_for_staff(areas_of(user)))


@router.post("directory/entries", response=c.StaffEntry)
def add_entry(request: HttpRequest, wanted: c.EntryWanted) -> c.StaffEntry:
    """A new service, or something to help with, in one of one's areas."""
    user = staff_asking(request, Action.EDIT_DIRECTORY)
    return directory.entry_view(directory.write_entry(Entry(), wanted, _area(user, wanted.area), user))


@router.post("directory/entries/{entry_id}", response=c.StaffEntry)
def change_entry(request: HttpRequest, entry_id: int, wanted: c.EntryWanted) -> c.StaffEntry:
    """Change it; with `offered` false it is gone from the kiosks."""
    user = staff_asking(request, Action.EDIT_DIRECTORY)
    mine = Entry.objects.filter(area__in=areas_of(user))
    row = mine.filter(pk=entry_id).first() if 0 < entry_id < 2**63 else None
    if row is None:
        raise Http404
    return directory.entry_view(directory.write_entry(row, wanted, _area(user, wanted.area), user))


@router.get("directory/requests/list", response=c.StaffRequests)
def list_requests(request: HttpRequest, everything: bool = False) -> c.StaffRequests:
    """What was asked of the directory: what is open, the oldest first; or all of it."""
    user = staff_asking(request, Action.EDIT_DIRECTORY)
    return c.StaffRequests(requests=directory.for_staff(areas_of(user), user, not everything))


@router.post("directory/requests/{code}", response=c.StaffRequest)
def move_request(request: HttpRequest, code: str, to: c.RequestMove) -> c.StaffRequest:
    """Take it, or say what came of it."""
    user = staff_asking(request, Action.EDIT_DIRECTORY)
    mine = Request.objects.filter(entry__area__in=areas_of(user)).select_related("entry")
    row = mine.filter(code=read_case_code(code) or "").first()
    if row is None:
        raise Http404
    directory.move(row, to, user)
    return directory.staff_view(row)


def _area(user: AnyUser, code: str) -> Area:
    """Raises Http404."""
    area = areas_of(user).filter(code=code).first()
    if area is None:
        raise Http404
    return area


def _one(rows: "QuerySet[Row]", code: str) -> Row:
    """Raises Http404."""
    row = rows.filter(code=read_case_code(code) or "").first()
    if row is None:
        raise Http404
    return row
