"""Questions and reviews to answer, notices to publish."""

from datetime import date
from uuid import uuid4

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract import channels as c
from contract import desk
from contract.cases import read_case_code
from contract.numbers import mask_text
from hub.audit.services import record
from hub.catalogue.models import Area, Item
from hub.channels import notices, questions, reviews
from hub.channels.models import AreaNotice, Review
from hub.channels.notice_picture import MOST
from hub.console.frame import page, report_outcome, show
from hub.core.clock import local_day, parse_day
from hub.core.text_input import read_wordings
from hub.staff.scopes import Action, areas_of, list_areas


@page(Action.ANSWER_QUESTIONS)
def question_list(request: HttpRequest, user: User) -> HttpResponse:
    """Returns those that wait, the oldest first; with `all`, all of them. Telephone numbers are masked."""
    return _questions(request, user, revealed=False)


@page(Action.ANSWER_QUESTIONS, post=True)
def reveal(request: HttpRequest, user: User) -> HttpResponse:
    """Returns the same with telephone numbers, which is kept on record."""
    record(user, "read telephone numbers", "questions")
    return _questions(request, user, revealed=True)


def _questions(request: HttpRequest, user: User, revealed: bool) -> HttpResponse:
    code = request.GET.get("code", "")[:20]
    everything = "all" in request.GET or bool(code)
    rows = questions.for_staff(user, not everything, code)
    items = {item.code: item for item in Item.objects.filter(code__in={row.item for row in rows if row.item})}
    shown = [(row, row.phone if revealed else mask_text(row.phone), items.get(row.item or "")) for row in rows]
    return show(
        request,
        user,
        "questions",
        here="questions",
        rows=shown,
        everything=everything,
        revealed=revealed,
        areas=list_areas(user),
        names={area.code: area for area in Area.objects.all()},
        new_id=uuid4(),
    )


@page(Action.ANSWER_QUESTIONS, post=True)
def answer_question(request: HttpRequest, user: User, code: str) -> HttpResponse:
    row = questions.within(user).filter(code=read_case_code(code) or "").first()
    if row is None:
        raise Http404
    with report_outcome(request, _("Answered.")):
        questions.answer(row, desk.Answering(text=request.POST.get("text", "")).text, user, timezone.now())
    return redirect("console:questions")


@page(Action.ANSWER_QUESTIONS, post=True)
def take_question(request: HttpRequest, user: User) -> HttpResponse:
    """Records a question asked at a window."""
    sent, area = request.POST, areas_of(user).filter(code=request.POST.get("area", "")).first()
    if area is None:
        raise Http404
    values = {name: sent.get(name, "").strip() for name in ("id", "text", "phone", "answer")}
    with report_outcome(request, _("Written down.")):
        questions.take(desk.TakenQuestion.model_validate({**values, "area": area.code}), area, user, timezone.now())
    return redirect("console:questions")


@page(Action.ANSWER_REVIEWS)
def review_list(request: HttpRequest, user: User) -> HttpResponse:
    """Returns the bad ones to answer, the most urgent first; with `all`, all; with `sent_up`, those that were escalated
    to the user."""
    which = next((name for name in ("all", "sent_up") if name in request.GET), "open")
    if which == "sent_up":
        rows = reviews.sent_up_to(user, _today())
    else:
        rows = reviews.for_staff(areas_of(user), user, _today(), which == "open")
    sent_up = reviews.count_sent_up_to(user)
    return show(request, user, "reviews", rows=rows, which=which, sent_up=sent_up, answers=True)


@page(Action.OVERSEE_REVIEWS)
def overdue_reviews(request: HttpRequest, user: User) -> HttpResponse:
    """Returns those that went up to an administrator, who sees to it that they are answered."""
    return show(request, user, "reviews", rows=reviews.sent_up_to(user, _today()), answers=False)


def _today() -> date:
    return local_day(timezone.now())


@page(Action.EXPORT_REVIEWS)
def export_reviews(request: HttpRequest, user: User) -> HttpResponse:
    """Returns CSV for an assessor: of the days `since` to `until`, by default this year's."""
    today = local_day(timezone.now())
    since = parse_day(request.GET.get("since") or f"{today.year}-01-01")
    until = parse_day(request.GET.get("until") or today.isoformat())
    if since is None or until is None:
        raise Http404
    text = reviews.export(areas_of(user), user, since, until)
    headers = {"Content-Disposition": 'attachment; filename="reviews.csv"'}
    return HttpResponse("\ufeff" + text, content_type="text/csv; charset=utf-8", headers=headers)


@page(Action.ANSWER_REVIEWS, post=True)
def answer_review(request: HttpRequest, user: User, code: str) -> HttpResponse:
    row = Review.objects.filter(area__in=areas_of(user), code=read_case_code(code) or "").first()
    if row is None:
        raise Http404
    with report_outcome(request, _("Answered.")):
        questions.answer(row, desk.Answering(text=request.POST.get("text", "")).text, user, timezone.now())
    return redirect("console:reviews")


@page(Action.WRITE_NOTICES)
def notice_list(request: HttpRequest, user: User) -> HttpResponse:
    """Shows the notices of one's areas, newest first, and a new one."""
    return show(
        request,
        user,
        "notices",
        rows=notices.for_staff(areas_of(user)),
        areas=list_areas(user),
        names={area.code: area for area in Area.objects.all()},
        groups=list(c.Group),
        today=local_day(timezone.now()),
    )


@page(Action.WRITE_NOTICES, post=True)
def publish(request: HttpRequest, user: User) -> HttpResponse:
    sent, area = request.POST, areas_of(user).filter(code=request.POST.get("area", "")).first()
    if area is None:
        raise Http404
    texts = {name: read_wordings(sent, name).root for name in ("title", "body")}
    days = {"since": sent.get("since", ""), "until": sent.get("until") or None}
    with report_outcome(request, _("Published. Kiosks show it within a minute.")):
        values = {**texts, **days, "area": area.code, "group": sent.get("group", "")}
        picture = request.FILES.get("picture")
        content = picture.read(MOST + 1) if picture else b""
        notices.publish(desk.NewNotice.model_validate(values), area, user, content)
    return redirect("console:notices")


@page(Action.WRITE_NOTICES, post=True)
def withdraw(request: HttpRequest, user: User, notice_id: int) -> HttpResponse:
    mine = AreaNotice.objects.filter(area__in=areas_of(user))
    row = mine.filter(pk=notice_id).first() if notice_id < 2**63 else None
    if row is None:
        raise Http404
    with report_outcome(request, _("Withdrawn.")):
        notices.withdraw(row, user, timezone.now())
    return redirect("console:notices")
