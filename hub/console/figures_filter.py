"""What the dashboard is narrowed to, as its address says it; kept by every address that leads on from there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract.catalogue import Privacy
from contract.channels import Channel
from hub.catalogue.models import Area, Item
from hub.catalogue.selectors import item_name
from hub.console import figures
from hub.console.templatetags.console import called, word
from hub.core.clock import local_day
from hub.staff.scopes import areas_of

HOURS = range(24)


@dataclass(frozen=True, slots=True)
class DashboardFilter:
    """The period in days and the area (None: all of one's own): `areas` of `mine`. The rest is in the scope."""

    days: int
    area: Area | None
    mine: list[Area]
    areas: list[Area]
    scope: figures.FiguresScope

    @property
    def parameters(self) -> dict[str, str]:
        """Returns them as they stand in an address."""
        scope = self.scope
        more = {
            "item": scope.item.code if scope.item else "",
            "channel": scope.channel,
            "hour": "" if scope.hour is None else str(scope.hour),
        }
        area = self.area.code if self.area else ""
        return {"days": str(self.days), "area": area, **{name: value for name, value in more.items() if value}}

    @property
    def query(self) -> str:
        return urlencode(self.parameters)

    def words(self) -> Iterator[tuple[str, str]]:
        """Yields what is narrowed, and to what, as people read it."""
        scope = self.scope
        if self.area:
            yield _("Area"), called(self.area)
        if scope.item:
            yield _("Item"), name_of(scope.item)
        if scope.channel:
            yield _("Channel"), str(word(scope.channel, "channel"))
        if scope.hour is not None:
            yield _("Hour"), f"{scope.hour:02}:00"


def parse_filter(request: HttpRequest, user: User) -> DashboardFilter:
    """Raises Http404 for an area that is not one's own, and for an item, channel or hour that is none."""
    typed, code = request.GET.get("days", "30"), request.GET.get("area", "")
    days, mine = int(typed) if typed in map(str, figures.DAYS) else 30, list(areas_of(user))
    area = next((one for one in mine if one.code == code), None)
    if code and area is None:
        raise Http404
    within = {one.pk for one in area.within()} if area else None
    areas = [one for one in mine if within is None or one.pk in within]
    now = timezone.now()
    today = local_day(now)
    scope = figures.scope_of(user, today - timedelta(days=days - 1), today, areas, now)
    return DashboardFilter(days, area, mine, areas, narrow(scope, request))


def narrow(scope: figures.FiguresScope, request: HttpRequest) -> figures.FiguresScope:
    """Returns the scope narrowed to the item, channel and hour that are asked for. Raises Http404."""
    code, channel, hour = (request.GET.get(name, "") for name in ("item", "channel", "hour"))
    item = public_items().filter(code=code[:40]).first() if code else None
    if (code and item is None) or (channel and channel not in set(Channel)) or (hour and hour not in map(str, HOURS)):
        raise Http404
    return replace(scope, item=item, channel=channel, hour=int(hour) if hour else None)


def public_items() -> "QuerySet[Item]":
    """Returns the items that may be named in figures."""
    return Item.objects.filter(privacy=Privacy.PUBLIC.value)


def name_of(item: Item) -> str:
    version = item.versions.order_by("-published_at").first()
    return item_name(version).in_locale(get_language() or "") if version else item.code
