"""The dashboard, and the same figures as CSV."""

import csv
from collections.abc import Iterator
from datetime import date

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hub.audit.services import record
from hub.catalogue.models import Area
from hub.cells import guarded
from hub.clock import local_day
from hub.console import figures
from hub.console.charts import Chart, bar_chart
from hub.console.frame import page, show
from hub.console.templatetags.console import called, word
from hub.staff.scopes import Action, areas_of, may


@page(Action.READ_FIGURES)
def dashboard(request: HttpRequest, user: User) -> HttpResponse:
    days, area, scope = _wanted(request, user)
    in_days, wait_days = figures.handed_in(scope), figures.waits(scope)
    volumes = _chart(_("Cases handed in"), _("cases"), in_days)
    waits = _chart(_("Wait at windows"), _("minutes"), wait_days)
    return show(
        request,
        user,
        "figures",
        days=days,
        choices=figures.DAYS,
        area=area,
        areas=areas_of(user),
        total=sum(many for _day, many in in_days),
        served=figures.served(scope),
        clocks=figures.clocks(scope),
        charts=[volumes, waits, bar_chart(_("Reviews"), "", _grades(scope))],
        may_export_reviews=may(user, Action.EXPORT_REVIEWS),
        today=local_day(timezone.now()),
        coverage=figures.coverage(scope, _areas(user, area)),
        staff=figures.staff(scope) if may(user, Action.READ_STAFF_FIGURES) else None,
    )


def _wanted(request: HttpRequest, user: User) -> tuple[int, Area | None, figures.Scope]:
    """Raises Http404 for an area that is not one's own."""
    typed, code = request.GET.get("days", "30"), request.GET.get("area", "")
    days = int(typed) if typed in map(str, figures.DAYS) else 30
    area = areas_of(user).filter(code=code).first()
    if code and area is None:
        raise Http404
    return days, area, figures.scope_of(user, days, area, timezone.now())


def _areas(user: User, area: Area | None) -> list[Area]:
    within = {one.pk for one in area.within()} if area else None
    return [one for one in areas_of(user) if within is None or one.pk in within]


def _grades(scope: figures.Scope) -> list[tuple[str, int]]:
    return [(str(word(grade, "grade")), many) for grade, many in figures.grades(scope)]


def _chart(title: str, unit: str, points: list[tuple[date, int]]) -> Chart:
    return bar_chart(title, unit, [(f"{day:%m-%d}", value) for day, value in points])


@page(Action.READ_FIGURES)
def as_csv(request: HttpRequest, user: User) -> HttpResponse:
    """Rows of: what, of which, how many. That it was taken away is kept on record."""
    days, area, scope = _wanted(request, user)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # the mark lets spreadsheets read it
    response["Content-Disposition"] = f'attachment; filename="figures-{scope.first}-{scope.today}.csv"'
    writer = csv.writer(response)
    writer.writerow([_("Figure"), _("Of"), _("Value")])
    for what, of, value in _rows(user, area, scope):
        writer.writerow([what, guarded(of), value])
    record(user, "export figures", "figures", {"days": days, "area": area.code if area else ""})
    return response


def _rows(user: User, area: Area | None, scope: figures.Scope) -> Iterator[tuple[str, str, int | str]]:
    for day, many in figures.handed_in(scope):
        yield _("Cases handed in"), day.isoformat(), many
    for day, minutes in figures.waits(scope):
        yield _("Wait at windows"), day.isoformat(), minutes
    yield _("People served"), "", figures.served(scope)
    clocks = figures.clocks(scope)
    yield from (
        (_("Open cases"), _("In time"), clocks.green),
        (_("Open cases"), _("Due soon"), clocks.amber),
        (_("Open cases"), _("Overdue"), clocks.red),
        (_("Open cases"), _("Stands still"), clocks.still),
    )
    yield from ((_("Reviews"), name, many) for name, many in _grades(scope))
    reach = figures.coverage(scope, _areas(user, area))
    yield from ((_("Cases by area"), called(one), many) for one, many in reach.areas)
    yield from ((_("Cases by item"), name.spoken(get_language() or ""), many) for name, many in reach.items)
    if may(user, Action.READ_STAFF_FIGURES):
        for row in figures.staff(scope):
            yield _("People served"), row.name, row.served
            yield _("Open cases"), row.name, row.open
            yield _("Overdue"), row.name, row.overdue
