"""The figures of a month as a PDF, to be filed or pinned up. They name no resident, and no member of staff."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract.text import text
from hub.audit.services import record
from hub.catalogue.models import Area
from hub.certificates.faults import PaperFault
from hub.console import figures
from hub.console.call_figures import count_calls
from hub.console.figures_filter import narrow, parse_filter
from hub.console.frame import page, report_outcome
from hub.console.report_section import ReportSection
from hub.console.templatetags.console import called, word
from hub.core.clock import local_day, local_time, parse_day
from hub.core.problems import RequestRefused
from hub.core.replica import read_late
from hub.core.wording import head_words, list_words
from hub.staff.scopes import Action

_MOST_ITEMS = 30


@page(Action.READ_FIGURES)
def as_pdf(request: HttpRequest, user: User) -> HttpResponse:
    """Exports `month` (2026-10), narrowed as the dashboard is; the paper says to what. That it was taken away is kept
    on record."""
    chosen, first = parse_filter(request, user), parse_day(f"{request.GET.get('month', '')}-01")
    now = timezone.now()
    if first is None or first > local_day(now):
        raise Http404
    last = min(_month_end(first), local_day(now))
    scope = narrow(figures.scope_of(user, first, last, chosen.areas, now), request)
    sections = read_late(lambda: _sections(scope, chosen.areas))
    where = [] if chosen.area else [_("All my areas")]
    only = [head_words(what, value) for what, value in chosen.words()]
    pdf = b""
    with report_outcome(request):
        pdf = _draw(_title(first), [list_words([*where, *only]), *_notes(scope, now)], sections)
    if not pdf:
        return redirect("console:figures")
    details = {name: value for name, value in chosen.parameters.items() if name != "days"}
    record(user, "export figures", "figures", {**details, "month": f"{first:%Y-%m}"})
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="figures-{first:%Y-%m}.pdf"'
    return response


def _draw(title: str, notes: Sequence[str], sections: Sequence[ReportSection]) -> bytes:
    """Raises RequestRefused where this machine has not the font."""
    from hub.console.report_paper import draw_report  # a hub that draws no papers need not load what they take

    try:
        with tempfile.TemporaryDirectory() as folder:
            return draw_report(title, notes, sections, Path(folder))
    except PaperFault:
        raise RequestRefused(503, text("This machine has not the font for it.")) from None


def _month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _title(first: date) -> str:
    return _("Figures of %(month)s") % {"month": f"{first:%Y-%m}"}


def _notes(scope: figures.FiguresScope, now: datetime) -> list[str]:
    days = _("From %(first)s to %(last)s") % {"first": scope.first, "last": scope.last}
    at = _("drawn up at %(time)s") % {"time": local_time(now)}
    return [f"{days}; {at}"]


def _sections(scope: figures.FiguresScope, areas: Sequence[Area]) -> list[ReportSection]:
    handed_in, (waits, served) = figures.handed_in(scope), figures.at_windows(scope)
    waited = [minutes for _day, minutes in waits if minutes is not None]
    coverage = figures.coverage(scope, areas)
    grades = [(str(word(grade, "grade")), str(count)) for grade, count in figures.grades(scope)]
    language = get_language() or ""
    channels = [(str(word(key, "channel")), count) for key, count in figures.by_channel(scope)]
    items = [(row.name.in_locale(language), row.cases) for row in coverage.items[:_MOST_ITEMS]]
    hours = [(f"{hour:02}:00", count) for hour, count in figures.by_hour(scope)]
    totals = [
        (_("Cases handed in"), str(sum(count for _day, count in handed_in))),
        (_("People served"), str(served)),
        (_("Longest average wait of a day (minutes)"), str(max(waited)) if waited else "—"),
        (_("Items asked for"), f"{coverage.items_used} / {coverage.items_offered}"),
    ]
    days = [
        (f"{day:%m-%d}", f"{count} / {'—' if minutes is None else minutes}")
        for (day, count), (_same, minutes) in zip(handed_in, waits, strict=True)
    ]
    return [
        ReportSection(_("In all"), totals),
        ReportSection(_("Cases by channel"), _counts(channels)),
        ReportSection(_("Cases by area"), _counts((called(area), count) for area, count in coverage.areas if count)),
        ReportSection(_("Cases by item"), _counts(items)),
        ReportSection(_("People called by hour"), _counts(hours)),
        ReportSection(_("Telephone"), _counts(count_calls(scope, timezone.now()).rows())),
        ReportSection(_("Reviews"), grades),
        ReportSection(_("By day: cases handed in / average wait at windows (minutes)"), days),
    ]


def _counts(rows: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(name, str(count)) for name, count in rows]
