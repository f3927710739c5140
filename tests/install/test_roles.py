"""What a machine is: a kiosk, a hub, or both."""

import tomllib
from pathlib import Path

import pytest

from install.__main__ import choose_role
from install.machine import NoFormerRelease
from tests.install.conftest import ROOT, Site

KIOSK_UNIT, HUB_UNIT = "/etc/systemd/system/kiosk.service", "/etc/systemd/system/hub.service"


def list_targets(site: Site) -> list[str]:
    return [line.split("tools/setup.py ")[1].split()[0] for line in site.asked if "setup.py" in line]


def test_a_hub_alone_has_nothing_of_a_kiosk_and_is_set_up_without_a_screen(site: Site) -> None:
    site.machine.install(site.source, hub=True, kiosk=False)
    assert site.file(HUB_UNIT).exists()
    assert not site.file(KIOSK_UNIT).exists()
    assert not site.file("/etc/kiosk").exists()
    assert list_targets(site) == ["hub"]
    assert not any("--check --config" in line or "kiosk add" in line for line in site.asked)
    site.machine.install(site.source)
    assert not site.file(KIOSK_UNIT).exists()


def test_a_hub_alone_needs_no_package_of_a_screen_or_a_device() -> None:
    plan = tomllib.loads((ROOT / "tools/setup.toml").read_text())
    packages = {package for group in plan["targets"]["hub"]["debian"] for package in plan["debian"][group]}
    kiosks = {package for group in ("screen", "cards", "site") for package in plan["debian"][group]}
    kiosks -= set(plan["debian"]["paper"])  # the hub writes certificates
    assert packages
    assert not packages & kiosks


def test_a_hub_becomes_a_kiosk_too_and_a_hub_alone_again(site: Site) -> None:
    site.machine.install(site.source, hub=True, kiosk=False)
    site.machine.install(site.source, kiosk=True)
    assert list_targets(site) == ["hub", "site"]
    assert site.file(KIOSK_UNIT).exists()
    site.machine.install(site.source, kiosk=False)
    assert list_targets(site) == ["hub", "site"]
    assert not site.file(KIOSK_UNIT).exists()
    assert site.file(HUB_UNIT).exists()
    assert site.file("/etc/kiosk/kiosk.toml").exists()
    assert any(line.startswith("systemctl stop kiosk-screen") for line in site.asked)


@pytest.mark.parametrize(
    ("role", "hub", "parts"),
    [
        ("kiosk", None, (True, False)),
        ("hub", None, (False, True)),
        ("both", None, (True, True)),
        ("keep", None, (None, None)),
        (None, None, (None, None)),
        (None, "yes", (True, True)),
        (None, "no", (True, False)),
        (None, "keep", (None, None)),
    ],
)
def test_the_old_name_is_taken_with_a_warning(
    role: str | None, hub: str | None, parts: tuple[bool | None, bool | None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert choose_role(role, hub) == parts
    assert ("old name" in capsys.readouterr().err) == (hub is not None)


def test_a_rollback_without_a_former_release_says_so(site: Site, tmp_path: Path) -> None:
    with pytest.raises(NoFormerRelease, match="nothing is installed"):
        site.machine.rollback(lambda what: True)
    site.machine.install(site.source, hub=False)
    with pytest.raises(NoFormerRelease, match="not on this machine"):
        site.machine.rollback(lambda what: True)


def test_a_kiosk_goes_back_to_its_former_release_and_back_no_further(site: Site) -> None:
    site.machine.install(site.source, hub=False)
    first = site.release()
    site.changes("# newer")
    site.machine.install(site.source)
    site.machine.rollback(lambda what: True)
    assert site.release() == first
    with pytest.raises(NoFormerRelease):
        site.machine.rollback(lambda what: True)
