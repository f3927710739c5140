"""Checks that this hub works after an upgrade, a restore or a rollback: its schema, its health, and a number."""

import os
import time
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from hub.audit.services import record
from hub.catalogue.models import Service
from hub.core.outgoing import ERRORS, fetch
from hub.kiosks.epochs import waited_for
from hub.kiosks.models import Site
from hub.operations.schema import list_differences
from hub.queues.services import give, void

_PATIENCE = 30.0  # seconds for the hub to answer that it is well


class CheckFailed(Exception):
    """The text says what is wrong."""


def check_hub(health: bool) -> str:
    """Returns what was checked; `health`: the hub that runs on this machine is asked too. Raises CheckFailed,
    DatabaseError."""
    differences = list_differences()
    if differences:
        raise CheckFailed("; ".join(differences[:5]))
    number = reserve_and_return()
    if health:
        check_health(os.environ.get("HUB_BIND") or "127.0.0.1:8000")
    record(None, "check hub", "database")
    return f"schema, {'health, ' if health else ''}{number}"


def reserve_and_return() -> str:
    """Reserves a number and voids it, by the statements of the API; nothing of it stays, so the series has no gap. None
    where the hub gives none yet: its data went back, and kiosks of the site have not told theirs."""
    now = timezone.now()
    with transaction.atomic():
        site = Site.objects.order_by("pk").first()
        service = Service.objects.filter(offered=True).order_by("pk").first()
        if site is None or service is None:
            return "no service that issues numbers yet"
        if count := waited_for(site.pk, now):  # after a restore
            return f"no number before {count} kiosks have told which they hold"
        ticket = give(uuid4(), site.pk, service, now)
        void(ticket.pk, now)
        transaction.set_rollback(True)
    return f"the number {ticket.number} reserved and given back"


def check_health(bind: str) -> None:
    """Asks the hub for its health. Raises CheckFailed unless the hub answers with 200. A socket that was handed over
    has no address to ask."""
    host, _colon, port = bind.rpartition(":")
    if not port.isdecimal():
        return
    address = {"0.0.0.0": "127.0.0.1", "[::]": "::1"}.get(host, host.strip("[]"))  # noqa: S104  # as it is bound
    until = time.monotonic() + _PATIENCE
    while answer := _ask_health(address, int(port)):
        if time.monotonic() > until:
            raise CheckFailed(f"the hub at {bind} {answer} at /healthz")
        time.sleep(1)


def _ask_health(host: str, port: int) -> str:
    """Returns what is wrong with the answer; empty where nothing is."""
    name = f"[{host}]" if ":" in host else host
    try:
        status, _body = fetch(f"http://{name}:{port}/healthz", _PATIENCE, headers={"Host": f"127.0.0.1:{port}"})
    except ERRORS as error:
        return f"does not answer ({type(error).__name__})"
    return "" if status == 200 else f"answers {status}"
