"""A virtual display: `python -m tools.xvfb COMMAND …` runs the command on a display of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

PORTRAIT = (1080, 1920)
ANY_WAY = (1920, 1920)  # fits portrait and landscape


@contextmanager
def virtual_display(width: int, height: int) -> Iterator[str]:
    """Yields the name (":99") of a display that ends with the block. Raises OSError if Xvfb does not start."""
    read_end, write_end = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(write_end),
        "-screen",
        "0",
        f"{width}x{height}x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    # X servers notify systemd of readiness: here they would do so in the program's name
    environment = {name: value for name, value in os.environ.items() if name != "NOTIFY_SOCKET"}
    server = subprocess.Popen(
        command, env=environment, pass_fds=[write_end], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as answer:
            number = answer.readline().strip()
        if not number:
            raise OSError(f"Xvfb ended with {server.wait()}")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def main(command: list[str]) -> int:
    with virtual_display(*ANY_WAY) as name:
        program = subprocess.Popen(command, env={**os.environ, "DISPLAY": name})
        signal.signal(signal.SIGTERM, lambda *_: program.terminate())
        try:
            return program.wait()
        except KeyboardInterrupt:
            program.terminate()
            return program.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
