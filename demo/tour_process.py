"""The robot that walks through every page: a program of its own, which sees the kiosk as a resident does."""

import os
import subprocess
import sys
from pathlib import Path


def run_tour(probe: Path, devices: Path, out: Path) -> int:
    """Walks through the pages of this kiosk; returns the robot's exit status."""
    where = ["--probe", probe, "--pid", os.getpid(), "--devices", devices, "--out", out]
    program = [sys.executable, "-m", "demo.tour", *map(str, where)]
    return subprocess.run(program, cwd=Path(__file__).parents[1], check=False).returncode
