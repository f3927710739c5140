"""Complaints about cases (群众监督): each goes to somebody who has no part in the case, and is answered within a limit.

One that is late, or whose reader has come to have a part or works here no longer, is given to somebody else.
"""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Q, QuerySet

from contract.cases import case_code
from contract.text import text
from hub.audit.findings import do_each
from hub.audit.services import record
from hub.calendar.selectors import special_days
from hub.calendar.working_days import after_working_days
from hub.cases.models import Case, Complaint
from hub.cases.selectors import is_of_nobody
from hub.cases.signals import complaint_answered
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field
from hub.staff.models import Role
from hub.staff.scopes import Action, may, staff_who_may

ANSWER_WITHIN = 15  # working days, as of a bad review
_MOST_OPEN = 5  # of one case
_MOST = 200
_LONGEST = 2000  # characters of an answer


def complain(case: Case, key: UUID, words: str, by: models.Model, now: datetime) -> Complaint:
    """Stores a complaint and assigns it to its reader. The same again is the first one. Raises Refused."""
    existing = Complaint.objects.filter(pk=key).first()
    if existing is not None:
        return _same(existing, case, words)
    if is_of_nobody(case):
        raise RequestRefused(409, text("Of a report without a name and telephone nobody can be answered."))
    if not words.strip():
        raise refused_field("text", "required", text("Please say what you complain about."))
    if case.complaints.filter(answered_at=None).count() >= _MOST_OPEN:
        raise RequestRefused(409, text("Your earlier complaints about this case are being looked into."))
    try:
        return _keep(case, key, words.strip(), by, now)
    except IntegrityError:  # the same, at the same moment; or an id that was made to have another's code
        return _same(Complaint.objects.filter(pk=key).first(), case, words)


@transaction.atomic
def _keep(case: Case, key: UUID, words: str, by: models.Model, now: datetime) -> Complaint:
    row = Complaint.objects.create(
        id=key,
        code=case_code(key),
        case=case,
        words=words,
        made_at=now,
        answer_by=_answer_by(local_day(now)),
        given_to=_find_reader(case),
    )
    record(by, "make complaint", f"complaint {row.code}", {"to": row.given_to_id})
    return row


def _same(existing: Complaint | None, case: Case, words: str) -> Complaint:
    if existing is None or (existing.case_id, existing.words) != (case.pk, words.strip()):
        raise RequestRefused(409, text("This id belongs to another complaint."))
    return existing


def _answer_by(day: date) -> date:
    return after_working_days(day, ANSWER_WITHIN, special_days(day))


def list_given_to(user: User) -> Sequence[Complaint]:
    """Returns the complaints that wait for this person's answer, the most urgent first. That they were read is in the
    audit log."""
    rows = [row for row in _given_to(user).order_by("answer_by", "made_at")[:_MOST] if not is_involved(user, row.case)]
    record(user, "read complaints", "complaints", {"codes": [row.code for row in rows]})
    return rows


def _given_to(user: User) -> "QuerySet[Complaint]":
    rows = Complaint.objects.filter(given_to=user, answered_at=None)
    return rows.select_related("case__item_version", "case__department")


@transaction.atomic
def answer(user: User, code: str, words: str, now: datetime) -> None:
    """Answers, once, a complaint that was assigned to this person. Raises Refused: 404 for another's."""
    row = _given_to(user).select_for_update(of=("self",)).filter(code=code).first()
    if row is None:
        raise RequestRefused(404, text("There is no complaint of this number."))
    if is_involved(user, row.case):
        raise RequestRefused(409, text("You have a part in this case. Somebody else answers."))
    if not words.strip() or len(words) > _LONGEST:
        raise refused_field("answer", "required", text("An answer to the resident is needed."))
    row.answer, row.answered_by, row.answered_at = words.strip(), user, now
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    record(user, "answer complaint", f"complaint {row.code}")
    complaint_answered.send(Complaint, complaint=row, at=now)


def give_on_complaints(now: datetime) -> int:
    """Hands on those that are late, or that their reader cannot answer any more; returns how many."""
    rows = Complaint.objects.filter(answered_at=None).select_related("case__area__parent__parent", "given_to")
    moving = [row for row in rows.order_by("answer_by")[:_MOST] if _has_to_move(row, local_day(now))]
    return do_each(moving, lambda row: _give_on(row, now))


def _has_to_move(row: Complaint, today: date) -> bool:
    late = row.answer_by < today and row.overdue_at is None
    reader = row.given_to
    return late or reader is None or not may(reader, Action.ANSWER_COMPLAINTS) or is_involved(reader, row.case)


@transaction.atomic
def _give_on(row: Complaint, now: datetime) -> bool:
    """Hands a complaint on; returns False where there is nobody else: then it stays."""
    late = row.answer_by < local_day(now)
    to = _find_reader(row.case, other_than=row.given_to_id, above=late)
    fresh = Complaint.objects.filter(pk=row.pk, answered_at=None, given_to=row.given_to_id)
    overdue_at = row.overdue_at or (now if late else None)
    if (to is None and overdue_at == row.overdue_at) or not fresh.update(
        given_to=to or row.given_to, overdue_at=overdue_at
    ):
        return False
    record(None, "give complaint on", f"complaint {row.code}", {"to": to.pk if to else None})
    return to is not None


def is_involved(user: User, case: Case) -> bool:
    return _involved_in(case).filter(pk=user.pk).exists()


def _involved_in(case: Case) -> "QuerySet[User]":
    """Returns those who answer or answered for the case, took it in, did something to it or have a part of it."""
    staff = {case.responsible_id, case.first_contact_id, case.overdue_to_id}
    staff |= set(case.timeline.exclude(staff=None).values_list("staff", flat=True))
    staff |= set(case.tasks.exclude(assigned_to=None).values_list("assigned_to", flat=True))
    return User.objects.filter(pk__in=[pk for pk in staff if pk is not None])


def _find_reader(case: Case, other_than: int | None = None, above: bool = False) -> User | None:
    """Returns a head without a part in the case: of another department before its own, near before far, who has few
    before who has many; else an administrator. `above`: the administrator first."""
    free = staff_who_may(Action.ANSWER_COMPLAINTS).exclude(pk__in=_involved_in(case)).exclude(pk=other_than or 0)
    is_head = Q(staff_profile__role=Role.HEAD)
    heads, administrators = free.filter(is_head), free.exclude(is_head)
    outside = heads.exclude(staff_profile__departments=case.department) if case.department else heads
    pools = (administrators, outside, heads) if above else (outside, heads, administrators)
    return next((user for pool in pools if (user := _nearest(pool, case)) is not None), None)


def _nearest(pool: "QuerySet[User]", case: Case) -> User | None:
    waiting = Count("complaints_given", filter=Q(complaints_given__answered_at=None), distinct=True)
    for area in case.area.upwards():
        here = pool.filter(staff_profile__areas=area).annotate(waiting=waiting).order_by("waiting", "username")
        user = here.first()
        if user is not None:
            return user
    return None
