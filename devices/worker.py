"""The thread that owns one driver: it opens the port, watches the status, opens it again after an unplug, and does one
job at a time. A hung driver hangs its worker and nothing else."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Generic, TypeVar

from devices.base import (
    BlockingPoll,
    Condition,
    Device,
    DeviceError,
    Fault,
    HasCallTimeout,
    JobNotStarted,
    Resettable,
    Status,
)
from devices.driver_errors import DriverErrors
from devices.fault_debounce import FaultDebouncer
from devices.jobs import Job, JobStage

log = logging.getLogger(__name__)

D = TypeVar("D", bound=Device)
T = TypeVar("T")

OPEN_SECONDS = 6.0  # to load the model and to open it, where it does not say
CALL_SECONDS = 4.0  # for the status, where it does not say
REOPEN_SECONDS = 0.5
_LOST = {Fault.DISCONNECTED, Fault.NOT_RESPONDING, Fault.WRONG_DEVICE, Fault.INTERNAL}
_UNKNOWN = Status(Condition.UNKNOWN)


def ask_status(driver: Device) -> Status:
    return driver.status()


def do_nothing() -> None:
    return None


def ignore_status(status: Status) -> None:
    return None


class DeviceWorker(Generic[D]):
    def __init__(
        self,
        name: str,
        make: Callable[[], D],
        *,
        watch: Callable[[D], Status] = ask_status,
        every: float = 0.8,
        lost: Callable[[], None] = do_nothing,
        changed: Callable[[Status], None] = ignore_status,
        unknown: Status = _UNKNOWN,
    ) -> None:
        """`make` returns a driver that is not opened; `watch` is called every `every` seconds; `lost` after closing;
        `changed` for another status: all by the worker's thread alone. `unknown`: before anything is known."""
        self.name = name
        self._make = make
        self._watch = watch
        self._every = self._pause = every
        self._bound = CALL_SECONDS
        self._lost = lost
        self._tell = changed
        self._driver: D | None = None
        self._latest_driver: D | None = None
        self._jobs: deque[Job[D, Any]] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._unknown = unknown
        self._status = unknown  # as others see it
        self._reading = unknown  # as it was last told
        self._debouncer = FaultDebouncer()
        self._errors = DriverErrors(name)
        self._answer_by: float | None = None  # when what the driver does now must be done
        self._missed = 0
        self._thread = threading.Thread(target=self._run, name=f"worker {name}", daemon=True)

    @property
    def status(self) -> Status:
        """Returns the latest status. Never blocks."""
        late = self._answer_by
        if late is not None and time.monotonic() > late:
            return self._in_fault(DeviceError(Fault.NOT_RESPONDING, "the driver does not come back"))
        return self._status

    @property
    def ready(self) -> bool:
        """Returns whether the device is open, and known to be in no fault that stands. Never blocks."""
        return self._driver is not None and self.status.condition.usable

    @property
    def works(self) -> bool:
        """Returns whether that is so at this moment, even where a fault comes and goes. Never blocks."""
        return self._driver is not None and self._reading.condition.usable

    @property
    def latest_driver(self) -> D | None:
        """Returns the driver that was made last, open or not: for what its class says of itself. Its methods are the
        worker's alone to call."""
        return self._latest_driver

    def start(self) -> None:
        self._thread.start()

    def stop(self, within: float = 2.0) -> None:
        """Closes the device. A hung driver is left behind."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join(within)

    def do(self, job: Callable[[D], T], within: float) -> T:
        """Does the job on the worker's thread; returns what the job returns. Raises what the job raises of DeviceError,
        `not_responding` when the time is up, `internal` for any other exception in the driver; JobNotStarted where the
        driver never saw the job and never will."""
        task: Job[D, T] = Job(job, time.monotonic() + within)
        with self._changed:
            if self._stopping or not self._thread.is_alive():
                raise JobNotStarted(Fault.DISCONNECTED, "the device is not in use")
            self._jobs.append(task)
            self._changed.notify_all()
        task.ended.wait(within)
        with self._changed:
            return task.outcome(within)

    # --- below here: the worker's thread ---

    def _run(self) -> None:
        next_watch = 0.0
        while not self._stopping:
            job = self._next_job(next_watch)
            if self._stopping:
                break
            if self._driver is None and not self._open():
                self._fail(job)
                next_watch = time.monotonic() + REOPEN_SECONDS
                continue
            if job is not None:
                self._do(job)
            self._look()
            next_watch = time.monotonic() + self._rest()
        self._close()
        for job in self._jobs:
            job.ended.set()

    def _rest(self) -> float:
        """Returns the seconds until the next look: none after a first silence, which the next look confirms or not."""
        if self._driver is None:
            return REOPEN_SECONDS
        if self._missed:
            return 0.0
        return self._pause

    def _next_job(self, until: float) -> Job[D, Any] | None:
        """Returns the next job whose time is not up, as soon as there is one, or None at that time."""
        with self._changed:
            left = until - time.monotonic()
            if left > 0:
                self._changed.wait_for(lambda: self._jobs or self._stopping, left)
            while self._jobs and not self._stopping:
                job = self._jobs.popleft()
                if job.stage is JobStage.WAITING and time.monotonic() < job.deadline:
                    return job
        return None

    def _open(self) -> bool:
        driver: D | None = None
        try:
            self._answer_by = time.monotonic() + OPEN_SECONDS
            driver = self._latest_driver = self._make()
            self._answer_by = time.monotonic() + max(OPEN_SECONDS, self._take_measure(driver))
            driver.open()
        except Exception as error:  # whatever a driver does, the worker goes on
            if driver is not None:
                self._let_go(driver)
            self._set_error(self._errors.as_device_error(error))
            return False
        finally:
            self._answer_by = None
        self._driver, self._missed = driver, 0
        return True

    def _take_measure(self, driver: object) -> float:
        """Returns how long this driver may take, and how often it is asked: determined once, as that is slow."""
        self._bound = driver.call_seconds if isinstance(driver, HasCallTimeout) else CALL_SECONDS
        self._pause = driver.rest_seconds if isinstance(driver, BlockingPoll) else self._every
        return self._bound

    def _look(self) -> None:
        """Asks for the status. One silence may be chance: the second in a row is a fault."""
        if self._driver is None:
            return
        try:
            self._answer_by = time.monotonic() + self._bound
            status = self._watch(self._driver)
        except Exception as caught:
            error = self._errors.as_device_error(caught)
            self._missed += 1
            if error.fault is not Fault.NOT_RESPONDING or self._missed > 1:
                if error.fault in _LOST:
                    self._lose(error)
                else:
                    self._set_error(error)
            return
        finally:
            self._answer_by = None
        self._missed = 0
        self._set(status)

    def _do(self, job: Job[D, Any]) -> None:
        with self._changed:
            if job.stage is not JobStage.WAITING or self._driver is None:
                return
            job.stage = JobStage.BEGUN
        self._answer_by = job.deadline
        try:
            job.result = job.work(self._driver)
        except Exception as error:
            job.error = self._errors.as_device_error(error)
        finally:
            self._answer_by = None
        with self._changed:
            over = job.stage is JobStage.OVER
            if not over:
                job.stage = JobStage.DONE
        job.ended.set()
        if over:
            self._clear()
        elif job.error is not None and job.error.fault in {Fault.DISCONNECTED, Fault.INTERNAL}:
            self._lose(job.error)

    def _fail(self, job: Job[D, Any] | None) -> None:
        """Fails a job for which the device could not be opened."""
        if job is not None:
            with self._changed:
                if job.stage is JobStage.WAITING:
                    job.error = JobNotStarted(self._status.fault or Fault.DISCONNECTED, self._status.detail)
                    job.stage = JobStage.DONE
            job.ended.set()

    def _clear(self) -> None:
        """Clears the device after a job outlived its time, so that nothing of it comes out later."""
        log.warning("%s: a job outlived its time; the device is cleared", self.name)
        driver = self._driver
        try:
            self._answer_by = time.monotonic() + OPEN_SECONDS
            if isinstance(driver, Resettable):
                driver.clear()
            else:
                self._close()
        except Exception as error:
            self._lose(self._errors.as_device_error(error))
        finally:
            self._answer_by = None

    def _lose(self, error: DeviceError) -> None:
        """Closes the device. Before its status says so, nothing that lay on it counts any more."""
        self._lost()
        self._set_error(error)
        self._close()

    def _close(self) -> None:
        driver, self._driver = self._driver, None
        if driver is not None:
            self._let_go(driver)
            self._lost()

    def _let_go(self, driver: D) -> None:
        try:
            driver.close()
        except Exception as error:
            self._errors.as_device_error(error)

    def _set_error(self, error: DeviceError) -> None:
        self._set(self._in_fault(error))

    def _in_fault(self, error: DeviceError) -> Status:
        """Returns the status with paper and media unknown."""
        return replace(self._unknown, condition=Condition.FAULT, fault=error.fault, detail=error.detail)

    def _set(self, reported: Status) -> None:
        self._reading = reported
        status = self._debouncer.update(reported, time.monotonic())
        before, self._status = self._status, status
        if (before.condition, before.fault, before.paper) != (status.condition, status.fault, status.paper):
            level = logging.WARNING if status.condition is Condition.FAULT else logging.INFO
            words = (status.condition, status.fault, status.paper and f"paper {status.paper}", status.detail)
            log.log(level, "%s: %s", self.name, " ".join(str(word) for word in words if word))
            self._tell(status)
