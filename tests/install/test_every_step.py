"""Whichever step of an installation fails, nothing of it stays; what was there before is in service again."""

import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from tests.install.conftest import Site

CONFIGURATION = ("etc/kiosk/", "etc/hub/")  # stays, as data and users do
Step = Callable[[Site], None]


def snapshot(root: Path) -> dict[str, object]:
    """Returns all files but configuration: content and mode, or a link's target. The packages that an installed
    release has got for a further role stay, and so does the note of it."""
    files: dict[str, object] = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink():
            files[name] = str(path.readlink())
        elif path.is_file() and path.name != "whole" and not name.startswith(CONFIGURATION):
            files[name] = (path.read_bytes(), path.stat().st_mode)
    return files


def nothing(site: Site) -> None:
    """Prepares a bare machine."""


def a_kiosk(site: Site) -> None:
    site.machine.install(site.source, hub=False)


def both(site: Site) -> None:
    site.machine.install(site.source, hub=True)


def a_hub(site: Site) -> None:
    site.machine.install(site.source, hub=True, kiosk=False)


def newer(step: Step) -> Step:
    """Returns a step after which the clone is another release, with other files outside /opt."""

    def run(site: Site) -> None:
        step(site)
        site.changes("# newer")
        tree = site.source / "install/tree/kiosk/etc"
        shutil.move(tree / "systemd/journald.conf.d/kiosk.conf", tree / "systemd/journald.conf.d/other.conf")
        (tree / "X11/xorg.conf.d/70-kiosk.conf").write_text("# newer")

    return run


CHANGES: dict[str, tuple[Step, bool | None, bool | None]] = {  # before; what is asked for: hub, kiosk
    "a first kiosk": (nothing, False, True),
    "a first kiosk with a hub": (nothing, True, True),
    "a first hub": (nothing, True, False),
    "an upgrade of both": (newer(both), None, None),
    "an upgrade of a hub": (newer(a_hub), None, None),
    "a hub is added": (a_kiosk, True, None),
    "a hub is added by an upgrade": (newer(a_kiosk), True, None),
    "a hub is taken away": (both, False, None),
    "a kiosk is added to a hub": (a_hub, None, True),
}


def prepare(folder: Path, before: Step) -> Site:
    site = Site(folder)
    before(site)
    site.asked.clear()
    return site


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("all_after", [False, True], ids=["one", "all after it"])
def test_whichever_step_fails_all_is_as_before(change: str, all_after: bool, tmp_path: Path) -> None:
    before, hub, kiosk = CHANGES[change]
    whole = prepare(tmp_path / "whole", before)
    whole.machine.install(whole.source, hub, kiosk)
    for step in range(len(whole.asked)):
        folder = tmp_path / str(step)
        site = prepare(folder, before)
        files = snapshot(site.root)
        site.fails = lambda command, step=step: (  # type: ignore[misc]
            len(site.asked) > step if all_after else len(site.asked) == step + 1  # noqa: B023
        )
        with pytest.raises(CalledProcessError):
            site.machine.install(site.source, hub, kiosk)
        assert snapshot(site.root) == files, site.asked[step]
        shutil.rmtree(folder)


def test_a_file_that_cannot_be_written_is_a_failed_step_too(tmp_path: Path) -> None:
    site = prepare(tmp_path, newer(both))
    (site.source / "install/tree/kiosk/etc/modprobe.d").mkdir()
    (site.source / "install/tree/kiosk/etc/modprobe.d/kiosk.conf").touch()
    site.file("/etc/modprobe.d").touch()
    files = snapshot(site.root)
    with pytest.raises(FileExistsError):
        site.machine.install(site.source)
    assert snapshot(site.root) == files


def test_a_failed_upgrade_starts_what_was_there(tmp_path: Path) -> None:
    site = prepare(tmp_path, newer(both))
    site.fails = lambda command: command.endswith("kiosk-hub migrate")
    with pytest.raises(CalledProcessError):
        site.machine.install(site.source)
    restore = site.asked.index("/usr/local/bin/kiosk-hub restore --over /var/lib/hub/backups/hub-1.tar")
    assert any("restart kiosk-screen" in line for line in site.asked[:restore])
    assert any("restart hub-audit" in line for line in site.asked[restore:])


def test_a_hub_whose_data_are_not_back_is_not_started(tmp_path: Path) -> None:
    site = prepare(tmp_path, newer(both))
    site.fails = lambda command: command.endswith("kiosk-hub migrate") or " restore " in command
    with pytest.raises(CalledProcessError):
        site.machine.install(site.source)
    assert not any("restart hub" in line for line in site.asked)
