"""The demonstration's devices, simulated in processes of their own, and the connection to its hub."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demo.network import Network
from devices.simulators.pcsc_daemon import PACKAGES, PcscDaemon, there_is_one
from devices.simulators.people import PEOPLE
from devices.simulators.process import SimulatorError, SimulatorProcess
from devices.simulators.video_stand_in import standing_in

if TYPE_CHECKING:
    from devices.manager import DeviceSpec

READER, PRINTER, NETWORK = "card-reader", "printer", "network"
SPARE, DISPENSER, SCANNER, CHIPS, CAMERA = "printer-2", "dispenser", "scanner", "chip-cards", "camera"
MODELS = {
    READER: ("card_reader", "sam_v"),
    PRINTER: ("printer", "escpos"),
    SPARE: ("printer", "escpos"),
    DISPENSER: ("ticket_dispenser", "presenter"),
    SCANNER: ("scanner", "serial_line"),
    CHIPS: ("card_reader", "pcsc"),
    CAMERA: ("document_camera", "v4l2"),
}
FEW = (READER, PRINTER, DISPENSER)
_WITH_PAPER = (PRINTER, SPARE, DISPENSER)


class DemoDevices:
    """The simulators in `folder`. A thread executes commands in order, so callers never wait.

    `names`: the devices of MODELS on this machine; `missing`: the others, and the packages they need. Chip cards need
    the real PC/SC daemon and vsmartcard's reader in it.
    """

    def __init__(self, folder: Path, names: tuple[str, ...] = tuple(MODELS)) -> None:
        self._folder = folder
        self.missing = {CHIPS: PACKAGES} if CHIPS in names and not there_is_one() else {}
        self.names = tuple(name for name in names if name not in self.missing)
        self.network = Network()
        for name in self.names:
            shutil.rmtree(self._paper(name), ignore_errors=True)  # of an earlier demonstration
        self._processes: dict[str, SimulatorProcess] = {}
        self._daemon: PcscDaemon | None = None
        self._stand_ins = ExitStack()
        self._worker = ThreadPoolExecutor(1, "simulators")

    @property
    def specs(self) -> tuple[DeviceSpec, ...]:
        """Returns the device specs; the ports exist once the simulators run."""
        from devices.manager import DeviceSpec

        return tuple(DeviceSpec(name, *MODELS[name], self._port(name)) for name in self.names)

    @property
    def people(self) -> dict[str, str]:
        """Returns the card owners' names by the card's key; the Chinese name where there are two."""
        return {key: person.get("chinese_name") or person["name"] for key, person in PEOPLE.items()}

    def start(self) -> None:
        if CAMERA in self.names:
            self._stand_ins.enter_context(standing_in())
        if CHIPS in self.names:
            self._daemon = PcscDaemon()  # says where it will be found, before any driver looks
            self._worker.submit(self._daemon.start)
        for name in self.names:
            self._worker.submit(self._start, name)
            if name in _WITH_PAPER:
                self.do(name, "set", paper=str(self._paper(name)))

    def stop(self) -> None:
        self._worker.shutdown(cancel_futures=True)
        self.network.stop()
        for process in self._processes.values():
            process.stop()
        if self._daemon:
            self._daemon.remove()
        self._stand_ins.close()

    def do(self, device: str, do: str, **fields: Any) -> Future[Mapping[str, Any]]:
        """Sends a command to a simulator or the network; its answer, SimulatorError or ValueError comes with the
        future."""
        return self._worker.submit(self._do, device, do, fields)

    def pieces(self) -> list[Path]:
        """Returns pictures of what was printed, oldest first."""
        pictures = [file for name in _WITH_PAPER for file in self._paper(name).glob("*.png")]
        return sorted(pictures, key=lambda file: (file.stat().st_mtime_ns, file))

    def last_code(self) -> str | None:
        """Returns the content of the newest printed QR code."""
        for piece in reversed(self.pieces()):
            text = piece.with_suffix(".txt").read_text("utf-8")
            _before, mark, behind = text.rpartition("[QR ")
            if mark:
                return behind.partition("]")[0]
        return None

    def _start(self, name: str) -> None:
        vpcd = self._daemon.vpcd if self._daemon and name == CHIPS else ""
        process = SimulatorProcess(MODELS[name][1], directory=self._home(name), vpcd=vpcd, tcp=name == CAMERA)
        self._processes[name] = process.start()

    def _do(self, device: str, do: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        if device == NETWORK:
            return self.network.do(do, **fields)
        if device not in self._processes:
            raise SimulatorError(f"there is no {device}")
        return self._processes[device].do(do, **fields)

    def _home(self, name: str) -> Path:
        return self._folder if name in (READER, PRINTER) else self._folder / name

    def _paper(self, name: str) -> Path:
        return self._home(name) / "paper"

    def _port(self, name: str) -> str:
        if name == CHIPS:
            return "pcsc://Virtual PCD"
        if name == CAMERA:
            return f"v4l2://{self._home(name).absolute()}/v4l2.control"
        return f"serial://{self._home(name).absolute()}/{MODELS[name][1]}?baudrate=115200"


def open_simulators(data_dir: Path, *, few: bool) -> DemoDevices:
    """Returns all simulators, or the few that the tour uses. They are not started."""
    return DemoDevices(data_dir / "devices", FEW if few else tuple(MODELS))
