"""Appraisal: staff and teams, a period against the one before; everybody sees their own first and may answer."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contract.text import text
from hub.appraisal import services
from hub.appraisal.figures import AppraisalFigures, add_up, read_figures
from hub.appraisal.models import Appraisal
from hub.audit.services import record
from hub.console.appraisal_measures import MEASURES
from hub.console.frame import page, report_outcome, show
from hub.console.templatetags.console import called
from hub.core.clock import local_day, parse_day
from hub.core.csv_cells import guarded
from hub.core.problems import refused_field
from hub.staff.names import full_name
from hub.staff.scopes import Action, areas_of

_MOST = 500  # people shown
_MOST_PERIODS = 24
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class AppraisalRow:
    """`cells`: each measure now, and in the period before."""

    name: str
    team: str
    cells: list[tuple[str, str]]
    appraisal: Appraisal | None = None

    @property
    def labelled(self) -> list[tuple[str, str, str]]:
        return [(str(measure.label), *cell) for measure, cell in zip(MEASURES, self.cells, strict=True)]


@page(Action.READ_STAFF_FIGURES)
def overview(request: HttpRequest, user: User) -> HttpResponse:
    """Returns the appraisals of a period: by person, and by team."""
    periods = _periods(user)
    chosen = _chosen(request, periods)
    people, teams, hidden = _rows(user, chosen)
    last = local_day(timezone.now()).replace(day=1)
    return show(
        request,
        user,
        "appraisal",
        periods=periods,
        chosen=chosen,
        people=people,
        teams=teams,
        hidden=hidden,
        measures=MEASURES,
        forms=[("csv", _("Take as CSV")), ("xlsx", _("Take as a workbook"))],
        first_day=_month_before(last),
        last_day=date.fromordinal(last.toordinal() - 1),
    )


def _month_before(first: date) -> date:
    """Returns the first day of the month before that one."""
    return date.fromordinal(first.toordinal() - 1).replace(day=1)


def _periods(user: User) -> list[tuple[date, date]]:
    rows = services.of_teams(areas_of(user), user).order_by("-last", "-first")
    return list(rows.values_list("first", "last").distinct()[:_MOST_PERIODS])


def _chosen(request: HttpRequest, periods: list[tuple[date, date]]) -> tuple[date, date] | None:
    """Returns the period that the address names, else the latest. Raises Http404 for one that is none."""
    typed = request.GET.get("period", "")
    if not typed:
        return periods[0] if periods else None
    period = next((period for period in periods if _period_key(period) == typed), None)
    if period is None:
        raise Http404
    return period


def _period_key(period: tuple[date, date]) -> str:
    return "_".join(day.isoformat() for day in period)


def _rows(user: User, period: tuple[date, date] | None) -> tuple[list[AppraisalRow], list[AppraisalRow], int]:
    """Returns people, teams of those people, and how many may not be read yet by others than themselves."""
    if period is None:
        return [], [], 0
    rows = services.of_teams(areas_of(user), user).filter(first=period[0], last=period[1])
    shown = list(rows.filter(services.may_be_read(timezone.now())).order_by("team__code", "person__username")[:_MOST])
    hidden = rows.count() - len(shown)
    people = [_row(full_name(row.person), called(row.team), _figures([row]), row) for row in shown]
    by_team: dict[str, list[Appraisal]] = {}
    for row in shown:
        by_team.setdefault(called(row.team), []).append(row)
    teams = [_row(team, team, _figures(members)) for team, members in by_team.items()]
    return people, teams, hidden


def _figures(rows: Iterable[Appraisal]) -> tuple[AppraisalFigures, AppraisalFigures]:
    members = list(rows)
    now = add_up(read_figures(row.figures) for row in members)
    return now, add_up(read_figures(row.figures_before) for row in members)


def _row(
    name: str, team: str, figures: tuple[AppraisalFigures, AppraisalFigures], appraisal: Appraisal | None = None
) -> AppraisalRow:
    now, before = figures
    cells = [(measure.show(now), measure.show(before)) for measure in MEASURES]
    return AppraisalRow(name, team, cells, appraisal)


@page(Action.READ_STAFF_FIGURES, post=True)
def draw_up(request: HttpRequest, user: User) -> HttpResponse:
    """Creates those of everybody in one's areas who has none of that period yet."""
    with report_outcome(request):
        first, last = (parse_day(request.POST.get(name, "")) for name in ("first", "last"))
        if first is None or last is None:
            raise refused_field("first", "required", text("Choose the first and the last day."))
        count = services.create_appraisals(areas_of(user), first, last, user, timezone.now())
        _tell(request, count)
    return redirect("console:appraisal")


