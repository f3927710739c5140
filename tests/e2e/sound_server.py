"""A PulseAudio of a test's own, with two outputs that nobody hears: what is played there is recorded."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.e2e.centre import wait_until
from tests.e2e.hearing import RATE

_FORMAT = f"rate={RATE} channels=1 format=s16le"


@contextmanager
def sound_server(folder: Path, outputs: Sequence[str]) -> Iterator[Mapping[str, str]]:
    """Yields the environment of a program that plays there; each output is recorded in a file of its name."""
    if shutil.which("pulseaudio") is None:
        pytest.skip("no PulseAudio here")
    socket = folder / "pulse"
    own = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "PULSE_RUNTIME_PATH": str(folder)}
    sinks = [f"module-null-sink sink_name={o} sink_properties=device.description={o} {_FORMAT}" for o in outputs]
    modules = [f"module-native-protocol-unix auth-anonymous=1 socket={socket}", *sinks]
    server = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes"]
    client = {"PULSE_SERVER": f"unix:{socket}", "SDL_AUDIODRIVER": "pulseaudio"}
    with ExitStack() as processes:
        _start(processes, [*server, *(part for module in modules for part in ("-L", module))], own)
        wait_until(socket.exists)
        for output in outputs:
            recorder = ["parec", "--raw", f"--device={output}.monitor", f"--rate={RATE}", "--channels=1"]
            file = processes.enter_context((folder / output).open("wb"))
            _start(processes, [*recorder, "--format=s16le", "--latency-msec=50"], {**own, **client}, file)
        wait_until(lambda: all((folder / output).stat().st_size for output in outputs))
        yield client


def _start(processes: ExitStack, program: list[str], environment: Mapping[str, str], out: object = None) -> None:
    process = subprocess.Popen(program, env=environment, stdout=out or subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # type: ignore[call-overload]  # a file
    processes.callback(process.wait, 10)
    processes.callback(process.terminate)
