"""One job for a device, and how far it is."""

import threading
from collections.abc import Callable
from enum import Enum, auto
from typing import Generic, TypeVar

from devices.base import Device, DeviceError

D = TypeVar("D", bound=Device)
T = TypeVar("T")


class Stage(Enum):
    WAITING = auto()
    BEGUN = auto()
    DONE = auto()
    OVER = auto()  # its time ran out


class Job(Generic[D, T]):
    """`stage` is changed under the keeper's lock alone."""

    def __init__(self, work: Callable[[D], T], deadline: float) -> None:
        self.work = work
        self.deadline = deadline
        self.stage = Stage.WAITING
        self.ended = threading.Event()
        self.result: T | None = None
        self.error: DeviceError | None = None
