"""Waits at a centre now, by what is queued for."""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contract.queues import ServiceWait
from contract.text import Text
from contract.tickets import TicketState
from hub.catalogue.models import Service
from hub.kiosks.models import Site
from hub.kiosks.sites import day_at
from hub.queues.models import Ticket, Window
from hub.queues.pace import FRESH, pace, usual_pace


@dataclass(frozen=True, slots=True)
class Wait:
    """`people` wait; who comes now waits about `minutes`, None where that is not known. `open`: a window serves it."""

    name: Text
    people: int
    minutes: int | None
    open: bool


def list_waits(site: Site, now: datetime) -> tuple[Wait, ...]:
    """Returns what the windows of a centre serve, and what somebody waits for; what is not public goes by one name."""
    today = day_at(site.pk, now)
    people = _count_waiting(site, today)
    windows = Window.services.through.objects.filter(window__site=site)
    served = set(windows.values_list("service", flat=True))
    at_work = set(windows.filter(window__staff__isnull=False).values_list("service", flat=True))
    waits: dict[Text, Wait] = {}
    for row in Service.objects.filter(pk__in=served | people.keys()).order_by("prefix", "code"):
        count = people[row.pk]
        wait = Wait(row.shown_name, count, _minutes(count, pace(site.pk, today, row.pk)), row.pk in at_work)
        waits[wait.name] = _together(waits[wait.name], wait) if wait.name in waits else wait
    return tuple(waits.values())


def list_service_waits(site: Site, now: datetime) -> tuple[ServiceWait, ...]:
    """Returns the wait for each service that numbers are given for, by the pace of today, else by the usual one."""
    today = day_at(site.pk, now)
    people = _count_waiting(site, today)
    offered = Service.objects.filter(offered=True)
    return tuple(wait_for(site.pk, today, row.pk, row.code, people[row.pk]) for row in offered)


def wait_for(site: int, day: date, service: int, code: str, people: int, fresh: float = FRESH) -> ServiceWait:
    """Returns the wait behind that many people. `fresh`: seconds for which a measured pace is taken again."""
    place = pace(site, day, service, fresh) or usual_pace(site, day, service)
    return ServiceWait(service=code, people=people, minutes=_minutes(people, place))


def list_served_now(site: Site) -> list[Service]:
    """Returns what a window is open for, and numbers are given for."""
    open_windows = Window.objects.filter(site=site, staff__isnull=False)
    return list(Service.objects.filter(offered=True, window__in=open_windows).distinct().order_by("prefix", "code"))


def _count_waiting(site: Site, today: date) -> Counter[int]:
    """Returns how many wait, by service."""
    waiting = Ticket.objects.filter(site=site, day=today, state=TicketState.WAITING.value)
    return Counter(waiting.values_list("service", flat=True))


def _minutes(people: int, place: timedelta | None) -> int | None:
    """Returns the minutes. `place`: the time that one place takes."""
    if place is None:
        return None if people else 0
    return math.ceil(people * place / timedelta(minutes=1))


def _together(one: Wait, other: Wait) -> Wait:
    longest = max((minutes for minutes in (one.minutes, other.minutes) if minutes is not None), default=None)
    return Wait(one.name, one.people + other.people, longest, one.open or other.open)
