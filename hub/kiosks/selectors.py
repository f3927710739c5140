"""Kiosks as staff see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from contract import kiosks as c
from hub.catalogue.areas import Area
from hub.kiosks.alarms import SILENT_AFTER, silent_kiosks
from hub.kiosks.models import Alarm, Command, Kiosk, Site

KIOSKS_A_PAGE = 25
ALARMS_SHOWN = 50
_LAST_COMMANDS = 5
_IN_TROUBLE = Exists(Alarm.objects.filter(kiosk=OuterRef("pk"), cleared_at=None))


class KioskState(StrEnum):
    """The state that a list of kiosks is narrowed to."""

    ALL = ""
    IN_TROUBLE = "trouble"
    SILENT = "silent"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class KioskFilter:
    """`name` is a part of the name, `site` a centre's code; empty where all are meant."""

    name: str = ""
    site: str = ""
    state: KioskState = KioskState.ALL


@dataclass(frozen=True, slots=True)
class ListedKiosk:
    pk: int
    site: Site
    view: c.KioskView
    can_practise: bool


def kiosks_in(areas: QuerySet[Area], now: datetime) -> tuple[c.KioskView, ...]:
    """Returns all kiosks of sites in these areas, by name."""
    return tuple(_view(row, now, row.standing, row.last_commands) for row in _with_details(_rows(areas)))


def page_of_kiosks(
    areas: QuerySet[Area], chosen: KioskFilter, number: str | int, now: datetime
) -> tuple[Page[Kiosk], list[ListedKiosk]]:
    """Returns a page of them, those in trouble first, revoked ones last. A number that is no page is the nearest
    one."""
    rows = _rows(areas).filter(name__icontains=chosen.name)
    if chosen.site:
        rows = rows.filter(site__code=chosen.site)
    revoked_last, in_trouble_first = F("revoked_at").asc(nulls_first=True), _IN_TROUBLE.desc()
    ordered = _in_state(rows, chosen.state, now).order_by(revoked_last, in_trouble_first, "name")
    page = Paginator(ordered, KIOSKS_A_PAGE).get_page(number)
    listed = _with_details(Kiosk.objects.filter(pk__in=[row.pk for row in page]).select_related("site"))
    views = {
        row.pk: ListedKiosk(row.pk, row.site, _view(row, now, row.standing, row.last_commands), row.can_practise)
        for row in listed
    }
    return page, [views[row.pk] for row in page]


def standing_alarms(areas: QuerySet[Area]) -> QuerySet[Alarm]:
    """Returns those of kiosks that are not revoked, the newest first."""
    rows = Alarm.objects.filter(cleared_at=None, kiosk__site__area__in=areas, kiosk__revoked_at=None)
    return rows.select_related("kiosk__site", "seen_by")


def _rows(areas: QuerySet[Area]) -> QuerySet[Kiosk]:
    return Kiosk.objects.filter(site__area__in=areas, web=False).select_related("site")


def _in_state(rows: QuerySet[Kiosk], state: KioskState, now: datetime) -> QuerySet[Kiosk]:
    match state:
        case KioskState.IN_TROUBLE:
            return rows.filter(_IN_TROUBLE, revoked_at=None)
        case KioskState.SILENT:
            return rows.filter(pk__in=silent_kiosks(now))
        case KioskState.REVOKED:
            return rows.exclude(revoked_at=None)
        case _:
            return rows


def _with_details(rows: QuerySet[Kiosk]) -> QuerySet[Any]:
    standing = Alarm.objects.filter(cleared_at=None).select_related("seen_by")
    last = Command.objects.order_by("-made_at")[:_LAST_COMMANDS]
    return rows.prefetch_related(
        Prefetch("alarms", standing, to_attr="standing"), Prefetch("commands", last, to_attr="last_commands")
    )


def kiosk_view(row: Kiosk, now: datetime) -> c.KioskView:
    last = row.commands.order_by("-made_at")[:_LAST_COMMANDS]
    return _view(row, now, row.alarms.filter(cleared_at=None).select_related("seen_by"), last)


def _view(row: Kiosk, now: datetime, alarms: Iterable[Alarm], last: Iterable[Command]) -> c.KioskView:
    return c.KioskView(
        name=row.name,
        site=row.site.code,
        online=row.seen_at is not None and now - row.seen_at < SILENT_AFTER,
        mode=c.Mode(row.mode),
        revoked=row.revoked_at is not None,
        seen_at=row.seen_at,
        version=row.software,
        outbox=row.outbox,
        refused=row.refused,
        clock_ahead=row.clock_ahead,
        devices=tuple(map(c.DeviceReport.model_validate, row.devices)),
        alarms=tuple(map(alarm_view, alarms)),
        commands=tuple(map(command_view, last)),
    )


def alarm_view(row: Alarm) -> c.AlarmView:
    return c.AlarmView(
        id=row.pk,
        kind=row.kind,
        device=row.device,
        detail=row.detail,
        raised_at=row.raised_at,
        seen_by=row.seen_by.get_username() if row.seen_by else None,
    )


def command_view(row: Command) -> c.CommandView:
    return c.CommandView(
        id=row.pk,
        kind=c.CommandKind(row.kind),
        reason=row.reason or None,
        made_at=row.made_at,
        sent_at=row.sent_at,
        answered_at=row.answered_at,
        done=row.done,
        detail=row.detail,
    )
