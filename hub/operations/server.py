"""The hub's own HTTP server: gunicorn's processes with Waitress's connections, set up for the database at hand."""

import atexit
import gc
import os
import shutil
import tempfile
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from hub.operations.http_worker import HttpWorker
from hub.settings import bound_statements


class HubServer(BaseApplication):  # type: ignore[misc]
    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Loads all that requests will need, so that processes share it, and the collector leaves it alone."""
        gc.disable()
        application = get_wsgi_application()
        import_module(settings.ROOT_URLCONF)
        if settings.ON_SQLITE:
            import_module("hub.operations.worker")
        gc.freeze()
        gc.enable()
        return application


def serve(bind: str, on_sqlite: bool) -> None:
    """Serves until SIGTERM: two processes on SQLite, which has one writer; else WEB_CONCURRENCY, or two a core."""
    bound_statements()
    share_metrics()
    processes = int(os.environ.get("WEB_CONCURRENCY") or 2 * len(os.sched_getaffinity(0)))  # those that it may use
    HubServer(
        {
            "bind": bind,
            "worker_class": HttpWorker,
            "workers": 2 if on_sqlite else processes,
            "preload_app": True,  # loaded once, then forked
            "graceful_timeout": 10,
            "control_socket_disable": True,
            "loglevel": "warning",
            "proc_name": "hub",
            "child_exit": _forget_metrics,
            **({"post_worker_init": _work} if on_sqlite else {}),
        }
    ).run()


def share_metrics() -> None:
    """Makes the folder that the processes' counters share, before they are imported; it is deleted with this
    process."""
    folder = tempfile.mkdtemp(prefix="hub-metrics-")
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    owner = os.getpid()
    atexit.register(lambda: shutil.rmtree(folder, ignore_errors=True) if os.getpid() == owner else None)


def _forget_metrics(server: Arbiter, worker: Worker) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def _work(worker: Worker) -> None:
    """Runs the background jobs. A hub on SQLite is one machine's: nothing else need be started beside it. Threads do
    not outlive a fork."""
    from hub.operations.worker import start_working

    start_working()
