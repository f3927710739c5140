"""Practice as the hub orders it: begun and ended between two visits, and reported to the kiosk's own hub meanwhile."""

import logging
from collections.abc import Callable
from uuid import UUID

from contract.kiosks import Command, CommandAnswer, CommandKind, DeviceReport, Heartbeat, Mode
from contract.release import get_version
from kiosk import clock
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.hub_link.heartbeat import EVERY
from kiosk.hub_link.periodic import PeriodicTask
from kiosk.storage.practice_file import PracticeFile

log = logging.getLogger(__name__)
_ENDING = (CommandKind.END_PRACTICE, CommandKind.LOCK, CommandKind.MAINTENANCE)


class PracticeSwitch:
    """`may_leave`: whether nothing waits for the hub that the kiosk speaks with now."""

    def __init__(
        self, file: PracticeFile, restart: Callable[[], None], may_leave: Callable[[], bool], *, practises: bool
    ) -> None:
        self._file, self._restart, self._may_leave = file, restart, may_leave
        self.practises = practises
        self._ordered = False

    def order(self, *, practise: bool) -> None:
        self._ordered = practise is not self.practises

    def is_due(self) -> bool:
        return self._ordered and self._may_leave()

    def carry_out(self) -> None:
        """Switches and starts again. Where the disk takes nothing the kiosk goes on as it is, and the order stands at
        the hub."""
        self._ordered = False
        try:
            if self.practises:
                self._file.end()
            else:
                self._file.begin(clock.today())
        except OSError as error:
            log.error("practice was not switched: %s", error.strerror)
            return
        log.warning("practice %s, as the hub orders", "ends" if self.practises else "begins")
        self._restart()


class PracticeReports:
    """Owns a thread: tells the kiosk's own hub that it practises, and hears from it when that is to end.

    Nothing of practice is in a report. A lock ends practice too, and is taken up by the kiosk that has returned.
    """

    def __init__(self, hub: HubClient, devices: Callable[[], tuple[DeviceReport, ...]], switch: PracticeSwitch) -> None:
        self._hub, self._devices, self._switch = hub, devices, switch
        self._answers: dict[UUID, CommandAnswer] = {}
        self._task = PeriodicTask("reports of practice", self._report, EVERY)
        self.start = self._task.start

    def stop(self) -> None:
        self._task.stop()
        self._hub.close()

    def _report(self) -> bool:
        report = Heartbeat(
            at=clock.machine_now(),
            version=get_version(),
            outbox=0,  # it was empty when practice began
            refused=None,
            devices=self._devices(),
            mode=Mode.PRACTICE,
            answers=tuple(self._answers.values()),
            can_practise=True,
        )
        try:
            answer = self._hub.report(report)
        except (HubAway, HubRefused):
            return False
        for answered in report.answers:
            del self._answers[answered.id]
        self._obey(answer.commands)
        return True

    def _obey(self, commands: tuple[Command, ...]) -> None:
        """Takes up the last order of practice; others stay for the kiosk that has returned."""
        for command in commands:
            if command.kind is CommandKind.PRACTICE:
                self._switch.order(practise=True)
                self._answers[command.id] = CommandAnswer(id=command.id, done=True)
            elif command.kind in _ENDING:
                self._switch.order(practise=False)
        if self._answers:
            self._task.wake()
