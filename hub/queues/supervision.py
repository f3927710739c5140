"""The queues of centres as they are now, which are too long, and the alarms of those."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Min

from contract.tickets import TicketState
from hub.audit.services import record
from hub.catalogue.models import Service
from hub.kiosks.models import Site
from hub.kiosks.sites import day_at
from hub.queues.models import QueueAlarm, QueueThreshold, Ticket, Window

log = logging.getLogger("hub.queues")

_LASTS = timedelta(minutes=5)  # an alarm stays up so long at least: a queue at its threshold goes up and down
_MOST = 32_000  # of a column

_Queue = tuple[int, int]  # the rows of a centre and a service


@dataclass(frozen=True, slots=True)
class QueueNow:
    """`minutes`: how long the first has waited. `open_windows` and `closed_windows` serve it."""

    site: Site
    service: Service
    people: int
    minutes: int
    threshold: QueueThreshold | None
    open_windows: list[Window]
    closed_windows: list[Window]

    @property
    def is_over(self) -> bool:
        return self.threshold is not None and self.threshold.is_over(self.people, self.minutes)


def list_queues(sites: Iterable[Site], now: datetime) -> list[QueueNow]:
    """Returns the queues in which somebody waits, or for which a window is open: those that are too long first, then
    the longest wait."""
    by_key = {site.pk: site for site in sites}
    waiting = _waiting(by_key.values(), now)
    windows = _windows(by_key)
    own, usual = _thresholds(by_key)
    services = Service.objects.in_bulk({service for _site, service in waiting.keys() | windows.keys()})
    queues = [
        QueueNow(
            by_key[site],
            services[service],
            *waiting.get((site, service), (0, 0)),
            own.get((site, service)) or usual.get(site),
            [window for window in windows[site, service] if window.staff_id],
            [window for window in windows[site, service] if not window.staff_id],
        )
        for site, service in waiting.keys() | windows.keys()
    ]
    shown = [queue for queue in queues if queue.people or queue.open_windows]
    return sorted(shown, key=lambda queue: (not queue.is_over, -queue.minutes, queue.site.code, queue.service.code))


def _waiting(sites: Iterable[Site], now: datetime) -> dict[_Queue, tuple[int, int]]:
    """Returns people, and minutes of the first."""
    keys = [site.pk for site in sites]
    rows = Ticket.objects.filter(site__in=keys, state=TicketState.WAITING.value)
    rows = rows.filter(day__in={day_at(key, now) for key in keys})
    counts = rows.order_by().values_list("site", "service").annotate(Count("pk"), Min("stands_from"))
    return {
        (site, service): (people, max(0, (now - since) // timedelta(minutes=1)))
        for site, service, people, since in counts
    }


def _windows(sites: Iterable[int]) -> dict[_Queue, list[Window]]:
    windows: dict[_Queue, list[Window]] = defaultdict(list)
    rows = Window.objects.filter(site__in=list(sites)).select_related("staff__staff_profile")
    for window in rows.prefetch_related("services"):
        for service in window.services.all():
            windows[window.site_id, service.pk].append(window)
    return windows


def _thresholds(sites: Iterable[int]) -> tuple[dict[_Queue, QueueThreshold], dict[int, QueueThreshold]]:
    """Returns those of queues, and those of centres."""
    rows = list(QueueThreshold.objects.filter(site__in=list(sites)))
    own = {(row.site_id, row.service_id): row for row in rows if row.service_id is not None}
    return own, {row.site_id: row for row in rows if row.service_id is None}


def watch_queues(now: datetime) -> int:
    """Raises an alarm for every queue that became too long; clears those that are over. Returns how many are new. May
    run in many places at once."""
    standing = {(alarm.site_id, alarm.service_id): alarm for alarm in QueueAlarm.objects.filter(cleared_at=None)}
    sites = list(Site.objects.filter(thresholds__isnull=False).distinct())
    too_long = {(row.site.pk, row.service.pk): row for row in list_queues(sites, now) if row.is_over}
    old = [row.pk for key, row in standing.items() if key not in too_long and row.raised_at < now - _LASTS]
    if old:
        QueueAlarm.objects.filter(pk__in=old).update(cleared_at=now)
    new = [row for key, row in too_long.items() if key not in standing]
    QueueAlarm.objects.bulk_create([_alarm(row, now) for row in new], ignore_conflicts=True)
    for row in new:
        log.warning("queue %s at %s is too long: %s people, %s minutes", row.service, row.site, row.people, row.minutes)
    return len(new)


def _alarm(queue: QueueNow, now: datetime) -> QueueAlarm:
    people, minutes = min(queue.people, _MOST), min(queue.minutes, _MOST)
    return QueueAlarm(site=queue.site, service=queue.service, people=people, minutes=minutes, raised_at=now)


@transaction.atomic
def acknowledge(alarm: QueueAlarm, by: User, now: datetime) -> None:
    """Records who sees to it. It stays open until it is over."""
    if QueueAlarm.objects.filter(pk=alarm.pk, seen_at=None).update(seen_by=by, seen_at=now):
        record(by, "acknowledge alarm", f"queue alarm {alarm.pk}")


@transaction.atomic
def set_threshold(site: Site, service: Service | None, people: int | None, minutes: int | None, by: User) -> None:
    """Sets the queue's threshold; with neither people nor minutes it has none of its own any more. Raises
    ValidationError (Django's)."""
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)  # one sets it after the other
    row = QueueThreshold.objects.filter(site=site, service=service).first()
    detail = {"service": service.code if service else "", "people": people, "minutes": minutes}
    record(by, "set threshold", f"site {site.code}", detail)
    if people is None and minutes is None:
        if row is not None:
            row.delete()
        return
    row = row or QueueThreshold(site=site, service=service)
    row.people, row.minutes = people, minutes
    row.full_clean()
    row.save()
