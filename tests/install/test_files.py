"""Covers what the installer brings: units that systemd understands, and a program that is all there."""

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from config.loader import load
from devices.models import models
from devices.transports import check_port
from install import configuration
from install.release import PROGRAM, digest
from tests.install.conftest import ROOT, Site

TREE = ROOT / "install/tree"
UNITS = sorted(path for path in TREE.rglob("*") if path.suffix in (".service", ".timer"))


@pytest.fixture
def root(site: Site) -> Path:
    """A root directory with all of it in place, Debian's own units, and stand-ins for its programs."""
    site.machine.install(site.source, hub=True)
    for program in ("/opt/kiosk/.venv/bin/python", "/bin/sh", "/usr/bin/find"):
        site.file(program).parent.mkdir(parents=True)
        shutil.copy("/bin/true", site.file(program))
    shutil.copytree("/lib/systemd/system", site.file("/lib/systemd/system"), symlinks=True)
    return site.root


def verify(root: Path, unit: str) -> str:
    command = ["systemd-analyze", "verify", f"--root={root}", "--man=no", unit]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60).stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
@pytest.mark.parametrize("unit", [unit.name for unit in UNITS])
def test_systemd_understands_every_unit(root: Path, unit: str) -> None:
    assert verify(root, unit) == ""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_the_check_sees_what_is_wrong(root: Path) -> None:
    unit = root / "etc/systemd/system/kiosk.service"
    unit.write_text(
        unit.read_text().replace("WatchdogSec=30", "WatchdogSecs=30").replace("/opt/kiosk/.venv", "/opt/no")
    )
    told = verify(root, "kiosk.service")
    assert "WatchdogSecs" in told
    assert "not executable" in told


def test_every_room_of_the_program_is_brought(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    rooms = {pattern.rstrip("*") for pattern in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert rooms <= set(PROGRAM)
    assert all((ROOT / name).exists() for name in PROGRAM)


def test_a_release_is_known_by_what_it_is_made_of(site: Site) -> None:
    first = digest(site.source)
    (site.source / "kiosk/__pycache__").mkdir()
    (site.source / "kiosk/__pycache__/part.pyc").touch()
    (site.source / "locale/kiosk.mo").touch()
    assert digest(site.source) == first
    (site.source / "kiosk/part.py").write_text("# another")
    assert digest(site.source) != first


@pytest.mark.parametrize("hub", [True, False])
def test_the_first_configuration_is_sound(tmp_path: Path, hub: bool) -> None:
    for folder in ("etc/kiosk", "etc/hub"):
        (tmp_path / folder).mkdir(parents=True)
    configuration.write_missing(tmp_path, "lobby-1", hub)
    owners = {file.name: owner for file, owner in configuration.list_owners(tmp_path, hub)}
    assert owners == {"kiosk.toml": "kiosk", **({"environment": "hub"} if hub else {})}
    settings = load(tmp_path / "etc/kiosk/kiosk.toml", models(), check_port)
    assert settings.kiosk.id == "lobby-1"
    assert settings.kiosk.data_dir == Path("/var/lib/kiosk")
    assert settings.hub.embedded is not hub


def test_what_is_configured_already_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "etc/kiosk").mkdir(parents=True)
    (tmp_path / "etc/kiosk/kiosk.toml").write_text("# ours")
    configuration.write_missing(tmp_path, "lobby-1", hub=False)
    assert (tmp_path / "etc/kiosk/kiosk.toml").read_text() == "# ours"


@pytest.mark.parametrize(
    ("host", "known_as"), [("lobby-1", "lobby-1"), ("大厅", "kiosk-1"), ("a b", "a-b"), ("", "kiosk-1")]
)
def test_a_kiosk_is_named_after_its_machine(host: str, known_as: str) -> None:
    assert configuration.kiosk_id(host) == known_as


def test_the_screen_is_the_kiosks_alone_and_never_goes_dark() -> None:
    screen = (ROOT / "install/screen").read_text()
    for word in ("-nolisten tcp", "-s 0", "-dpms", "-nocursor", "-auth"):
        assert word in screen
