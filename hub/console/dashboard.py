"""The dashboard, and the same figures as CSV."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract.channels import Channel
from hub.audit.services import record
from hub.console import figures
from hub.console.call_figures import count_calls
from hub.console.charts import Chart, bar_chart
from hub.console.drill_down import DrillDown
from hub.console.figures_filter import HOURS, DashboardFilter, name_of, parse_filter, public_items
from hub.console.frame import page, show
from hub.console.templatetags.console import called, word
from hub.core.clock import local_day
from hub.core.csv_cells import guarded
from hub.core.replica import read_late
from hub.staff.scopes import Action, may


@page(Action.READ_FIGURES)
def dashboard(request: HttpRequest, user: User) -> HttpResponse:
    chosen = parse_filter(request, user)
    return show(request, user, "figures", **read_late(lambda: _content(user, chosen)))


def _content(user: User, chosen: DashboardFilter) -> dict[str, object]:
    scope = chosen.scope
    in_days, (wait_days, served) = figures.handed_in(scope), figures.at_windows(scope)
    links = DrillDown(chosen.parameters) if may(user, Action.READ_CASES) else None
    volumes = _chart(
        _("Cases handed in"), _("cases"), in_days, links.to_days(day for day, _many in in_days) if links else None
    )
    calls = DrillDown(chosen.parameters)
    waits = _chart(
        _("Wait at windows"), _("minutes"), wait_days, [calls.to_calls(day=day.isoformat()) for day, _wait in wait_days]
    )
    return {
        "days": chosen.days,
        "choices": figures.DAYS,
        "area": chosen.area,
        "areas": chosen.mine,
        "total": sum(many for _day, many in in_days),
        "served": served,
        "clocks": figures.clocks(scope),
        "charts": [volumes, waits, *_more_charts(scope, links, calls), bar_chart(_("Reviews"), "", _grades(scope))],
        "may_export_reviews": may(user, Action.EXPORT_REVIEWS),
        "today": local_day(timezone.now()),
        "drill_down": links.address() if links else "",
        "chosen": chosen,
        "narrowed": list(chosen.words()),
        "items": sorted((name_of(item), item.code) for item in public_items()),
        "channels": list(Channel),
        "hours": HOURS,
        "month": local_day(timezone.now()).replace(day=1) - timedelta(days=1),
        "coverage": figures.coverage(scope, chosen.areas),
        "telephone": list(count_calls(scope, timezone.now()).rows()),
        "told": figures.messages(scope),
        "staff": figures.staff(scope) if may(user, Action.READ_STAFF_FIGURES) else None,
    }


def _more_charts(scope: figures.FiguresScope, links: DrillDown | None, calls: DrillDown) -> list[Chart]:
    channels = figures.by_channel(scope)
    addresses = links.to_channels(code for code, _many in channels) if links else None
    hours = figures.by_hour(scope)
    return [
        bar_chart(_("Cases by channel"), _("cases"), _named(channels), addresses),
        bar_chart(
            _("People called by hour"), _("people"), _timed(hours), calls.to_hours(hour for hour, _many in hours)
        ),
    ]


def _named(channels: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(str(word(channel, "channel")), many) for channel, many in channels]


def _timed(hours: Sequence[tuple[int, int]]) -> list[tuple[str, int]]:
    return [(f"{hour:02}:00", many) for hour, many in hours]


def _grades(scope: figures.FiguresScope) -> list[tuple[str, int]]:
    return [(str(word(grade, "grade")), many) for grade, many in figures.grades(scope)]


def _chart(
    title: str, unit: str, points: Sequence[tuple[date, int | None]], links: Sequence[str] | None = None
) -> Chart:
    return bar_chart(title, unit, [(f"{day:%m-%d}", value) for day, value in points], links)


@page(Action.READ_FIGURES)
def as_csv(request: HttpRequest, user: User) -> HttpResponse:
    """Rows of: what, of which, how many. That it was taken away is kept on record."""
    chosen = parse_filter(request, user)
    rows = read_late(lambda: list(_rows(user, chosen)))
    scope = chosen.scope
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")  # the mark lets spreadsheets read it
    response["Content-Disposition"] = f'attachment; filename="figures-{scope.first}-{scope.last}.csv"'
    writer = csv.writer(response)
    writer.writerow([_("Figure"), _("Of"), _("Value")])
    for what, of, value in rows:
        writer.writerow([what, guarded(of), guarded(value) if isinstance(value, str) else value])
    record(user, "export figures", "figures", {**chosen.parameters, "days": chosen.days})
    return response


def _rows(user: User, chosen: DashboardFilter) -> Iterator[tuple[str, str, int | str]]:
    scope = chosen.scope
    yield from ((_("Only"), of, value) for of, value in chosen.words())
    for day, many in figures.handed_in(scope):
        yield _("Cases handed in"), day.isoformat(), many
    waits, served = figures.at_windows(scope)
    for day, minutes in waits:
        yield _("Wait at windows (minutes)"), day.isoformat(), "" if minutes is None else minutes
    yield _("People served"), "", served
    clocks = figures.clocks(scope)
    yield from (
        (_("Open cases"), _("In time"), clocks.green),
        (_("Open cases"), _("Due soon"), clocks.amber),
        (_("Open cases"), _("Overdue"), clocks.red),
        (_("Open cases"), _("Stands still"), clocks.still),
    )
    yield from ((_("Cases by channel"), name, many) for name, many in _named(figures.by_channel(scope)))
    yield from ((_("People called by hour"), name, many) for name, many in _timed(figures.by_hour(scope)))
    yield from ((_("Reviews"), name, many) for name, many in _grades(scope))
    reach = figures.coverage(scope, chosen.areas)
    yield _("Items asked for"), "", reach.items_used
    yield _("Items offered"), "", reach.items_offered
    yield from ((_("Cases by area"), called(one), many) for one, many in reach.areas)
    yield from ((_("Cases by item"), row.name.in_locale(get_language() or ""), row.cases) for row in reach.items)
    yield from ((_("Telephone"), name, many) for name, many in count_calls(scope, timezone.now()).rows())
    for month in figures.messages(scope):
        of = f"{month.month:%Y-%m} {word(month.channel, 'message_channel')}"
        yield from ((_("Messages sent"), of, month.sent), (_("Messages delivered"), of, month.delivered))
        yield from ((_("Messages failed"), of, month.failed), (_("Parts of messages"), of, month.parts))
        yield _("Cost of messages (yuan)"), of, f"{month.cost:.2f}"
    if may(user, Action.READ_STAFF_FIGURES):
        for row in figures.staff(scope):
            yield _("People served"), row.name, row.served
            if row.minutes is not None:
                yield _("Minutes a person"), row.name, row.minutes
            yield _("Open cases"), row.name, row.open
            yield _("Overdue"), row.name, row.overdue
