"""The machine is looked at as Linux tells of it, here from a folder with its files."""

from pathlib import Path

import pytest

from kiosk.diagnostics.machine import MachineHealth, look

FIB = """Local:
  +-- 0.0.0.0/0 3 0 5
     +-- 127.0.0.0/8 2 0 2
           |-- 127.0.0.1
              /32 host LOCAL
     +-- 192.0.2.0/24 2 0 2
           |-- 192.0.2.0
              /24 link UNICAST
           |-- 192.0.2.7
              /32 host LOCAL
"""
INET6 = """00000000000000000000000000000001 01 80 10 80 lo
fe8000000000000002155dfffe000001 02 40 20 80 eth0
20010db8000000000000000000000007 02 40 00 80 eth0
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, "proc/meminfo", "MemTotal: 4000 kB\nMemFree: 100 kB\nMemAvailable: 1500 kB\nHugePages_Total: 0\n")
    write(tmp_path, "proc/uptime", "3600.5 7000.0\n")
    write(tmp_path, "proc/net/fib_trie", FIB)
    write(tmp_path, "proc/net/if_inet6", INET6)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, "utf-8")


def seen(root: Path) -> MachineHealth:
    return look(root, root)


def link(root: Path, name: str, state: str, carrier: str = "", device: bool = True) -> None:
    write(root, f"sys/class/net/{name}/operstate", state + "\n")
    if carrier:
        write(root, f"sys/class/net/{name}/carrier", carrier + "\n")
    if device:
        (root / f"sys/class/net/{name}/device").mkdir()


def test_memory_and_time_since_the_start(root: Path) -> None:
    machine = seen(root)
    assert (machine.memory_size, machine.memory_free) == (4000 * 1024, 1500 * 1024)
    assert machine.uptime == 3600.5


def test_the_hottest_sensor_counts_and_nonsense_does_not(root: Path) -> None:
    assert seen(root).temperature is None
    write(root, "sys/class/thermal/thermal_zone0/temp", "45000\n")
    write(root, "sys/class/thermal/thermal_zone1/temp", "-273200\n")
    write(root, "sys/class/hwmon/hwmon0/temp1_input", "61500\n")
    write(root, "sys/class/hwmon/hwmon0/temp2_input", "255000\n")
    assert seen(root).temperature == 61.5


def test_only_what_has_a_connection_is_connected(root: Path) -> None:
    link(root, "lo", "unknown", "1", device=False)
    link(root, "eth0", "up", "1")
    link(root, "eth1", "down", "0")
    link(root, "wwan0", "unknown", "1")
    link(root, "wwan1", "unknown", "0")
    link(root, "tun0", "unknown", "1", device=False)
    assert seen(root).links == ("eth0", "wwan0")


def test_the_addresses_are_those_that_others_can_use(root: Path) -> None:
    assert seen(root).addresses == ("192.0.2.7", "2001:db8:0:0:0:0:0:7")


def test_the_clock_is_right_when_the_time_service_says_so(root: Path) -> None:
    (root / "run/systemd/timesync").mkdir(parents=True)
    assert seen(root).clock_set is False
    write(root, "run/systemd/timesync/synchronized", "")
    assert seen(root).clock_set is True


def test_of_a_machine_that_tells_nothing_nothing_is_known(tmp_path: Path) -> None:
    machine = look(tmp_path, tmp_path / "nothing")
    assert (machine.memory_size, machine.temperature, machine.links, machine.addresses) == (0, None, (), ())


def test_this_machine_is_looked_at(tmp_path: Path) -> None:
    machine = look(tmp_path)
    assert 0 < machine.disk_free <= machine.disk_size
    assert 0 < machine.memory_free <= machine.memory_size
    assert machine.uptime > 0
