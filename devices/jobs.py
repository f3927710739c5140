"""One job for a device, and how far it is."""

import threading
from collections.abc import Callable
from enum import Enum, auto
from typing import Generic, TypeVar

from devices.base import Device, DeviceError, Fault, JobNotStarted

D = TypeVar("D", bound=Device)
T = TypeVar("T")


class JobStage(Enum):
    WAITING = auto()
    BEGUN = auto()
    DONE = auto()
    OVER = auto()  # its time ran out


class Job(Generic[D, T]):
    """`stage` is changed under the worker's lock alone."""

    def __init__(self, work: Callable[[D], T], deadline: float) -> None:
        self.work = work
        self.deadline = deadline
        self.stage = JobStage.WAITING
        self.ended = threading.Event()
        self.result: T | None = None
        self.error: DeviceError | None = None

    def outcome(self, within: float) -> T:
        """Returns what the work returned, once it ended or its `within` seconds are up. Raises its error;
        `not_responding` where it is not done, JobNotStarted where the driver never saw it: from now on it never
        will."""
        if self.stage is not JobStage.DONE:
            begun, self.stage = self.stage is JobStage.BEGUN, JobStage.OVER
            if begun:
                raise DeviceError(Fault.NOT_RESPONDING, f"not done in {within:.1f} s")
            raise JobNotStarted(Fault.NOT_RESPONDING, "not begun in time")
        if self.error is not None:
            raise self.error
        return self.result  # type: ignore[return-value]  # done without an error: it is a T
