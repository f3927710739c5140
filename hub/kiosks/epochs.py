"""The hub's epoch, and the marks by which kiosks know what is safe.

An epoch ends where the data may lack what was acknowledged: `restore` begins another, and so does a database server
that was promoted or recovered, which PostgreSQL counts as its timeline.
"""

import logging
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import F, Q

from contract.epochs import HubMarks
from hub.audit.services import record
from hub.core.problems import RequestRefused
from hub.core.statements import fetch_model
from hub.kiosks.models import Epoch, Kiosk

log = logging.getLogger("hub.kiosks")

SETTLED_AFTER = timedelta(minutes=3)  # after which kiosks that were not heard of are not waited for
_LOST_AT_MOST = timedelta(days=1)  # by a standby that is promoted; kiosks tell what they sent since
_HEARD_LATELY = timedelta(hours=12)
_LOOK_AGAIN = 1.0  # seconds
ServerState = tuple[str, bool]  # the database server's timeline, and whether a standby has each commit
_TIMELINE = """
    SELECT system_identifier::text || '-' || left(pg_walfile_name(pg_current_wal_lsn()), 8),
    current_setting('synchronous_standby_names') <> ''
        AND current_setting('synchronous_commit') IN ('on', 'remote_apply')
    FROM pg_control_system()
"""

_EPOCH = "SELECT id, name, timeline, began_at, restored_to, mark, safe FROM kiosks_epoch WHERE id = 1"


def current(now: datetime, server: ServerState | None = None) -> tuple[Epoch, bool]:
    """Returns the epoch that the data are of, and whether each commit is on a second machine when it returns. Begins
    another where the database server was promoted."""
    timeline, synchronous = server or _ask_server()
    epoch = fetch_model(Epoch, _EPOCH, [])
    if epoch is None:
        epoch, _ = Epoch.objects.get_or_create(
            pk=1, defaults={"name": str(uuid4()), "timeline": timeline, "began_at": now}
        )
    if epoch.timeline != timeline:
        epoch = _after_promotion(timeline, now)
    return epoch, synchronous


def marks(now: datetime, twin: bool, server: ServerState | None = None) -> HubMarks:
    """Returns what a kiosk is told with each heartbeat. It holds for what was acknowledged before."""
    epoch, synchronous = current(now, server)
    return HubMarks(
        epoch=epoch.name,
        mark=epoch.mark,
        safe=epoch.mark + 1 if synchronous else epoch.safe,
        restored_to=epoch.restored_to,
        twin=twin,
    )


@transaction.atomic
def begin(restored_to: datetime, now: datetime) -> Epoch:
    """Begins an epoch whose data lack what was acknowledged since."""
    timeline, _ = _ask_server()
    epoch, _ = Epoch.objects.select_for_update().get_or_create(pk=1, defaults={"name": "", "began_at": now})
    epoch.name, epoch.timeline, epoch.began_at, epoch.restored_to = str(uuid4()), timeline, now, restored_to
    epoch.mark = max(epoch.mark, epoch.safe) + 1
    epoch.save()
    record(None, "begin epoch", f"epoch {epoch.name}", {"restored_to": restored_to.isoformat()})
    return epoch


def begin_mark(now: datetime) -> int:
    """Returns a mark: what was acknowledged under lower ones is in a copy of the data that is begun afterwards."""
    current(now)
    Epoch.objects.filter(pk=1).update(mark=F("mark") + 1)
    return int(Epoch.objects.values_list("mark", flat=True).get(pk=1))


def record_safe(mark: int) -> None:
    """Records that a copy of the data that was begun after `begin_mark` is whole."""
    Epoch.objects.filter(pk=1, safe__lt=mark).update(safe=mark)


def check_settled(site: int, now: datetime) -> None:
    """Raises Refused (503) while kiosks of the site have not told yet which numbers the hub gave before it went back:
    until then a kiosk issues numbers of its own. Silent ones are not waited for long."""
    if not _unsettled.is_empty(now) and waited_for(site, now):
        raise RequestRefused(503, for_good=False)


def waited_for(site: int, now: datetime) -> int:
    """Returns how many kiosks of a site have yet to take up the epoch."""
    epoch, _ = current(now)
    if epoch.restored_to is None or now - epoch.began_at > SETTLED_AFTER:
        return 0
    kiosks = Kiosk.objects.filter(site=site, web=False, revoked_at=None).exclude(epoch=epoch.name)
    return kiosks.filter(Q(seen_at__gt=epoch.restored_to - _HEARD_LATELY)).count()


class _Unsettled:
    """Whether an epoch began lately, asked of the database once a second."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._looked_at = -_LOOK_AGAIN
        self._until: datetime | None = None

    def is_empty(self, now: datetime) -> bool:
        with self._lock:
            if monotonic() - self._looked_at >= _LOOK_AGAIN:
                epoch, _ = current(now)
                self._until = epoch.began_at + SETTLED_AFTER if epoch.restored_to else None
                self._looked_at = monotonic()
            return self._until is None or now > self._until

    def forget(self) -> None:
        with self._lock:
            self._looked_at = -_LOOK_AGAIN


_unsettled = _Unsettled()
look_again = _unsettled.forget


def _ask_server() -> ServerState:
    if connection.vendor != "postgresql":
        return "", False
    with connection.cursor() as cursor:
        cursor.execute(_TIMELINE)
        timeline, synchronous = cursor.fetchone()
    return str(timeline), bool(synchronous)


@transaction.atomic
def _after_promotion(timeline: str, now: datetime) -> Epoch:
    epoch = Epoch.objects.select_for_update().get(pk=1)
    if epoch.timeline == timeline:  # another process was quicker
        return epoch
    if not epoch.timeline:  # before it was noted
        Epoch.objects.filter(pk=1).update(timeline=timeline)
        epoch.timeline = timeline
        return epoch
    log.error("the database server has another timeline: it may lack what was acknowledged")
    return begin(now - _LOST_AT_MOST, now)
