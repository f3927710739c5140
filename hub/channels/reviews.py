"""Reviews (好差评): one of how a case was taken in, one of the case once it is over, one a visit by its number.

Bad ones are answered in 15 working days, or go up (hub/channels/escalation.py); the reviewer stays hidden.
"""

import csv
import io
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_lazy

from contract import channels as c
from contract import desk
from contract.cases import CaseSearch, case_code, read_case_code
from contract.catalogue import NEUTRAL_NAME
from contract.text import Text, text
from contract.tickets import TicketState
from hub.audit.services import record
from hub.calendar.selectors import special_days
from hub.calendar.working_days import after_working_days
from hub.cases.models import Case
from hub.cases.selectors import find_by_code, own_case
from hub.catalogue.areas import Area
from hub.channels.checks import clean_form
from hub.channels.models import Review
from hub.core.clock import check_moment, local_day
from hub.core.csv_cells import guarded
from hub.core.problems import RequestRefused, refused_field
from hub.core.wording import list_words
from hub.kiosks.gate import Claim, Proof, get_own
from hub.kiosks.models import Kiosk
from hub.kiosks.sites import area_of
from hub.queues.models import Ticket
from hub.staff.scopes import areas_of
from languages.registry import DEFAULT

ANSWER_WITHIN = 15  # working days
_AT_ONCE = timedelta(hours=1)  # from handing in to reviewing how it was taken in
_COLUMNS = (
    gettext_lazy("Date"),
    gettext_lazy("Area"),
    gettext_lazy("Matter"),
    gettext_lazy("Review"),
    gettext_lazy("Aspects"),
    gettext_lazy("Comment"),
    gettext_lazy("Answer by"),
    gettext_lazy("Answered on"),
    gettext_lazy("Answered in time"),
)
_ASPECTS = {
    c.Aspect.EFFICIENCY: gettext_lazy("Efficiency"),
    c.Aspect.COMPETENCE: gettext_lazy("Competence"),
    c.Aspect.ATTITUDE: gettext_lazy("Attitude"),
}


def give(review: c.Review, kiosk: Kiosk, now: datetime) -> Review:
    """Records a review. The same again is the same one; a second of the same case or visit is refused. Raises
    Refused."""
    existing = Review.objects.filter(pk=review.id).first()
    if existing is not None:
        return _same(existing, review)
    given_at = min(check_moment(review.given_at, "given_at"), now)
    comment = clean_form(c.COMMENT_FORM, {"comment": review.comment}, local_day(now)).get("comment")
    case, ticket = _reviewed(review, kiosk, given_at)
    row = Review(
        id=review.id,
        code=case_code(review.id),
        area=case.area if case else area_of(kiosk),
        case=case,
        over=case is not None and _is_over(case, given_at),
        ticket=ticket,
        grade=review.grade.value,
        aspects=sorted({aspect.value for aspect in review.aspects}),
        comment=comment,
        made_at=given_at,
        answer_by=_answer_by(local_day(given_at)) if review.grade in c.BAD else None,
    )
    return _keep(row, review, kiosk)


def for_staff(areas: QuerySet[Area], by: User, today: date, open_only: bool) -> tuple[desk.StaffReview, ...]:
    """Returns reviews of these areas; with `open_only` the bad ones not yet answered, the most urgent first."""
    rows = _rows(areas)
    rows = rows.filter(answered_at=None, answer_by__isnull=False).order_by("answer_by") if open_only else rows
    reviews = tuple(_staff_view(row, today) for row in rows[:200])
    record(by, "read reviews", "reviews", {"codes": [review.code for review in reviews]})
    return reviews


def sent_up_to(user: User, today: date) -> tuple[desk.StaffReview, ...]:
    """Returns those that went up to somebody because they were not answered in time, and still are not."""
    reviews = tuple(_staff_view(row, today) for row in _sent_up_to(user).order_by("answer_by")[:200])
    record(user, "read reviews", "reviews", {"codes": [review.code for review in reviews]})
    return reviews


def count_sent_up_to(user: User) -> int:
    return _sent_up_to(user).count()


