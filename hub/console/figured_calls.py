"""The calls behind a wait or an hour of the day: numbers, windows and minutes, and nobody's name."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from hub.catalogue.models import Service
from hub.console import figures
from hub.console.figures_filter import parse_filter
from hub.console.frame import page, show
from hub.core.clock import parse_day
from hub.queues.models import CallRecord, Window
from hub.staff.scopes import Action

_MOST = 200
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class FiguredCall:
    """`waited` and `took` in minutes."""

    number: str
    service: Service
    window: Window
    called_at: datetime
    waited: int
    took: int | None
    outcome: str


@page(Action.READ_FIGURES)
def call_list(request: HttpRequest, user: User) -> HttpResponse:
    """`day` narrows the dashboard's calls."""
    chosen = parse_filter(request, user)
    rows = _narrowed(figures.calls_in(chosen.scope), request.GET.get("day", ""))
    shown = rows.select_related("ticket", "service", "window").order_by("-called_at")[:_MOST]
    calls = [_call(row) for row in shown]
    return show(
        request,
        user,
        "figured_calls",
        here="figures",
        calls=calls,
        total=rows.count(),
        most=_MOST,
        chosen=chosen,
        narrowed=list(chosen.words()),
    )


def _narrowed(rows: QuerySet[CallRecord], day: str) -> QuerySet[CallRecord]:
    """Raises Http404 for a day that is none."""
    if day:
        called_on = parse_day(day)
        if called_on is None:
            raise Http404
        rows = rows.filter(called_at__date=called_on)
    return rows


def _call(row: CallRecord) -> FiguredCall:
    took = round((row.ended_at - row.called_at) / _MINUTE) if row.ended_at else None
    waited = round((row.called_at - row.waited_from) / _MINUTE)
    return FiguredCall(
        row.ticket.number, row.service, row.window, row.called_at, waited, took, row.get_outcome_display()
    )
