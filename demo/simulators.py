"""The demonstration's devices: a card reader and a printer, simulated in processes of their own."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devices.simulators.people import PEOPLE
from devices.simulators.process import SimulatorProcess

if TYPE_CHECKING:
    from devices.front import DeviceSpec

READER, PRINTER = "card-reader", "printer"
MODELS = {READER: ("card_reader", "sam_v"), PRINTER: ("printer", "escpos")}


class DemoDevices:
    """Both simulators in `folder`. Commands are carried out in order by a thread, so whoever gives them never waits."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.paper = folder / "paper"
        shutil.rmtree(self.paper, ignore_errors=True)  # of an earlier demonstration
        self._processes = {name: SimulatorProcess(model, directory=folder) for name, (_, model) in MODELS.items()}
        self._worker = ThreadPoolExecutor(1, "simulators")

    @property
    def specs(self) -> tuple[DeviceSpec, ...]:
        """What stands for `[[device]]`: the lines are there as soon as the simulators are up."""
        from devices.front import DeviceSpec

        return tuple(
            DeviceSpec(name, kind, model, f"serial://{self._folder.absolute()}/{model}?baudrate=115200")
            for name, (kind, model) in MODELS.items()
        )

    @property
    def people(self) -> dict[str, str]:
        """Whose cards there are: the name by the card's key; the Chinese name where there are two."""
        return {key: person.get("chinese_name") or person["name"] for key, person in PEOPLE.items()}

    def start(self) -> None:
        for process in self._processes.values():
            self._worker.submit(process.start)
        self.do(PRINTER, "set", paper=str(self.paper))

    def stop(self) -> None:
        self._worker.shutdown(cancel_futures=True)
        for process in self._processes.values():
            process.stop()

    def do(self, device: str, do: str, **fields: Any) -> Future[Mapping[str, Any]]:
        """Give a simulator a command; its answer, or SimulatorError, comes with the future."""
        return self._worker.submit(lambda: self._processes[device].do(do, **fields))

    def pieces(self) -> list[Path]:
        """Pictures of what was printed, oldest first."""
        return sorted(self.paper.glob("*.png"))
