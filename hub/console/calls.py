"""Telephone calls: taken, handed on to a window, called back; and their log."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from contract import desk
from contract.cases import read_case_code
from contract.numbers import mask_name, mask_text
from contract.text import text
from contract.tickets import OPEN_TO_ALL, Priority
from hub.audit.services import record
from hub.catalogue.models import Item, Service
from hub.channels import call_backs, calls
from hub.channels.models import CallBack, CallBackState
from hub.console.frame import page, report_outcome, show
from hub.console.search_results import LONGEST, get_result
from hub.core.clock import local_time, parse_day
from hub.core.problems import RequestRefused, refused_field
from hub.kiosks.models import Site
from hub.kiosks.sites import day_at
from hub.queues.appointments import free_slots
from hub.queues.scopes import site_of, sites_of
from hub.queues.waits import list_served_now
from hub.residents.models import Resident
from hub.staff.names import names_of
from hub.staff.scopes import Action, areas_of, may

_MOST = 200
_TYPED = ("id", "text", "phone", "minutes", "answer", "area", "item", "outcome", "call_back_by", "queue", "place")
_KINDS = {  # how a call goes on
    "answered": gettext_lazy("Answered at once"),
    "call_back": gettext_lazy("Call back"),
    "number": gettext_lazy("A number for a window"),
    "appointment": gettext_lazy("An appointment"),
}


@page(Action.LOG_CALLS)
def call_log(request: HttpRequest, user: User) -> HttpResponse:
    """Shows telephone calls, newest first: when, how long, who took each, and whether it was answered."""
    rows = calls.list_calls(areas_of(user))
    people = names_of(row.taken_by for row in rows)
    return show(request, user, "calls", here="call_backs", rows=rows, people=people)


@page(Action.LOG_CALLS)
def call_back_list(request: HttpRequest, user: User) -> HttpResponse:
    """Shows who is to be called back, the most urgent first; with `all`, also those that are over."""
    return _call_backs(request, user, revealed=False)


@page(Action.LOG_CALLS, post=True)
def reveal(request: HttpRequest, user: User) -> HttpResponse:
    """Shows the same with telephone numbers, which is kept on record."""
    record(user, "read telephone numbers", "call backs")
    return _call_backs(request, user, revealed=True)


def _call_backs(request: HttpRequest, user: User, revealed: bool) -> HttpResponse:
    now, everything = timezone.now(), "all" in request.GET
    mine = call_backs.call_backs_of(user)
    due = mine.filter(state=CallBackState.DUE)
    rows = list((mine.order_by("-due_at") if everything else due)[:_MOST])
    record(user, "read questions", "questions", {"codes": [row.call.question.code for row in rows]})
    shown = [(row, _phone(row, revealed), row.due_at < now) for row in rows]
    context = {"rows": shown, "everything": everything, "revealed": revealed, "due": due.count()}
    late = due.filter(due_at__lt=now).count()
    leads = may(user, Action.ANSWER_REVIEWS)
    return show(request, user, "call_backs", here="call_backs", late=late, leads=leads, **context)


def _phone(row: CallBack, revealed: bool) -> str:
    phone = str(row.call.question.phone or "")
    return phone if revealed else mask_text(phone)


@page(Action.LOG_CALLS, post=True)
def record_try(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Records that the caller was not reached."""
    with report_outcome(request):
        row = call_backs.record_try(_one(user, code), user, timezone.now())
        over = _("Not reached after several tries. The answer can still be read with the code.")
        again = _("Written down. Call again by %(time)s.") % {"time": local_time(row.due_at)}
        messages.info(request, over if row.state == CallBackState.NOT_REACHED else again)
    return redirect("console:call_backs")


@page(Action.LOG_CALLS, post=True)
def reached(request: HttpRequest, user: User, code: str) -> HttpResponse:
    with report_outcome(request, _("Called back.")):
        words = request.POST.get("text", "").strip()[:2000]
        call_backs.record_reached(_one(user, code), words, user, timezone.now())
    return redirect("console:call_backs")


