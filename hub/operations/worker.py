"""Background jobs beside serving: sending what is queued, watching kiosks and deadlines, and each night removing what
is past its time and verifying the audit log.

Any number of workers may run: each job is done once. `python -m hub work` does nothing else; a hub on
SQLite, which is one machine's, does it in its server.
"""

import _thread
import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread

from django.db import Error, close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from hub.alerts.routing import send_alerts
from hub.alerts.sending import requeue_stuck_alerts
from hub.audit.findings import raise_row_changed, watch_credentials
from hub.audit.months import detach_old_parts
from hub.audit.partitions import keep_parts
from hub.audit.witnessing import witness
from hub.calendar.announcements import note_announcements
from hub.cases.clocks import end_notices
from hub.cases.complaints import give_on_complaints
from hub.cases.escalation import escalate_overdue
from hub.catalogue.services import publish_if_day_changed
from hub.channels.call_backs import escalate_call_backs
from hub.channels.escalation import escalate_reviews
from hub.core.sealing import ChangedPastHub
from hub.departments.outbox import prune, requeue_stuck
from hub.kiosks.alarms import watch
from hub.kiosks.rate_limits import forget_tries
from hub.notify.promises import publish_promise
from hub.notify.reminders import announce_turns, remind_of_appointments, remind_of_entitlements
from hub.notify.sending import send_messages
from hub.operations import daily
from hub.operations.deadline_shift import move_clocks
from hub.operations.giving_way import giving_way
from hub.queues.call_parts import keep_call_parts
from hub.queues.closing import close_days
from hub.queues.phone_numbers import expire_phone_numbers
from hub.queues.services import expire_reserved
from hub.queues.supervision import watch_queues

log = logging.getLogger("hub.work")

Job = Callable[[datetime], object]
AT_ONCE: tuple[Job, ...] = (send_messages,)
OFTEN: tuple[Job, ...] = (watch, watch_queues, send_alerts, expire_reserved, expire_phone_numbers, announce_turns)
JOBS: tuple[Job, ...] = (
    daily.note_work,
    witness,
    watch_credentials,
    keep_parts,
    keep_call_parts,
    detach_old_parts,
    publish_if_day_changed,
    close_days,
    end_notices,
    note_announcements,
    move_clocks,
    escalate_overdue,
    escalate_reviews,
    escalate_call_backs,
    give_on_complaints,
    requeue_stuck,
    requeue_stuck_alerts,
    prune,
    publish_promise,
    remind_of_appointments,
    remind_of_entitlements,
    forget_tries,
    daily.run,
)
_WATCH = 15.0  # seconds between two looks at the kiosks
_EVERY = 60.0  # seconds between two rounds of the jobs
_LOOK = 1.0  # seconds between two looks at the queue, and at messages to residents


def work_until_told() -> None:
    """Works until SIGTERM or SIGINT; a message that is on its way is sent first."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: _thread.start_new_thread(stop.set, ()))  # it may wait for the loop's lock
    log.info("working")
    _keep_working(stop)


def start_working() -> Event:
    """Works on a thread of its own, until the returned event is set."""
    stop = Event()
    Thread(target=_keep_working, args=(stop,), name="work", daemon=True).start()
    return stop


def work_once() -> None:
    """Does a round of the jobs, and all that is due in the queue."""
    run_jobs(timezone.now(), OFTEN + JOBS + AT_ONCE)
    drain()


def _keep_working(stop: Event) -> None:
    rounds = (_Round(OFTEN, _WATCH), _Round(JOBS, _EVERY))
    sender = Thread(target=_keep_sending, args=(stop,), name="send messages", daemon=True)
    sender.start()
    while not stop.is_set():
        try:
            with giving_way():
                for turn in rounds:
                    turn.at_its_time()
                drain()
        except Error as error:  # the database is away; the next look may find it back
            log.error("work: %s", type(error).__name__)
            close_old_connections()
        stop.wait(_LOOK)
    connection.close()
    sender.join()


def _keep_sending(stop: Event) -> None:
    """Sends messages to residents. A gateway that does not answer delays no other job."""
    while not stop.is_set():
        try:
            with giving_way():
                run_jobs(timezone.now(), AT_ONCE)
        except Error as error:
            log.error("messages: %s", type(error).__name__)
            close_old_connections()
        stop.wait(_LOOK)
    connection.close()


@dataclass
class _Round:
    jobs: tuple[Job, ...]
    every: float  # seconds
    due: float = 0.0

    def at_its_time(self) -> None:
        if time.monotonic() >= self.due:
            self.due = time.monotonic() + self.every
            run_jobs(timezone.now(), self.jobs)


def run_jobs(now: datetime, jobs: tuple[Job, ...]) -> None:
    """Runs a round of the jobs. One that fails is logged, by the kind of its error alone, and the others still done."""
    for job in jobs:
        try:
            job(now)
        except Error:
            raise
        except ChangedPastHub as error:
            raise_row_changed(error)
        except Exception as error:  # after any error the next job must go on
            log.error("%s: %s", job.__name__, type(error).__name__)


def drain() -> None:
    """Runs what is due in the queue. To find it empty costs one read and no lock."""
    if not DBTaskResult.objects.ready().exists():
        return
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    ).run()
