"""The machine that the kiosk runs on, as Linux tells of it: disk, memory, temperature, network, clock."""

import ctypes
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_LOCAL = re.compile(r"\|-- (\S+)\n\s+/32 host LOCAL")  # in /proc/net/fib_trie
_TIMEX_BYTES = 208  # struct timex of adjtimex(2)
_TIME_ERROR = 5  # "the clock is not synchronised"
_LEAST_DEGREES, _MOST_DEGREES = 1, 150  # what lies beyond is no reading


@dataclass(frozen=True, slots=True)
class MachineHealth:
    """Sizes in bytes; `temperature` in °C, None where there is no sensor; `links` are the network interfaces that have
    a connection, `addresses` those of the machine but for loopback; `uptime` in seconds; `clock_set`: something keeps
    the clock right, None where that is not known."""

    disk_free: int
    disk_size: int
    memory_free: int
    memory_size: int
    temperature: float | None
    links: tuple[str, ...]
    addresses: tuple[str, ...]
    uptime: float
    clock_set: bool | None


def look(data_dir: Path, root: Path = Path("/")) -> MachineHealth:
    """Returns the machine's state; takes less than a millisecond. `root` holds /proc, /sys and /run. Raises OSError
    where the data directory is gone."""
    disk = shutil.disk_usage(data_dir)
    memory = _memory(root / "proc/meminfo")
    return MachineHealth(
        disk.free,
        disk.total,
        memory.get("MemAvailable", 0),
        memory.get("MemTotal", 0),
        _temperature(root / "sys/class"),
        _links(root / "sys/class/net"),
        tuple(_addresses(root / "proc/net")),
        float((_text(root / "proc/uptime").split() or ["0"])[0]),
        _clock_set(root / "run/systemd/timesync"),
    )


def is_clock_kept(root: Path = Path("/")) -> bool | None:
    """Returns whether something keeps the clock right. None where that is not known."""
    return _clock_set(root / "run/systemd/timesync")


def _memory(file: Path) -> dict[str, int]:
    fields = (line.split() for line in _text(file).splitlines())
    return {name.rstrip(":"): int(size) * 1024 for name, size, *_ in fields if size.isdigit()}


def _temperature(folder: Path) -> float | None:
    """Returns the temperature of the hottest sensor, in °C."""
    files = [*folder.glob("thermal/thermal_zone*/temp"), *folder.glob("hwmon/hwmon*/temp*_input")]
    readings = [_text(file).strip() for file in files]
    degrees = [int(reading) / 1000 for reading in readings if reading.lstrip("-").isdigit()]
    return max((value for value in degrees if _LEAST_DEGREES <= value <= _MOST_DEGREES), default=None)


def _links(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(link.name for link in folder.glob("*") if link.name != "lo" and _connected(link)))


def _connected(link: Path) -> bool:
    """Returns the interfaces with a connection. Some drivers never report their state: then the carrier counts, where
    there is a real device behind it."""
    state = _text(link / "operstate").strip()
    if state == "unknown":
        return (link / "device").exists() and _text(link / "carrier").strip() == "1"
    return state == "up"


def _addresses(folder: Path) -> Iterable[str]:
    """Yields IPv4 addresses first; of IPv6 those that are good beyond the link."""
    local = dict.fromkeys(_LOCAL.findall(_text(folder / "fib_trie")))
    yield from (address for address in local if not address.startswith("127."))
    for line in _text(folder / "if_inet6").splitlines():
        digits, _number, _length, scope, *_rest = line.split()
        if scope == "00":
            yield ":".join(digits[at : at + 4].lstrip("0") or "0" for at in range(0, 32, 4))


def _clock_set(timesync: Path) -> bool | None:
    """Returns what systemd's own service says; where another keeps the time, what the kernel was told."""
    if timesync.exists():
        return (timesync / "synchronized").exists()
    state = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return None if state < 0 else state != _TIME_ERROR


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError:
        return ""
