"""Live supervision: the queues of one's centres, those that are too long first, and what can be done about them."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from contract.text import text
from hub.catalogue.models import Service
from hub.console.frame import page, report_outcome, show
from hub.core.problems import refused_field
from hub.kiosks.models import Site
from hub.queues import supervision
from hub.queues.helpers import Helper, list_helpers
from hub.queues.models import QueueAlarm, QueueThreshold
from hub.queues.scopes import site_of, sites_of
from hub.queues.supervision import QueueNow
from hub.staff.scopes import Action

_MOST = 60  # queues shown
_MOST_HELPED = 12  # queues for which helpers are looked for


@dataclass(frozen=True, slots=True)
class SupervisedQueue:
    queue: QueueNow
    alarm: QueueAlarm | None
    helpers: list[Helper]


@page(Action.SUPERVISE_QUEUES)
def overview(request: HttpRequest, user: User) -> HttpResponse:
    """Returns the queues of one's centres; `site` narrows them to one of these."""
    now, sites, chosen = timezone.now(), list(sites_of(user)), request.GET.get("site", "")
    shown = [site for site in sites if site.code == chosen] if chosen else sites
    if chosen and not shown:
        raise Http404
    queues = supervision.list_queues(shown, now)
    return show(
        request,
        user,
        "supervision",
        queues=_supervised(queues[:_MOST], now),
        more=max(0, len(queues) - _MOST),
        too_long=sum(queue.is_over for queue in queues),
        people=sum(queue.people for queue in queues),
        sites=sites,
        chosen=chosen,
        services=Service.objects.filter(offered=True),
        thresholds=QueueThreshold.objects.filter(site__in=shown).select_related("site", "service"),
        now=now,
    )


def _supervised(queues: list[QueueNow], now: datetime) -> list[SupervisedQueue]:
    rows = QueueAlarm.objects.filter(cleared_at=None, site__in={queue.site.pk for queue in queues})
    alarms = {(row.site_id, row.service_id): row for row in rows.select_related("seen_by")}
    helped = [queue for queue in queues if queue.is_over][:_MOST_HELPED]
    return [
        SupervisedQueue(
            queue, alarms.get((queue.site.pk, queue.service.pk)), list_helpers(queue, now) if queue in helped else []
        )
        for queue in queues
    ]


@page(Action.SUPERVISE_QUEUES, post=True)
def set_threshold(request: HttpRequest, user: User) -> HttpResponse:
    """Sets a queue's, or with no `service` that of all queues of the centre; without people and minutes, none any
    more."""
    sent = request.POST
    site = site_of(user, sent.get("site", ""))
    service = Service.objects.filter(code=sent.get("service", "")).first()
    if sent.get("service") and service is None:
        raise Http404
    with report_outcome(request, _("Saved. It counts from now on.")):
        people, minutes = _count(sent.get("people", "")), _count(sent.get("minutes", ""))
        _set(site, service, people, minutes, user)
    return redirect("console:supervision")


def _set(site: Site, service: Service | None, people: int | None, minutes: int | None, user: User) -> None:
    """Raises RequestRefused."""
    try:
        supervision.set_threshold(site, service, people, minutes, user)
    except ValidationError:
        raise _not_a_count() from None


def _count(typed: str) -> int | None:
    """Raises RequestRefused."""
    number = typed.strip()
    if not number:
        return None
    if not number.isdecimal() or len(number) > 4:
        raise _not_a_count()
    return int(number)


def _not_a_count() -> Exception:
    return refused_field("people", "range", text("Give 1 to 500 people, 1 to 600 minutes, or nothing."))


@page(Action.SUPERVISE_QUEUES, post=True)
def acknowledge(request: HttpRequest, user: User, alarm_id: int) -> HttpResponse:
    rows = QueueAlarm.objects.filter(site__in=sites_of(user))
    alarm = rows.filter(pk=alarm_id).first() if alarm_id < 2**63 else None
    if alarm is None:
        raise Http404
    supervision.acknowledge(alarm, user, timezone.now())
    return redirect("console:supervision")
