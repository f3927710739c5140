"""Figures for Prometheus at `/metrics`: requests of all processes, and what waits in the database. Nothing personal.

Asked from this machine, or with the token in HUB_METRICS_TOKEN.
"""

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from contract.tickets import TicketState
from hub.audit.periodic_jobs import last_begun
from hub.core.outgoing import is_loopback
from hub.departments.models import Delivery, DeliveryState
from hub.kiosks.alarms import silent_kiosks
from hub.kiosks.models import Alarm, Kiosk
from hub.operations.daily import WORK
from hub.queues.models import Ticket

MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"  # prometheus-client's name for the folder that the processes share
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds

REQUESTS = Counter("hub_requests", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("hub_request_seconds", "Time to an answer", ["method", "route"], buckets=_BUCKETS)

Handler = Callable[[HttpRequest], HttpResponse]


def count_requests(get_response: Handler) -> Handler:
    """Counts requests, as a middleware. The route is the address's pattern: codes and ids stay out."""

    def handle(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        route = request.resolver_match.route if request.resolver_match else "unknown"
        method = request.method if request.method in ("GET", "POST") else "other"
        requests, seconds = _find_counters(method, route, response.status_code)
        requests.inc()
        seconds.observe(time.perf_counter() - started)
        return response

    return handle


@lru_cache(maxsize=4096)
def _find_counters(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, str(status)), SECONDS.labels(method, route)


class HubCollector(Collector):
    """The figures that the database has at the time of asking."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        yield _gauge("hub_kiosks", "Kiosks that may talk to the hub", Kiosk.objects.filter(revoked_at=None).count())
        yield _gauge("hub_kiosks_silent", "Kiosks not heard of for 90 seconds", silent_kiosks(now).count())
        yield _by_kind()
        waiting = Ticket.objects.filter(state=TicketState.WAITING.value).count()
        yield _gauge("hub_tickets_waiting", "People who wait with a number", waiting)
        yield _gauge("hub_department_messages", "Messages not yet taken by a department", _undelivered())
        yield _gauge("hub_worker_seconds", "Since background jobs were last begun", _age(last_begun(WORK), now))


def metrics(request: HttpRequest) -> HttpResponse:
    """Returns the figures. Raises Http404 for who may not ask."""
    if not _may_ask(request):
        raise Http404
    registry = CollectorRegistry()
    registry.register(HubCollector())
    if os.environ.get(MULTIPROCESS):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    return HttpResponse(generate_latest(registry) + generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _may_ask(request: HttpRequest) -> bool:
    token = settings.HUB_METRICS_TOKEN
    if token and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return True
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return is_loopback(request.META.get("REMOTE_ADDR")) and not forwarded


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)


def _by_kind() -> GaugeMetricFamily:
    family = GaugeMetricFamily("hub_alarms_open", "Alarms that are open", labels=["kind"])
    for row in Alarm.objects.filter(cleared_at=None).order_by().values("kind").annotate(count=Count("pk")):
        family.add_metric([row["kind"]], row["count"])
    return family


def _undelivered() -> int:
    return Delivery.objects.filter(state=DeliveryState.WAITING).count()


def _age(at: datetime | None, now: datetime) -> float:
    return (now - at).total_seconds() if at else float("inf")
