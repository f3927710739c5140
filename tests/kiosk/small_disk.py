"""A small disk of a test's own, that fills up and turns read-only: a tmpfs in a mount namespace that no other program
sees. Needs root."""

import ctypes
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

_CLONE_NEWNS = 0x00020000  # as in linux/sched.h

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a disk")


class SmallDisk:
    """Mounted at `path` for the thread that made it, and the threads and programs that this one starts."""

    def __init__(self, path: Path, megabytes: int = 32) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", str(path))

    def fill(self) -> None:
        """To the last byte."""
        with (self.path / "filler").open("ab", buffering=0) as filler:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while filler.write(b"x" * size):
                        pass
                except OSError:
                    continue

    def empty(self) -> None:
        (self.path / "filler").unlink()

    def turn_read_only(self) -> None:
        """For all that is opened from now on; the kernel turns no file read-only that is being written."""
        _run("mount", "--bind", str(self.path), str(self.path))
        _run("mount", "-o", "remount,bind,ro", str(self.path))

    def turn_writable(self) -> None:
        _run("umount", "--lazy", str(self.path))


def with_own_mounts(story: Callable[[], None]) -> None:
    """Runs it on a thread whose mounts nobody else sees. Raises what it raises."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            if ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWNS):
                pytest.skip(f"no mount namespace: {os.strerror(ctypes.get_errno())}")
            _run("mount", "--make-rprivate", "/")
            story()
        except BaseException as error:  # handed to the test's own thread
            raised.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]


def _run(*command: str) -> None:
    subprocess.run(command, check=True)
