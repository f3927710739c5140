"""The cases behind a figure, as far as the reader may see them."""

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from hub.audit.services import record
from hub.cases import access
from hub.cases.models import Case
from hub.cases.worklists import work_row
from hub.catalogue.models import Area, Item
from hub.console import figures
from hub.console.dashboard import DashboardFilter, parse_filter
from hub.console.frame import page, show
from hub.core.clock import parse_day
from hub.kiosks.office_hours import last_office_day
from hub.staff.scopes import Action, require

_MOST = 200
_RELATED = ("area__parent__parent", "taken_in", "department", "responsible", "item_version__item")


@page(Action.READ_FIGURES)
def case_list(request: HttpRequest, user: User) -> HttpResponse:
    """`item`, `channel`, `day` and `in` (an area, alone) narrow the dashboard's days and area."""
    require(user, Action.READ_CASES)
    chosen, sent = parse_filter(request, user), request.GET
    item = Item.objects.filter(code=sent.get("item", "")[:12]).first()
    area = next((one for one in chosen.areas if one.code == sent.get("in", "")), None)
    if (sent.get("item") and item is None) or (sent.get("in") and area is None):
        raise Http404
    counted = _counted(chosen, item, area, sent.get("channel", ""), sent.get("day", ""))
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
        days=chosen.days,
        area=chosen.area,
    )


def _counted(
    chosen: DashboardFilter, item: Item | None, area: Area | None, channel: str, typed_day: str
) -> QuerySet[Case]:
    """Raises Http404 for a day that is none."""
    rows = figures.cases_in(chosen.scope)
    if item is not None:
        rows = rows.filter(item_version__item=item)
    if area is not None:
        rows = rows.filter(area=area)
    if channel:
        rows = rows.filter(channel=channel[:10])
    if typed_day:
        day = parse_day(typed_day)
        if day is None:
            raise Http404
        rows = rows.filter(submitted_at__date=day)
    return rows
