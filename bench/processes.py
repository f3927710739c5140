"""Memory and CPU time of processes, from /proc."""

from collections.abc import Iterable
from pathlib import Path


def family(pid: int) -> list[int]:
    """Returns the process and all its descendants."""
    members = [pid]
    for process in members:
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            members += [int(child) for child in _text(task).split()]
    return members


def pss(pids: Iterable[int]) -> float:
    """Returns the proportional set size in MB: shared memory is divided among its users."""
    lines = [line for pid in pids for line in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def cpu_seconds(pids: Iterable[int]) -> float:
    """Returns the CPU time of all living threads so far."""
    threads = [task for pid in pids for task in Path(f"/proc/{pid}/task").glob("*/schedstat")]
    return sum(int((_text(task).split() or ["0"])[0]) for task in threads) / 1e9


def wake_ups(pid: int) -> int:
    """Returns the voluntary context switches of all living threads so far."""
    lines = [line for task in Path(f"/proc/{pid}/task").glob("*/status") for line in _text(task).splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches"))


def open_files(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def _text(path: Path) -> str:
    """Returns "" where the process has just ended."""
    try:
        return path.read_text()
    except OSError:
        return ""


def threads(pid: int) -> int:
    """Returns how many threads live."""
    return sum(1 for _ in Path(f"/proc/{pid}/task").iterdir())
