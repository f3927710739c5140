"""Installing, upgrading and taking away again."""

import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.install.conftest import Site

UNITS = ["/etc/systemd/system/kiosk.service", "/etc/systemd/system/kiosk-screen.service"]
HUB_UNITS = "hub-audit.timer hub-backup.timer hub-purge.timer hub-work.service hub.service"
HUB_UNIT = "/etc/systemd/system/hub.service"


def build_commands(site: Site) -> list[str]:
    return [line for line in site.asked if "setup.py" in line]


def test_the_kiosk_is_put_on_a_machine_and_started(site: Site) -> None:
    site.machine.install(site.source, hub=None)
    assert site.file("/opt/kiosk/run_kiosk.py").read_text() == "# run_kiosk.py"
    assert all(site.file(unit).is_file() for unit in UNITS)
    assert not site.file(HUB_UNIT).exists()
    assert site.asked[-1] == "systemctl restart kiosk-screen.service kiosk.service"
    assert site.file("/usr/local/bin/kiosk").stat().st_mode & 0o111


def test_the_first_configuration_names_the_data_and_is_checked_as_the_kiosks_user(site: Site) -> None:
    site.machine.install(site.source, hub=False)
    settings = tomllib.loads(site.file("/etc/kiosk/kiosk.toml").read_text())
    assert settings["kiosk"]["data_dir"] == "/var/lib/kiosk"
    checks = [line for line in site.asked if line.startswith("runuser -u kiosk") and "--check" in line]
    assert len(checks) == 1
    assert checks[0].endswith("--config /etc/kiosk/kiosk.toml")


def test_a_second_time_builds_nothing_and_changes_nothing(site: Site) -> None:
    site.machine.install(site.source, hub=False)
    first = site.release()
    site.machine.install(site.source, hub=False)
    assert site.release() == first
    assert len(build_commands(site)) == 1


def test_an_upgrade_keeps_configuration_and_data_and_the_release_before(site: Site) -> None:
    site.machine.install(site.source, hub=False)
    site.file("/etc/kiosk/kiosk.toml").write_text("# ours")
    site.file("/var/lib/kiosk").mkdir(parents=True)
    site.file("/var/lib/kiosk/outbox").write_text("a case")
    first = site.release()
    site.changes("# newer")
    site.machine.install(site.source, hub=False)
    assert site.file("/opt/kiosk/run_kiosk.py").read_text() == "# newer"
    assert site.file("/etc/kiosk/kiosk.toml").read_text() == "# ours"
    assert site.file("/var/lib/kiosk/outbox").read_text() == "a case"
    assert site.releases() == sorted([first.name, site.release().name])


def test_old_releases_do_not_pile_up(site: Site) -> None:
    for words in ("# 1", "# 2", "# 3", "# 4"):
        site.changes(words)
        site.machine.install(site.source, hub=False)
    assert len(site.releases()) == 2


def test_the_running_release_is_left_alone_until_the_next_is_whole(site: Site) -> None:
    site.machine.install(site.source, hub=False)
    first = site.release()
    site.changes("# newer")
    site.fails = lambda command: "setup.py" in command
    with pytest.raises(subprocess.CalledProcessError):
        site.machine.install(site.source, hub=False)
    assert site.release() == first
    site.fails = lambda command: False
    site.machine.install(site.source, hub=False)
    assert site.file("/opt/kiosk/run_kiosk.py").read_text() == "# newer"
    assert len(build_commands(site)) == 3


def test_a_configuration_that_a_release_cannot_read_stops_it_before_the_swap(site: Site) -> None:
    site.machine.install(site.source, hub=False)
    first = site.release()
    site.changes("# newer")
    site.fails = lambda command: "--check" in command
    with pytest.raises(subprocess.CalledProcessError):
        site.machine.install(site.source, hub=False)
    assert site.release() == first


