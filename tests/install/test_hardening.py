"""What `make install` closes on a machine in a public lobby."""

import configparser
from pathlib import Path

import pytest

from tests.install.conftest import ROOT, Site

TREE = ROOT / "install/tree/kiosk"


@pytest.fixture
def installed(site: Site) -> Site:
    site.machine.install(site.source, hub=False)
    return site


def test_no_key_combination_reaches_the_kernel_and_no_process_another(installed: Site) -> None:
    lines = installed.file("/etc/sysctl.d/70-kiosk.conf").read_text().splitlines()
    values = dict(line.replace(" ", "").split("=") for line in lines if line and not line.startswith("#"))
    assert values["kernel.sysrq"] == "0"
    assert int(values["kernel.yama.ptrace_scope"]) >= 2
    assert any("restart" in line and "systemd-sysctl" in line for line in installed.asked)


@pytest.mark.parametrize("unit", ["getty@", "serial-getty@"])
def test_there_is_no_log_in_on_a_console_until_somebody_asks(installed: Site, unit: str) -> None:
    words = installed.file(f"/usr/lib/systemd/system/{unit}.service.d/kiosk.conf").read_text()
    assert "ConditionPathExists=/etc/kiosk-console" in words
    login = _ini(installed.file("/etc/systemd/logind.conf.d/kiosk.conf"))
    assert login["Login"]["NAutoVTs"] == login["Login"]["ReserveVT"] == "0"


def test_a_stick_is_mounted_only_while_a_technician_asks(installed: Site) -> None:
    rules = installed.file("/etc/udev/rules.d/70-kiosk.rules").read_text().splitlines()
    (mounting,) = [line for line in rules if "systemd-mount" in line]
    assert 'TEST=="/run/kiosk/usb-storage"' in mounting
    assert "nosuid,nodev,noexec" in mounting
    assert "RuntimeDirectory=kiosk\n" in (TREE / "etc/systemd/system/kiosk.service").read_text()


def test_the_service_wants_a_pin_of_the_sites_own(installed: Site) -> None:
    assert "Environment=KIOSK_OWN_PIN=1\n" in installed.file("/etc/systemd/system/kiosk.service").read_text()


def test_all_of_it_is_taken_away_with_the_rest(installed: Site) -> None:
    installed.machine.uninstall(installed.source)
    closed = ("/etc/sysctl.d/70-kiosk.conf", "/etc/systemd/logind.conf.d/kiosk.conf")
    assert not any(installed.file(name).exists() for name in closed)


def _ini(file: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(file)
    return parser
