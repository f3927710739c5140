"""The kiosk as a program: how it begins, how it ends, what it does when a part of it dies."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.centre import ROOT, Centre, alive, family, hubs, wait_until
from tests.e2e.conftest import Opens
from tests.e2e.stories import fills_in, hands_in, shows_card

BROKEN = """
[kiosk]
id = 7
sight = "幸福里"

[session]
idle_seconds = "long"

[[device]]
name = "reader"
kind = "card_reader"
model = "sam_x"
port = "serial:///dev/ttyUSB0"

[[device]]
name = "reader"
kind = "printer"
model = "escpos"
port = "telnet://printer"
"""


@pytest.fixture(scope="module")
def centre(new_centre: Opens) -> Iterator[Centre]:
    with new_centre() as centre:
        yield centre


def run_kiosk(*options: str | Path, display: str = "") -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "DISPLAY": display}
    program = [sys.executable, "run_kiosk.py", *options]
    return subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize("check", [["--check"], []])
def test_a_broken_configuration_is_told_whole(tmp_path: Path, check: list[str]) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text(BROKEN, "utf-8")
    ended = run_kiosk("--config", config, *check)
    assert ended.returncode == 2
    told = ended.stderr.splitlines()
    for key, nearest in (
        ("kiosk.id", ""),
        ("kiosk.sight", "'site'"),
        ("session.idle_seconds", ""),
        ("device[0] 'reader'.model", "'sam_v'"),
        ("device[1] 'reader'.port", ""),
        ("device[1].name", ""),
    ):
        assert [line for line in told if str(config) in line and key in line and nearest in line], (key, told)
    assert "Traceback" not in ended.stderr


def test_a_sound_configuration_passes_the_check(centre: Centre) -> None:
    assert run_kiosk("--config", centre.config, "--check").returncode == 0


def test_a_configuration_that_is_not_there(tmp_path: Path) -> None:
    ended = run_kiosk("--config", tmp_path / "none.toml")
    assert ended.returncode == 2
    assert "none.toml" in ended.stderr


def test_a_kiosk_without_a_display_says_so_and_does_not_run_unseen(tmp_path: Path) -> None:
    config = tmp_path / "kiosk.toml"
    config.write_text('[kiosk]\ndata_dir = "data"\n', "utf-8")
    ended = run_kiosk("--config", config, display=":31999")
    assert ended.returncode == 1
    assert "there is no display (DISPLAY is ':31999')" in ended.stderr
    assert not (tmp_path / "data" / "starts").exists()  # it is no failed start of the kiosk's own


def test_a_visit_outlives_the_death_of_the_hub(centre: Centre) -> None:
    """And SIGTERM ends it all; meanwhile nobody else gets at the data."""
    with centre.open() as kiosk:
        kiosk.opens("apply")
        second = run_kiosk("--config", centre.config, "--windowed", display=centre.display)
        assert second.returncode == 1
        assert "another kiosk runs on" in second.stderr
        assert "Traceback" not in second.stderr

        shows_card(kiosk)
        killed = hubs(kiosk)
        for process in killed:
            os.kill(process, signal.SIGKILL)
        fills_in(kiosk)
        code = hands_in(kiosk)
        wait_until(lambda: [process for process in hubs(kiosk) if process not in killed])
        wait_until(lambda: centre.in_hub("SELECT count(*) FROM cases_case WHERE code = ?", code) == [(1,)], 40)

        started = family(kiosk.process.pid)
        assert kiosk.close() == 0
        wait_until(lambda: not any(map(alive, started)), 5)


def test_a_killed_kiosk_leaves_no_hub_behind_and_starts_again(centre: Centre) -> None:
    with centre.open() as kiosk:
        wait_until(lambda: len(hubs(kiosk)) > 1, 20)
        started = family(kiosk.process.pid)
        kiosk.kill()
        wait_until(lambda: not any(map(alive, started)), 15)
    with centre.open("--demo", "--windowed") as kiosk:  # simulators and a hub of its own
        wait_until(lambda: len(family(kiosk.process.pid)) > 3, 20)
        started = family(kiosk.process.pid)
        assert kiosk.close() == 0
        wait_until(lambda: not any(map(alive, started)), 5)


def test_ports_that_are_missing_at_the_start(centre: Centre) -> None:
    centre.reader.do("unplug")
    centre.printer.do("unplug")
    with centre.open("--windowed") as kiosk:
        kiosk.opens("apply")
        kiosk.opens("number", enabled=False)
        centre.reader.do("plug")
        centre.printer.do("plug")
        kiosk.opens("number")
        shows_card(kiosk)


def test_in_full_screen_no_key_opens_or_closes_anything(centre: Centre) -> None:
    with centre.open("--probe", str(centre.folder / "probe")) as kiosk:
        kiosk.opens("apply")
        menu = kiosk.go("begin", "MenuPage")
        before = kiosk.display.picture()
        for keys in (
            ["F5"], ["F11"], ["F12"], ["Alt_L", "F4"], ["Alt_L", "Tab"], ["Super_L"], ["Menu"],
            ["Control_L", "q"], ["Control_L", "w"], ["Control_L", "c"], ["Control_L", "e"], ["Print"],
            ["Tab"], ["space"], ["a"],
        ):  # fmt: skip
            kiosk.display.keys(*keys)
        kiosk.display.ask_to_close()
        after = kiosk.look()
        assert (after.page, after.serial, after.targets) == (menu.page, menu.serial, menu.targets)
        assert kiosk.display.picture() == before
        kiosk.leaves()
