"""`python -m devices.simulators MODEL --control PATH (--link PATH | --tcp HOST:PORT | --vpcd HOST:PORT | --usb DIR)
[--baudrate N]`

When all is there it prints one line, `{"port": "serial:///…"}`. It ends with SIGTERM, or when its parent is gone.
"""

import argparse
import asyncio
import contextlib
import importlib
import json
import os
import pkgutil
import signal
from pathlib import Path

import devices.simulators
from devices.captures import read_capture
from devices.simulators.base import Simulator
from devices.simulators.control import serve_control
from devices.simulators.line import PtyLine, SimulatedLine, TcpLine
from devices.simulators.usb_layouts import LAYOUTS, CapturedPackets, Layout
from devices.simulators.usb_line import UsbLine
from devices.simulators.vpcd_line import VpcdLine
from devices.transports import parse

_NO_MODELS = {
    "__main__",
    "base",
    "chips",
    "control",
    "desk",
    "line",
    "pcsc_daemon",
    "people",
    "printing",
    "process",
    "usb_layouts",
    "usb_line",
    "usb_stand_in",
    "video_stand_in",
    "vpcd_line",
}


def find_model(name: str) -> type[Simulator]:
    """Returns the class `Simulator` of the module of that name here. Raises ValueError that names those there are."""
    names = {module.name for module in pkgutil.iter_modules(devices.simulators.__path__)} - _NO_MODELS
    model = getattr(importlib.import_module(f"devices.simulators.{name}"), "Simulator", None) if name in names else None
    if not (isinstance(model, type) and issubclass(model, Simulator)):
        raise ValueError(f"there is no model {name!r}; there are {', '.join(sorted(names))}")
    return model


async def run(model: type[Simulator], line: SimulatedLine, control: Path, parent: int) -> None:
    """Runs until SIGTERM, SIGINT, or the end of the process `parent`."""
    simulator = model(line)
    line.plug()
    server = await serve_control(simulator, control)
    done = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, done.set)
    print(json.dumps({"port": line.port}), flush=True)
    await _until(done, parent)
    server.close()
    line.unplug()
    control.unlink(missing_ok=True)


async def _until(done: asyncio.Event, parent: int) -> None:
    while not done.is_set() and os.getppid() == parent:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), 0.5)


def main() -> None:
    parent = os.getppid()
    parser = argparse.ArgumentParser(prog="python -m devices.simulators")
    parser.add_argument("model")
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--link", type=Path, metavar="PATH", help="a serial port, linked here")
    where.add_argument("--tcp", metavar="HOST:PORT", help="a network port; port 0 takes a free one")
    where.add_argument("--vpcd", metavar="HOST:PORT", help="a virtual PC/SC reader that listens there")
    where.add_argument("--usb", type=Path, metavar="DIR", help="a device on the simulated USB bus there")
    parser.add_argument(
        "--layout",
        default="two_pipes",
        help="of USB packets: two_pipes or another, or a capture (for replay)",
    )
    parser.add_argument("--place", default="1-2", metavar="BUS-PORT", help="on the USB bus (1-2)")
    parser.add_argument("--control", type=Path, required=True, metavar="PATH", help="the control socket")
    parser.add_argument("--baudrate", type=int, metavar="N", help="default: 115200 on a serial port, unbounded on TCP")
    arguments = parser.parse_args()
    try:
        model = find_model(arguments.model)
    except ValueError as error:
        parser.error(str(error))
    try:
        line = _line(arguments)
    except ValueError as error:
        parser.error(str(error))
    asyncio.run(run(model, line, arguments.control, parent))


def _line(arguments: argparse.Namespace) -> SimulatedLine:
    """Returns the line of the address. Raises ValueError for an address that is none."""
    if arguments.link:
        return PtyLine(arguments.link.absolute(), arguments.baudrate or 115200)
    if arguments.usb:
        return UsbLine(arguments.usb, _layout(arguments.layout), arguments.place, arguments.baudrate)
    host, _, port = (arguments.tcp or arguments.vpcd).rpartition(":")
    if not (host and port.isdigit()):
        raise ValueError("--tcp and --vpcd need HOST:PORT")
    return TcpLine(host, int(port), arguments.baudrate) if arguments.tcp else VpcdLine(host, int(port))


def _layout(name: str) -> Layout:
    """Returns the layout of that name. Raises ValueError for a name that is none, and no capture's file."""
    if name in LAYOUTS:
        return LAYOUTS[name]()
    if not Path(name).is_file():
        raise ValueError(f"the layout must be a capture's file or one of {', '.join(LAYOUTS)}")
    capture = read_capture(Path(name))
    address = parse(capture.notes.get("port", ""))
    used = sorted({each.endpoint for each in capture.passages if each.endpoint is not None})
    return CapturedPackets(address.scheme, (int(address.host, 16), int(address.port, 16)), used)


if __name__ == "__main__":
    main()
