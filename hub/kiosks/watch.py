"""The hub's own eye on its kiosks, in every server process: a silent kiosk raises its alarm within two minutes."""

import logging
from threading import Event, Thread

from django.db import Error, connection
from django.utils import timezone

from hub.kiosks.alarms import watch

log = logging.getLogger("hub.kiosks")

EVERY = 15.0  # seconds


def start_watching() -> Event:
    """From now on, on a thread of its own, until the event that is given back is set."""
    stopping = Event()
    Thread(target=_keep_watching, args=(stopping,), name="kiosk watch", daemon=True).start()
    return stopping


def _keep_watching(stopping: Event) -> None:
    while not stopping.wait(EVERY):
        try:
            watch(timezone.now())
        except Error as error:  # the database is away; the next look may find it back
            log.error("kiosk watch: %s", type(error).__name__)
        finally:
            connection.close()