@transaction.atomic
def export(areas: QuerySet[Area], by: User, since: date, until: date) -> str:
    """Returns CSV in the reader's language for an assessor, who can read and nothing else: no case, no number, no
    hour, nobody's name."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    count, today = 0, local_day(timezone.now())
    for row in _rows(areas).order_by("made_at").iterator():
        if since <= local_day(row.made_at) <= until:
            table.writerow(map(guarded, _cells(row, today)))
            count += 1
    record(by, "export reviews", "reviews", {"since": str(since), "until": str(until), "count": count})
    return text.getvalue()


def _cells(row: Review, today: date) -> tuple[str, ...]:
    answered = local_day(row.answered_at) if row.answered_at else None
    return (
        local_day(row.made_at).isoformat(),
        str(row.area),
        about(row).in_locale(get_language() or DEFAULT),
        row.get_grade_display(),
        list_words(str(_ASPECTS[c.Aspect(aspect)]) for aspect in row.aspects),
        row.comment or "",
        row.answer_by.isoformat() if row.answer_by else "",
        answered.isoformat() if answered else "",
        _in_time(row.answer_by, answered, today),
    )


def _in_time(answer_by: date | None, answered: date | None, today: date) -> str:
    """Returns yes or no; empty while there is time left to answer."""
    if answer_by is None or (answered is None and today <= answer_by):
        return ""
    return gettext("yes") if answered and answered <= answer_by else gettext("no")


def about(row: Review) -> Text:
    """Returns what was reviewed: an item or a queue's service. One that is not public is not named."""
    if row.case is not None:
        name = row.case.item_version.content["name"]
        return Text.model_validate(name) if row.case.public else NEUTRAL_NAME
    return row.ticket.service.shown_name if row.ticket else NEUTRAL_NAME


def _rows(areas: QuerySet[Area]) -> QuerySet[Review]:
    return Review.objects.filter(area__in=areas).select_related("case__item_version", "ticket__service", "area")


def _sent_up_to(user: User) -> QuerySet[Review]:
    return _rows(areas_of(user)).filter(overdue_to=user, answered_at=None)


def _staff_view(row: Review, today: date) -> desk.StaffReview:
    return desk.StaffReview(
        code=row.code,
        day=local_day(row.made_at),
        about=about(row),
        grade=c.Grade(row.grade),
        aspects=tuple(map(c.Aspect, row.aspects)),
        comment=row.comment or "",
        answer_by=row.answer_by,
        overdue=row.answer_by is not None and row.answered_at is None and row.answer_by < today,
        sent_up=row.overdue_at is not None,
        answer=row.answer,
    )


def _answer_by(day: date) -> date:
    return after_working_days(day, ANSWER_WITHIN, special_days(day))


def _reviewed(review: c.Review, kiosk: Kiosk, given_at: datetime) -> tuple[Case | None, Ticket | None]:
    """Returns what is reviewed. Raises Refused."""
    if bool(review.case) == bool(review.ticket):
        raise refused_field("case", "one", text("A review is of one case or of one visit."))
    if review.ticket is not None:
        return None, _ticket(review.ticket, kiosk)
    return _case(review, kiosk, given_at), None


def _case(review: c.Review, kiosk: Kiosk, given_at: datetime) -> Case:
    """Returns a case of one's own that is over; or one that was handed in at this kiosk just now. Raises Refused."""
    proof = Proof.NUMBER if review.number else Proof.LAST_FOUR
    claim = Claim("case", read_case_code(review.case or "") or "", proof, "give review", recorded=False)
    case = get_own(claim, lambda: _case_shown(review, given_at), kiosk, timezone.now())
    if not _is_over(case, given_at) and (case.kiosk_id != kiosk.pk or given_at - case.submitted_at > _AT_ONCE):
        raise RequestRefused(409, text("A case is reviewed once it is over."))
    return case


def _case_shown(review: c.Review, given_at: datetime) -> Case | None:
    """Returns the case; anyone who has its code may learn that it is not over yet."""
    case = find_by_code(review.case or "")
    if case is None or not _is_over(case, given_at):
        return case
    return own_case(CaseSearch(code=review.case, number=review.number, last_four=review.last_four))


def _is_over(case: Case, moment: datetime) -> bool:
    return case.answered_at is not None and case.answered_at <= moment


def _ticket(key: UUID, kiosk: Kiosk) -> Ticket:
    """Returns a ticket that was called to a window. Raises Refused."""
    claim = Claim("ticket", str(key), Proof.CODE, "give review", recorded=False)
    ticket = get_own(claim, lambda: Ticket.objects.filter(pk=key).first(), kiosk, timezone.now())
    if ticket.state not in (TicketState.CALLED, TicketState.SERVED):
        raise RequestRefused(409, text("A visit is reviewed once one was served."))
    return ticket


def _keep(row: Review, review: c.Review, kiosk: Kiosk) -> Review:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record(kiosk, "give review", f"review {row.code}")
            return row
    except IntegrityError:
        existing = Review.objects.filter(pk=row.pk).first()
    if existing is not None:
        return _same(existing, review)
    raise RequestRefused(409, text("This has been reviewed already; thank you."))


def _same(existing: Review, review: c.Review) -> Review:
    case = existing.case.code if existing.case else None
    if (existing.grade, existing.ticket_id, case) != (review.grade, review.ticket, read_case_code(review.case or "")):
        raise RequestRefused(409, text("This id belongs to another review."))
    return existing