@page(Action.ANSWER_REVIEWS, post=True)
def acknowledge(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Records that a head sees to a late one: its alarm is quiet from then on."""
    call_backs.acknowledge(_one(user, code), user, timezone.now())
    return redirect("console:call_backs")


def _one(user: User, code: str) -> CallBack:
    """Raises Http404."""
    row = call_backs.call_backs_of(user).filter(call__question__code=read_case_code(code) or "").first()
    if row is None:
        raise Http404
    return row


@dataclass
class TypedCall:
    """A call as it stands in the form. `resident`: who was looked up before; `sent`: all that was sent."""

    values: dict[str, str] = field(default_factory=dict)
    resident: Resident | None = None
    sent: QueryDict = field(default_factory=QueryDict)


@page(Action.LOG_CALLS)
def new(request: HttpRequest, user: User) -> HttpResponse:
    return _form(request, user, TypedCall({"id": str(uuid4()), "outcome": "call_back"}))


@page(Action.LOG_CALLS, post=True)
def look(request: HttpRequest, user: User) -> HttpResponse:
    """Shows the form with what was typed: for who was looked up, or with the free places of a day."""
    typed = TypedCall()
    with report_outcome(request):
        typed = _typed(request, user)
    return _form(request, user, typed)


def _typed(request: HttpRequest, user: User) -> TypedCall:
    """Raises RequestRefused for somebody who was looked up too long ago."""
    sent = request.POST
    values = {name: sent.get(name, "").strip() for name in (*_TYPED, "day", "starts_at", "priority")}
    values["id"], values["outcome"] = values["id"] or str(uuid4()), values["outcome"] or "call_back"
    values["phone"] = values["phone"] or sent.get("caller", "")[:20]
    sign = sent.get("wanted", "")[:LONGEST] if sent.get("by") == "result" else ""
    return TypedCall(values, get_result(user, sign) if sign else None, sent)


def _form(request: HttpRequest, user: User, typed: TypedCall) -> HttpResponse:
    now, values, resident = timezone.now(), typed.values, typed.resident
    areas, sites = list(areas_of(user)), list(sites_of(user))
    site, service = _place(user, values.get("place", ""))
    day = (parse_day(values.get("day", "")) or day_at(site.pk, now)) if site else None
    area = next((one for one in areas if one.code == values.get("area")), areas[0] if areas else None)
    latest = call_backs.latest_call_back(area, now) if area else now
    return show(
        request,
        user,
        "call",
        here="call_backs",
        typed=values,
        person=mask_name(resident.name) if resident else "",
        wanted=typed.sent.get("wanted", "")[:LONGEST] if resident else "",
        areas=areas,
        items=Item.objects.filter(offered=True).only("code", "name"),
        kinds=_KINDS.items(),
        latest=latest,
        queues=[(one, row) for one in sites for row in list_served_now(one)],
        bookable=[(one, row) for one in sites for row in Service.objects.filter(officehours__site=one).distinct()],
        priorities=OPEN_TO_ALL,
        day=day,
        slots=free_slots(site, service, day, now) if site and day and values.get("outcome") == "appointment" else (),
    )


def _place(user: User, typed: str) -> tuple[Site | None, str]:
    """Returns the centre and the service of `SITE:SERVICE`. Raises Http404 for another's centre."""
    code, _colon, service = typed.partition(":")
    return (site_of(user, code) if code else None), service


@page(Action.LOG_CALLS, post=True)
def keep(request: HttpRequest, user: User) -> HttpResponse:
    """Records the call with how it goes on; what is wrong is told above the form as it was sent."""
    typed = TypedCall()
    with report_outcome(request):
        typed = _typed(request, user)
        messages.success(request, _keep(typed, user))
        return redirect("console:call_backs")
    return _form(request, user, typed)


def _keep(typed: TypedCall, user: User) -> str:
    """Returns what the caller is to be told. Raises RequestRefused."""
    values, now, outcome = typed.values, timezone.now(), typed.values["outcome"]
    area = areas_of(user).filter(code=values["area"]).first()
    if area is None or outcome not in _KINDS:
        raise RequestRefused(404, text("There is no such call."))
    if outcome == "answered" and not values["answer"]:
        raise refused_field("answer", "required", text("Write an answer."))
    message = desk.PhoneCall.model_validate(
        {
            **{name: values[name] for name in ("id", "text", "phone", "minutes")},
            "area": area.code,
            "answer": values["answer"] if outcome == "answered" else "",
            "number": typed.resident.number if typed.resident else None,
            "item": values["item"] or None,
            "call_back_by": _moment(values["call_back_by"]) if outcome == "call_back" else None,
        }
    )
    row, words = calls.log_call(message, area, user, now, _hand_off(user, values))
    if words is not None:
        return words.in_locale(get_language() or "")
    if outcome == "answered":
        return _("Written down.")
    return _("Somebody calls back by %(time)s.") % {"time": local_time(row.call_back.due_at)}


def _hand_off(user: User, values: dict[str, str]) -> calls.HandOff | None:
    """Raises RequestRefused."""
    outcome = values["outcome"]
    if outcome not in ("number", "appointment"):
        return None
    site, service = _place(user, values["queue" if outcome == "number" else "place"])
    if site is None:
        raise refused_field("place", "required", text("Choose a centre and a service."))
    if outcome == "appointment":
        starts_at = _moment(values["starts_at"])
        if starts_at is None:
            raise refused_field("starts_at", "required", text("Choose a time that is free."))
        return calls.HandOff(site, service, starts_at=starts_at)
    priority = values["priority"]
    return calls.HandOff(site, service, priority=Priority(priority) if priority in set(OPEN_TO_ALL) else None)


def _moment(typed: str) -> datetime | None:
    """Returns the time, at the site where it names no zone; None for nothing typed. Raises RequestRefused."""
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
        return moment if moment.tzinfo else timezone.make_aware(moment)
    except (ValueError, OverflowError):
        raise refused_field("call_back_by", "time", text("This is no time.")) from None
