"""Makes once what is costly and the same for every test, in whichever process of the test run needs it first."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Returns a folder that `make` has filled, and that nobody changes: all who run tests beside this process have the
    same."""
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder, unfinished = shared / name, shared / f"{name}.part"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(0o700)
            make(unfinished)
            unfinished.rename(folder)
    return folder
