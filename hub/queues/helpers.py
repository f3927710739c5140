"""Who could help at a queue that is too long: signed in, may call numbers at that centre, and serves nobody now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from contract.tickets import TicketState
from hub.kiosks.models import Site
from hub.queues.models import CallRecord, Ticket, Window
from hub.queues.supervision import QueueNow
from hub.staff.names import full_name
from hub.staff.scopes import Action, staff_who_may
from hub.staff.sessions import list_active_staff

_LATELY = timedelta(days=90)
_MOST = 8


@dataclass(frozen=True, slots=True)
class Helper:
    """`window`: where they sit, if they do. `practised`: they served this queue in the last three months."""

    name: str
    window: Window | None
    practised: bool


def list_helpers(queue: QueueNow, now: datetime) -> list[Helper]:
    """Returns who knows the queue first."""
    free = _free_staff(queue.site, now)
    at_work = {window.staff_id: window for window in Window.objects.filter(staff__in=free)}
    serving = {window.pk for window in queue.open_windows}
    practised = _practised(free, queue, now)
    helpers = [
        Helper(full_name(user), at_work.get(pk), pk in practised)
        for pk, user in free.items()
        if not (pk in at_work and at_work[pk].pk in serving)
    ]
    return sorted(helpers, key=lambda helper: (not helper.practised, helper.name))[:_MOST]


def _free_staff(site: Site, now: datetime) -> dict[int, User]:
    """Returns by row who is signed in and serves nobody."""
    busy = Ticket.objects.filter(state=TicketState.CALLED.value, window__staff__isnull=False)
    staff = staff_who_may(Action.CALL_QUEUE, site.area).filter(pk__in=list_active_staff(now))
    elsewhere = Window.objects.filter(staff__isnull=False).exclude(site=site)
    staff = staff.exclude(pk__in=busy.values("window__staff")).exclude(pk__in=elsewhere.values("staff"))
    return {user.pk: user for user in staff.distinct()}


def _practised(staff: dict[int, User], queue: QueueNow, now: datetime) -> set[int]:
    calls = CallRecord.objects.filter(staff__in=staff, called_at__gte=now - _LATELY, service=queue.service)
    return set(calls.order_by().values_list("staff", flat=True).distinct())