def _tell(request: HttpRequest, count: int) -> None:
    words = ngettext("%(count)s appraisal is drawn up.", "%(count)s appraisals are drawn up.", count)
    messages.success(request, words % {"count": count})


@page(Action.READ_CASES)
def own(request: HttpRequest, user: User) -> HttpResponse:
    now = timezone.now()
    rows = [_row(full_name(user), called(row.team), _figures([row]), row) for row in services.read_own(user, now)]
    return show(request, user, "appraisal_own", rows=rows, measures=MEASURES, first_days=services.FIRST_DAYS.days)


@page(Action.READ_CASES, post=True)
def answer(request: HttpRequest, user: User, key: UUID) -> HttpResponse:
    with report_outcome(request, _("Your answer stands beside the figures.")):
        services.answer(user, key, request.POST.get("answer", ""), timezone.now())
    return redirect("console:appraisal_own")


@page(Action.READ_STAFF_FIGURES)
def export(request: HttpRequest, user: User) -> HttpResponse:
    """Exports the same as a table: CSV, or a workbook where `form` is xlsx. That it was taken away is kept on
    record."""
    period = _chosen(request, _periods(user))
    if period is None:
        raise Http404
    kind = "xlsx" if request.GET.get("form") == "xlsx" else "csv"
    people, teams, hidden = _rows(user, period)
    table = list(_table(people, teams, hidden))
    write: Callable[[list[list[str]]], bytes] = _workbook if kind == "xlsx" else _csv
    content = _XLSX if kind == "xlsx" else "text/csv; charset=utf-8"
    response = HttpResponse(write(table), content_type=content)
    response["Content-Disposition"] = f'attachment; filename="appraisal-{_period_key(period)}.{kind}"'
    record(user, "export appraisals", "staff", {"period": _period_key(period), "people": len(people)})
    return response


def _table(people: list[AppraisalRow], teams: list[AppraisalRow], hidden: int) -> Iterator[list[str]]:
    labels = [str(measure.label) for measure in MEASURES]
    before = [_("%(measure)s, before") % {"measure": label} for label in labels]
    yield [
        _("Team"),
        _("Full name"),
        *(label for pair in zip(labels, before, strict=True) for label in pair),
        _("Answer"),
    ]
    for row in people:
        yield [row.team, row.name, *_flat(row), (row.appraisal and row.appraisal.answer) or ""]
    for row in teams:
        yield [row.team, _("the team"), *_flat(row), ""]
    yield [_("What the figures say, and leave out"), *(f"{measure.label}: {measure.left_out}" for measure in MEASURES)]
    yield [_("Not read by the person yet, and left out"), str(hidden)]


def _flat(row: AppraisalRow) -> list[str]:
    return [value for cell in row.cells for value in cell]


def _csv(table: list[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([[guarded(cell) for cell in row] for row in table])
    return f"\ufeff{out.getvalue()}".encode()  # the mark lets spreadsheets read it


def _workbook(table: list[list[str]]) -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet(_("Appraisal"))
    for row in table:
        sheet.append([guarded(cell) for cell in row])
    book.save(out)
    return out.getvalue()
