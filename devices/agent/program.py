"""The agent's program: from the start of the devices to their end."""

import signal
import sys
from pathlib import Path
from types import FrameType

from devices.agent.desk import DeskWatch
from devices.agent.pairing import get_or_create_code
from devices.agent.server import LOOPBACK, Agent, AgentServer
from devices.manager import DeviceManager
from devices.printer.unfinished_jobs import unfinished_jobs


def run(devices: DeviceManager, origin: str, port: int, directory: Path) -> int:
    """Serves until it is told to end. Returns the exit status: 2 where it cannot begin."""
    try:
        code = get_or_create_code(directory)
        desk = DeskWatch(devices)
        server = AgentServer(Agent(origin, code, devices, desk), port)
    except OSError as error:
        print(f"the agent cannot start: {error.strerror or error}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _end)
    unfinished_jobs.persist_to(directory / "printing")
    devices.start()
    desk.start()
    print(f"http://{LOOPBACK}:{server.port} for {origin}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
        desk.stop()
        devices.stop()
    return 0


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
