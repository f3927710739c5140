"""The machine that the kiosk runs on, as Linux tells of it: disk, memory, temperature, network, clock."""

import shutil
from dataclasses import dataclass
from pathlib import Path

_SYNCHRONISED = Path("/run/systemd/timesync/synchronized")


@dataclass(frozen=True, slots=True)
class Machine:
    """Sizes in bytes; `temperature` in °C, None where there is no sensor; `links` are the network interfaces that are
    up; `uptime` in seconds; `clock_set`: a time server keeps the clock right, None where that is not known."""

    disk_free: int
    disk_size: int
    memory_free: int
    memory_size: int
    temperature: float | None
    links: tuple[str, ...]
    uptime: float
    clock_set: bool | None


def look(data_dir: Path) -> Machine:
    """Takes less than a millisecond. Raises OSError where the data directory is gone."""
    disk = shutil.disk_usage(data_dir)
    memory = _memory(Path("/proc/meminfo"))
    return Machine(
        disk.free,
        disk.total,
        memory.get("MemAvailable", 0),
        memory.get("MemTotal", 0),
        _temperature(Path("/sys/class/thermal")),
        _links(Path("/sys/class/net")),
        float(_text(Path("/proc/uptime")).split()[0] or 0) if _text(Path("/proc/uptime")) else 0.0,
        _SYNCHRONISED.exists() if _SYNCHRONISED.parent.exists() else None,
    )


def _memory(file: Path) -> dict[str, int]:
    fields = (line.split() for line in _text(file).splitlines())
    return {name.rstrip(":"): int(size) * 1024 for name, size, *_ in fields if size.isdigit()}


def _temperature(folder: Path) -> float | None:
    """The hottest sensor's."""
    readings = [_text(file).strip() for file in folder.glob("thermal_zone*/temp")]
    return max((int(reading) / 1000 for reading in readings if reading.lstrip("-").isdigit()), default=None)


def _links(folder: Path) -> tuple[str, ...]:
    up = [link.parent.name for link in folder.glob("*/operstate") if _text(link).strip() in ("up", "unknown")]
    return tuple(sorted(name for name in up if name != "lo"))


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError:
        return ""
