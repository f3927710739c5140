"""The cases behind a figure, as far as the reader may see them."""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from hub.audit.services import record
from hub.cases import access
from hub.cases.models import Case
from hub.cases.worklists import work_row
from hub.catalogue.models import Area
from hub.console import figures
from hub.console.figures_filter import DashboardFilter, parse_filter
from hub.console.frame import page, show
from hub.core.clock import parse_day
from hub.kiosks.office_hours import last_office_day
from hub.staff.scopes import Action, require

_MOST = 200
_RELATED = ("area__parent__parent", "taken_in", "department", "responsible", "item_version__item")


@page(Action.READ_FIGURES)
def case_list(request: HttpRequest, user: User) -> HttpResponse:
    """`day` and `in` (an area, alone) narrow the dashboard's cases."""
    require(user, Action.READ_CASES)
    chosen, sent = parse_filter(request, user), request.GET
    area = next((one for one in chosen.areas if one.code == sent.get("in", "")), None)
    if sent.get("in") and area is None:
        raise Http404
    counted = _counted(chosen, area, sent.get("day", ""))
    visible = access.visible_to(user).filter(pk__in=counted.values("pk"))
    rows = list(visible.select_related(*_RELATED).order_by("-submitted_at")[:_MOST])
    today = last_office_day(timezone.now())
    record(user, "find cases", "figures", {"codes": [row.code for row in rows]})
    total = counted.count()
    return show(
        request,
        user,
        "figured_cases",
        here="figures",
        rows=[(row, work_row(row, today)) for row in rows],
        total=total,
        unseen=total - visible.count(),
        most=_MOST,
        chosen=chosen,
        narrowed=list(chosen.words()),
    )


def _counted(chosen: DashboardFilter, area: Area | None, typed_day: str) -> QuerySet[Case]:
    """Raises Http404 for a day that is none."""
    rows = figures.cases_in(chosen.scope)
    if area is not None:
        rows = rows.filter(area=area)
    if typed_day:
        day = parse_day(typed_day)
        if day is None:
            raise Http404
        rows = rows.filter(submitted_at__date=day)
    return rows
