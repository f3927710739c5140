"""Observers of the devices: cards read, slips printed, changes of status. Nothing personal is told."""

from typing import Protocol

from devices.base import Status
from devices.paper_usage import PaperUsage


class DeviceObserver(Protocol):
    """Called by the workers' threads: every call must return at once."""

    def card_read(self, name: str) -> None: ...

    def printed(self, name: str, usage: PaperUsage) -> None:
        """Records that a slip came out."""

    def changed(self, name: str, status: Status) -> None:
        """Records a change of condition, fault or paper."""


class NullObserver:
    """Records nothing."""

    def card_read(self, name: str) -> None:
        return None

    def printed(self, name: str, usage: PaperUsage) -> None:
        return None

    def changed(self, name: str, status: Status) -> None:
        return None
