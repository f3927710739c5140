"""Kiosks as staff see them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from contract import kiosks as c
from hub.catalogue.areas import Area
from hub.kiosks.alarms import SILENT_AFTER
from hub.kiosks.models import Alarm, Command, Kiosk

_LAST_COMMANDS = 5


def kiosks_in(areas: QuerySet[Area], now: datetime) -> tuple[c.KioskView, ...]:
    """All kiosks of sites in these areas, by name."""
    rows = Kiosk.objects.filter(site__area__in=areas, web=False).select_related("site")
    standing = Alarm.objects.filter(cleared_at=None).select_related("seen_by")
    last = Command.objects.order_by("-made_at")[:_LAST_COMMANDS]
    rows = rows.prefetch_related(
        Prefetch("alarms", standing, to_attr="standing"), Prefetch("commands", last, to_attr="last_commands")
    )
    return tuple(_view(row, now, row.standing, row.last_commands) for row in rows)


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