def test_a_release_that_does_not_start_gives_way_to_the_one_before(site: Site) -> None:
    site.machine.install(site.source, hub=False)
    first = site.release()
    site.changes("# newer")
    gone = site.source / "install/tree/kiosk/etc/systemd/journald.conf.d/kiosk.conf"
    gone.unlink()
    site.fails = lambda command: "systemctl restart kiosk" in command and site.release() != first
    with pytest.raises(subprocess.CalledProcessError):
        site.machine.install(site.source, hub=False)
    assert site.release() == first
    assert site.asked[-1] == "systemctl restart kiosk-screen.service kiosk.service"
    assert site.file("/etc/systemd/journald.conf.d/kiosk.conf").exists()


def test_a_file_that_a_newer_release_no_longer_has_is_taken_away(site: Site) -> None:
    site.machine.install(site.source, hub=False)
    (site.source / "install/tree/kiosk/etc/systemd/journald.conf.d/kiosk.conf").unlink()
    site.machine.install(site.source, hub=False)
    assert not site.file("/etc/systemd/journald.conf.d/kiosk.conf").exists()
    assert all(site.file(unit).is_file() for unit in UNITS)


def test_what_somebody_else_put_in_its_place_is_not_overwritten(site: Site) -> None:
    site.file("/opt/kiosk").mkdir(parents=True)
    with pytest.raises(FileExistsError):
        site.machine.install(site.source, hub=False)


def test_with_a_hub_the_kiosk_gets_its_address_and_a_token(site: Site) -> None:
    site.machine.install(site.source, hub=True)
    assert site.file(HUB_UNIT).is_file()
    settings = tomllib.loads(site.file("/etc/kiosk/kiosk.toml").read_text())
    assert settings["hub"]["token_file"] == "/etc/kiosk/hub.token"
    assert site.file("/etc/kiosk/hub.token").read_text() == "token-of-the-kiosk"
    assert site.file("/etc/kiosk/hub.token").stat().st_mode & 0o077 == 0
    assert site.file("/etc/hub/environment").stat().st_mode & 0o077 == 0
    order = [site.asked.index(f"/usr/local/bin/kiosk-hub {command}") for command in ("migrate", "seed")]
    order += [site.asked.index(f"systemctl restart {units}") for units in (HUB_UNITS,)]
    assert order == sorted(order)


def test_an_upgrade_leaves_the_hub_as_it_was_and_the_token_too(site: Site) -> None:
    site.machine.install(site.source, hub=True)
    site.file("/etc/kiosk/hub.token").write_text("kept")
    site.changes("# newer")
    site.machine.install(site.source, hub=None)
    assert site.file(HUB_UNIT).is_file()
    assert site.file("/etc/kiosk/hub.token").read_text() == "kept"


def test_a_hub_can_be_added_later_and_taken_away_again(site: Site) -> None:
    site.machine.install(site.source, hub=False)
    site.machine.install(site.source, hub=True)
    assert site.file(HUB_UNIT).is_file()
    site.machine.install(site.source, hub=False)
    assert not site.file(HUB_UNIT).exists()
    assert f"systemctl stop {HUB_UNITS}" in site.asked
    assert site.file("/etc/hub/environment").exists()


def test_uninstalling_leaves_configuration_and_data_and_nothing_else(site: Site) -> None:
    before = {"etc/passwd"}
    site.file("/etc").mkdir()
    site.file("/etc/passwd").touch()
    site.machine.install(site.source, hub=True)
    for name in ("/var/lib/kiosk/outbox", "/var/lib/hub/hub.sqlite3"):
        site.file(name).parent.mkdir(parents=True)
        site.file(name).touch()
    site.machine.uninstall(site.source)
    left = {str(path.relative_to(site.root)) for path in site.root.rglob("*") if not path.is_dir()}
    kept = {"etc/kiosk/kiosk.toml", "etc/kiosk/hub.token", "etc/hub/environment"}
    assert left == before | kept | {"var/lib/kiosk/outbox", "var/lib/hub/hub.sqlite3"}
    assert not site.file("/opt/kiosk-releases").exists()
    assert "systemctl stop kiosk-screen.service kiosk.service" in site.asked


