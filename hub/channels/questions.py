"""Questions: asked at a kiosk, a window or by phone; answered by staff; read with the card or the code."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from contract import channels as c
from contract import desk
from contract.cases import case_code, read_case_code
from contract.text import text
from hub.audit.services import record
from hub.catalogue.areas import Area
from hub.catalogue.models import Item
from hub.channels.checks import clean_form
from hub.channels.models import Question, Review
from hub.channels.signals import question_answered
from hub.core.clock import check_moment, local_day
from hub.core.found_rows import list_found
from hub.core.problems import RequestRefused, refused_field
from hub.kiosks.models import Kiosk
from hub.kiosks.sites import area_of
from hub.residents.selectors import find, number_hashes
from hub.staff.scopes import areas_of, departments_of

_MOST = 50  # in an answer
_SHOWN_FOR = timedelta(days=365)


@transaction.atomic
def ask(question: c.Question, kiosk: Kiosk, now: datetime) -> Question:
    """Records a question from a kiosk or online. The same again is the same question. Raises Refused."""
    made_at = min(check_moment(question.asked_at, "asked_at"), now)
    fields = _fields(question.text, question.phone, question.number, question.item, now)
    channel = c.Channel.WEB if kiosk.web else c.Channel.KIOSK
    row = Question(id=question.id, channel=channel.value, area=area_of(kiosk), kiosk=kiosk, made_at=made_at, **fields)
    row = _keep(row)
    record(kiosk, "ask question", f"question {row.code}")
    return row


@transaction.atomic
def take(
    message: desk.TakenQuestion, area: Area, by: User, now: datetime, channel: c.Channel = c.Channel.WINDOW
) -> Question:
    """Records a question that staff wrote down, and its answer where they could answer at once. Raises Refused."""
    fields = _fields(message.text, message.phone, message.number, message.item, now)
    row = Question(id=message.id, channel=channel.value, area=area, taken_by=by, made_at=now, **fields)
    row = _keep(row)
    record(by, "take question", f"question {row.code}", {"channel": channel.value})
    if message.answer.strip() and row.answered_at is None:
        answer(row, message.answer, by, now)
    return row


@transaction.atomic
def answer(row: Question | Review, words: str, by: User, now: datetime) -> None:
    """Records the answer of the staff, once. Raises Refused."""
    locked = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.answered_at is not None:
        raise RequestRefused(409, text("This has been answered already."))
    if not words.strip():
        raise refused_field("text", "required", text("Write an answer."))
    row.answer, row.answered_by, row.answered_at = words.strip(), by, now
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    record(by, "answer", f"{row._meta.model_name} {row.code}")
    if isinstance(row, Question):
        question_answered.send(Question, question=row, at=now)


def replies_to(number: str, now: datetime) -> tuple[c.Reply, ...]:
    """Returns questions and reviews of the person of that number with their answers, newest first."""
    since, hashes = now - _SHOWN_FOR, number_hashes(number)
    questions = Question.objects.filter(number_hash__in=hashes, made_at__gte=since)
    reviews = Review.objects.filter(case__resident=find(number) or 0, made_at__gte=since)
    return _replies(list_found(questions[:_MOST]), reviews)


def replies_of(code: str) -> tuple[c.Reply, ...] | None:
    """Returns the question, or the answered review, of a code; None where there is none."""
    return _replies(Question.objects.filter(code=code)[:1], Review.objects.filter(code=code)) or None


def _replies(questions: Iterable[Question], reviews: QuerySet[Review]) -> tuple[c.Reply, ...]:
    rows = [_reply(row, row.text) for row in questions]
    rows += [_reply(row, row.comment or row.get_grade_display()) for row in reviews.exclude(answered_at=None)[:_MOST]]
    return tuple(sorted(rows, key=lambda reply: reply.asked_at, reverse=True)[:_MOST])


def within(user: User) -> QuerySet[Question]:
    """Returns questions of one's areas; about an item, those of one's departments."""
    about = Q(item=None) | Q(item__department__in=departments_of(user))
    return Question.objects.filter(about, area__in=areas_of(user))


def for_staff(by: User, open_only: bool, code: str = "") -> tuple[desk.StaffQuestion, ...]:
    """Returns those one answers, which wait longest first, or the one of a code. That they were read is in the audit
    log."""
    rows = within(by).select_related("area", "item")
    rows = rows.filter(code=read_case_code(code) or "") if code else rows
    rows = rows.filter(answered_at=None).order_by("made_at") if open_only else rows
    questions = tuple(map(_staff_view, rows[:200]))
    record(by, "read questions", "questions", {"codes": [question.code for question in questions]})
    return questions


def _fields(question_text: str, phone: str, number: str | None, item: str | None, now: datetime) -> dict[str, object]:
    """Returns the columns that all ways of asking share. Raises Refused."""
    values = clean_form(c.QUESTION_FORM, {"text": question_text, "phone": phone}, local_day(now))
    about = Item.objects.filter(code=item).first() if item else None
    if item and about is None:
        raise refused_field("item", "unknown_item", text("There is no such item."))
    return {
        "text": values["text"],
        "phone": values.get("phone"),
        "number": number or None,
        "number_hash": number_hashes(number)[0] if number else "",
        "item": about,
    }


def _keep(row: Question) -> Question:
    """Stores a question. Raises Refused for an id that something else has."""
    row.code = case_code(row.pk)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            return row
    except IntegrityError:  # the same, at the same time; or an id that was made to have another's code
        existing = Question.objects.filter(pk=row.pk).first()
    if existing is None or existing.text != row.text or existing.channel != row.channel:
        raise RequestRefused(409, text("This id belongs to another question."))
    return existing


def _reply(row: Question | Review, question_text: str) -> c.Reply:
    return c.Reply(
        code=row.code, asked=question_text, asked_at=row.made_at, answer=row.answer, answered_at=row.answered_at
    )


def _staff_view(row: Question) -> desk.StaffQuestion:
    return desk.StaffQuestion(
        code=row.code,
        channel=c.Channel(row.channel),
        area=row.area.code,
        item=row.item.code if row.item else None,
        text=row.text,
        phone=row.phone or "",
        asked_at=row.made_at,
        answer=row.answer,
        answered_at=row.answered_at,
    )
