"""A backup and its return, on both databases, by the command line."""

import json
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from hub.core.keys import make_keys
from tests.hub import postgres
from tests.hub.conftest import a_filled
from tests.hub.hub_process import ROOT, environment, run_hub

Hub = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def first(request: pytest.FixtureRequest, keys_path: Path) -> Iterator[str]:
    """A hub with one kiosk registered."""
    with a_filled(request) as url:
        run_hub(url, "kiosk", "add", "lobby", keys=keys_path)
        yield url


@pytest.fixture
def hub(first: str, keys_path: Path, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hub]:
    """The command line on a copy of it."""
    shutil.copy(keys_path, tmp_path)
    if first.startswith("sqlite"):
        shutil.copy(first.removeprefix("sqlite:///"), tmp_path)
        yield on(f"sqlite:///{tmp_path / 'hub.sqlite3'}", tmp_path / "hub.keys")
        return
    name = conninfo_to_dict(first)["dbname"]
    with postgres.database(request.getfixturevalue("postgresql"), str(name)) as url:
        yield on(url, tmp_path / "hub.keys")


def on(url: str, keys: Path) -> Hub:
    def run(*arguments: str) -> tuple[int, str]:
        done = run_hub(url, *arguments, keys=keys)
        return done.returncode, done.stdout + done.stderr

    return run


def kiosks(hub: Hub) -> list[str]:
    return [row["name"] for row in json.loads(hub("kiosk", "list", "--json")[1])]


def test_what_was_there_is_there_again(hub: Hub, tmp_path: Path) -> None:
    status, path = hub("backup", str(tmp_path))
    backup = Path(path.strip())
    assert (status, backup.parent, stat.S_IMODE(backup.stat().st_mode)) == (0, tmp_path, 0o600)
    assert hub("backup", str(backup))[0] == 1  # never over one that is there
    hub("kiosk", "add", "later")
    refused = hub("restore", str(backup))
    assert refused[0] == 1
    assert "--over" in refused[1]
    assert hub("restore", "--over", str(backup))[0] == 0
    assert kiosks(hub) == ["lobby"]
    assert hub("audit", "verify")[0] == 0


def test_a_backup_that_was_changed_or_is_anothers_changes_nothing(hub: Hub, tmp_path: Path) -> None:
    backup, keys = tmp_path / "backup.tar", tmp_path / "hub.keys"
    hub("backup", str(backup))
    flipped = bytearray(backup.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    for name, broken in {"flipped": bytes(flipped), "half": backup.read_bytes()[:9000]}.items():
        (tmp_path / name).write_bytes(broken)
        status, words = hub("restore", "--over", str(tmp_path / name))
        assert (status, words.count("\n")) == (1, 1)
    keys.unlink()
    make_keys(keys)
    assert "other keys" in hub("restore", "--over", str(backup))[1]
    assert kiosks(hub) == ["lobby"]


def test_a_new_machine_needs_the_backup_and_the_keys_or_the_code_of_their_copy(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_RECOVERY", str(tmp_path / "keys.recovery"))
    status, code = hub("recovery", "write")
    assert status == 0
    backup = Path(hub("backup", str(tmp_path))[1].strip())
    url = f"sqlite:///{tmp_path / 'second' / 'hub.sqlite3'}"
    without = run_hub(url, "restore", str(backup))
    assert without.returncode == 2
    assert "put it there first" in without.stderr
    read = [sys.executable, "-m", "hub", "recovery", "read", str(backup)]
    subprocess.run(read, cwd=ROOT, env=environment(url, None), input=code.lower(), text=True, check=True)
    assert (tmp_path / "second" / "hub.keys").read_bytes() == (tmp_path / "hub.keys").read_bytes()
    there = run_hub(url, "restore", str(backup))
    if (tmp_path / "hub.sqlite3").exists():
        assert "lobby" in run_hub(url, "kiosk", "list").stdout
    else:
        assert "of a postgresql database" in there.stderr
