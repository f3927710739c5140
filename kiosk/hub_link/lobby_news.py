"""The centre's hours of today and who waits, as the hub last told: for a few minutes, as more may be wrong then."""

from collections.abc import Callable
from time import monotonic

from contract.kiosks import Lobby

FRESH = 180.0  # seconds: several heartbeats may fail


class LobbyNews:
    """Safe to use from several threads."""

    def __init__(self, elapsed: Callable[[], float] = monotonic) -> None:
        self._elapsed = elapsed
        self._report: tuple[float, Lobby] | None = None

    def keep(self, lobby: Lobby | None) -> None:
        """Takes what a heartbeat was answered; None from a hub that tells nothing of it."""
        self._report = (self._elapsed(), lobby) if lobby else None

    def find(self) -> Lobby | None:
        """Returns the latest; None where the hub has been silent for longer than it holds."""
        report = self._report
        return report[1] if report and self._elapsed() - report[0] < FRESH else None
