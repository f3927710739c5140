"""CPU of the device workers while nobody is there: a process that watches eight devices and does nothing else.

`python -m bench.watching` is that process; it takes the devices as JSON on its standard input, and ends with it.
"""

import json
import subprocess
import sys
import time
from dataclasses import asdict

from bench.kiosk import ROOT
from bench.many import eight_devices
from bench.measure import Row, Samples
from bench.processes import cpu_seconds, wake_ups
from devices.manager import DeviceManager, DeviceSpec

RUNS = 7
SECONDS = 10.0
QUIET = 5.0  # s, for all to be open
MOST = 0.5  # %


def rows() -> list[Row]:
    with eight_devices() as specs:
        command = [sys.executable, "-m", "bench.watching"]
        program = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        _wait_until_open(program, specs)
        time.sleep(QUIET)
        measured = [_measure(program.pid) for _ in range(RUNS)]
        program.communicate()
    cpu, woken = (Samples(each) for each in zip(*measured, strict=True))
    return [
        Row("watching 8 devices, CPU", "%", cpu, f"≤ {MOST:g}", cpu.median <= MOST),
        Row("watching 8 devices, wake-ups", "1/s", woken, "reported", True),
    ]


def _wait_until_open(program: subprocess.Popen[str], specs: tuple[DeviceSpec, ...]) -> None:
    """Hands the devices over. Raises RuntimeError where the program ends instead."""
    if program.stdin is None or program.stdout is None:
        raise RuntimeError("the program has no pipes")
    program.stdin.write(json.dumps([asdict(spec) for spec in specs]) + "\n")
    program.stdin.flush()
    if not program.stdout.readline():
        raise RuntimeError("the devices were not opened")


def _measure(pid: int) -> tuple[float, float]:
    """Returns the percentage of a core, and voluntary context switches a second."""
    began, cpu, woken = time.monotonic(), cpu_seconds([pid]), wake_ups(pid)
    time.sleep(SECONDS)
    took = time.monotonic() - began
    return 100 * (cpu_seconds([pid]) - cpu) / took, (wake_ups(pid) - woken) / took


def main() -> None:
    devices = DeviceManager([DeviceSpec(**fields) for fields in json.loads(sys.stdin.readline())])
    devices.start()
    while not _all_open(devices):
        time.sleep(0.05)
    print("all are in use", flush=True)
    sys.stdin.read()
    devices.stop()


def _all_open(devices: DeviceManager) -> bool:
    return all(status.condition.usable for status in devices.statuses().values())


if __name__ == "__main__":
    main()
