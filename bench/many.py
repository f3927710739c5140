"""Eight simulated devices of all models, as `[[device]]` tables and as device specs."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench.kiosk import DEVICE
from devices.manager import DeviceSpec
from devices.simulators.pcsc_daemon import PcscDaemon, there_is_one
from devices.simulators.process import SimulatorProcess

_SIMULATED = (
    ("card_reader", "sam_v", False),
    ("printer", "escpos", False),
    ("printer", "escpos", True),
    ("scanner", "serial_line", False),
    ("card_reader", "sam_v", False),
    ("scanner", "serial_line", False),
    ("ticket_dispenser", "presenter", False),
)


@contextmanager
def eight_devices(but: int = 0) -> Iterator[tuple[DeviceSpec, ...]]:
    """Yields eight devices, without the first `but`. The eighth is a PC/SC reader, or a scanner without the daemon."""
    with ExitStack() as parts:
        specs = [
            DeviceSpec(f"{kind.replace('_', '-')}-{at}", kind, model, _start(parts, model, tcp))
            for at, (kind, model, tcp) in enumerate(_SIMULATED, start=1)
        ]
        yield (*specs, _eighth(parts))[but:]


def tables(specs: tuple[DeviceSpec, ...]) -> str:
    return "".join(DEVICE.format(name=s.name, kind=s.kind, model=s.model, port=s.port) for s in specs)


def _start(parts: ExitStack, model: str, tcp: bool) -> str:
    return parts.enter_context(SimulatorProcess(model, tcp=tcp)).port


def _eighth(parts: ExitStack) -> DeviceSpec:
    if not there_is_one():
        return DeviceSpec("scanner-8", "scanner", "serial_line", _start(parts, "serial_line", tcp=False))
    daemon = PcscDaemon()
    parts.callback(daemon.remove)
    daemon.start()
    return DeviceSpec("card-reader-8", "card_reader", "pcsc", "pcsc://Virtual PCD")