def test_what_did_not_end_well_is_no_failed_unit_once_it_is_taken_away(site: Site) -> None:
    site.machine.install(site.source, hub=True)
    site.machine.uninstall(site.source)
    for units in ("kiosk-screen.servic[e] kiosk.servic[e]", " ".join(f"{u[:-1]}[{u[-1]}]" for u in HUB_UNITS.split())):
        forgotten = site.asked.index(f"systemctl reset-failed {units}")
        assert forgotten < len(site.asked) - 1 - site.asked[::-1].index("systemctl daemon-reload")


def test_uninstalling_twice_is_no_mistake(site: Site) -> None:
    site.machine.install(site.source, hub=False)
    site.machine.uninstall(site.source)
    site.machine.uninstall(site.source)


def test_where_no_systemd_runs_units_are_enabled_and_not_started(site: Site) -> None:
    site.file("/run/systemd/system").rmdir()
    site.machine.install(site.source, hub=True)
    asked = [line for line in site.asked if line.startswith("systemctl")]
    assert asked == [
        "systemctl enable --quiet kiosk-screen.service kiosk.service",
        f"systemctl enable --quiet {HUB_UNITS}",
    ]


def test_a_first_installation_that_fails_leaves_only_configuration_behind(site: Site) -> None:
    site.fails = lambda command: "systemctl restart kiosk" in command
    with pytest.raises(subprocess.CalledProcessError):
        site.machine.install(site.source, hub=True)
    assert not any(site.file(unit).exists() for unit in [*UNITS, HUB_UNIT])
    assert not site.file("/opt/kiosk").is_symlink()
    assert not site.file("/opt/kiosk-releases").exists()
    assert site.file("/etc/kiosk/kiosk.toml").exists()
    site.fails = lambda command: False
    site.machine.install(site.source, hub=True)
    assert all(site.file(unit).exists() for unit in [*UNITS, HUB_UNIT])


def test_the_hub_is_backed_up_by_the_release_before_and_migrated_only_once_the_kiosk_runs(site: Site) -> None:
    site.machine.install(site.source, hub=True)
    first = site.release()
    site.changes("# newer")
    site.asked.clear()
    releases: dict[str, Path] = {}
    site.fails = lambda command: releases.setdefault(command.rpartition("/")[2], site.release()) == Path()
    site.machine.install(site.source, hub=None)
    assert releases["backups"] == first
    steps = [
        f"stop {HUB_UNITS}",
        "kiosk-hub backup",
        "restart kiosk-screen",
        "kiosk-hub migrate",
        f"restart {HUB_UNITS}",
    ]
    places = [next(at for at, line in enumerate(site.asked) if step in line) for step in steps]
    assert places == sorted(places)
    assert not any("restore" in line for line in site.asked)


def test_a_hub_that_does_not_start_gets_its_data_and_its_release_back(site: Site) -> None:
    site.machine.install(site.source, hub=True)
    first = site.release()
    site.changes("# newer")
    site.fails = lambda command: f"restart {HUB_UNITS}" in command and site.release() != first
    with pytest.raises(subprocess.CalledProcessError):
        site.machine.install(site.source, hub=None)
    restored = site.asked.index("/usr/local/bin/kiosk-hub restore --over /var/lib/hub/backups/hub-1.tar")
    assert site.asked[restored - 1] == f"systemctl stop {HUB_UNITS}"
    assert site.release() == first
    assert site.asked[-1] == f"systemctl restart {HUB_UNITS}"


def test_a_kiosk_that_does_not_start_leaves_the_hubs_data_alone(site: Site) -> None:
    site.machine.install(site.source, hub=True)
    first = site.release()
    site.changes("# newer")
    site.asked.clear()
    site.fails = lambda command: "restart kiosk-screen" in command and site.release() != first
    with pytest.raises(subprocess.CalledProcessError):
        site.machine.install(site.source, hub=None)
    assert not any("migrate" in line or "restore" in line for line in site.asked)
    assert site.release() == first


def test_an_installation_whose_release_is_gone_can_be_taken_away(site: Site) -> None:
    site.machine.install(site.source, hub=True)
    shutil.rmtree(site.release())
    site.machine.uninstall(site.source)
    assert not site.file("/opt/kiosk").is_symlink()
    assert not any(site.file(unit).exists() for unit in [*UNITS, HUB_UNIT])
    site.machine.uninstall(site.source)
