"""A backup is copied elsewhere by a command of the site's, and tried in a scratch database; assess shows both."""

import json
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.hub.hub_process import ROOT, Fresh, environment


def run(hub: Fresh, *arguments: str, copy: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "hub", *arguments]
    around = {**environment(hub.url, hub.keys), "HUB_BACKUP_COPY": copy}
    return subprocess.run(
        command, cwd=ROOT, env=around, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def assessed(hub: Fresh, copy: str) -> dict[str, str]:
    """Returns what is wrong, by point."""
    findings = json.loads(run(hub, "assess", "--json", copy=copy).stdout)
    return {finding["name"]: finding["detail"] for finding in findings if not finding["passed"]}


def count_scratch(hub: Fresh) -> int:
    if hub.url.startswith("sqlite"):
        return 0
    with psycopg.connect(hub.url) as server:
        row = server.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'hub_trial_%'").fetchone()
        return int(row[0]) if row else 0


@pytest.mark.timeout(600)
def test_each_night_a_backup_is_copied_elsewhere_and_tried(ready: Fresh, tmp_path: Path) -> None:
    here, elsewhere = tmp_path / "backups", tmp_path / "another machine"
    here.mkdir()
    elsewhere.mkdir()
    cp = f"cp {{file}} '{elsewhere}/'"
    anchor = ready.keys.with_suffix(".trail")
    run(ready, "kiosk", "add", "lobby")
    ready.execute("UPDATE kiosks_kiosk SET seen_at = CURRENT_TIMESTAMP")  # it holds numbers that a trial cannot ask for
    done = run(ready, "backup", "--copy", "--try", str(here), copy=cp)
    assert done.returncode == 0, done.stderr
    made = Path(done.stdout.strip())
    assert (elsewhere / made.name).read_bytes() == made.read_bytes()
    assert count_scratch(ready) == 0
    assert not anchor.exists()  # the trial leaves the real hub's alone
    assert not {"backup", "backup elsewhere", "backup tried"} & set(assessed(ready, cp))
    assert "stay on this machine" in assessed(ready, "")["backup elsewhere"]

    broken = run(ready, "backup", "--copy", "--try", str(here / "second.tar"), copy="false {file}")
    assert broken.returncode == 1
    assert "false" in broken.stderr
    wrong = assessed(ready, "false {file}")
    assert wrong["backup elsewhere"].partition(" on ")[0] == "the copy failed"
    assert "backup tried" not in wrong


@pytest.mark.timeout(600)
def test_a_backup_that_cannot_be_restored_is_noticed(ready: Fresh, tmp_path: Path) -> None:
    run(ready, "kiosk", "add", "lobby")
    ready.execute("UPDATE audit_entry SET subject = 'changed past the hub' WHERE place = 1")
    done = run(ready, "backup", "--try", str(tmp_path / "backup.tar"))
    assert done.returncode == 1
    assert "audit verify" in done.stderr
    assert assessed(ready, "")["backup tried"].startswith("it could not be restored on ")
    (tmp_path / "half.tar").write_bytes((tmp_path / "backup.tar").read_bytes()[:9000])
    assert run(ready, "restore", "--try", str(tmp_path / "half.tar")).returncode == 1
    assert count_scratch(ready) == 0


@pytest.mark.skipif(shutil.which("rsync") is None, reason="no rsync here")
@pytest.mark.parametrize("ready", ["sqlite"], indirect=True)
def test_rsync_copies_it(ready: Fresh, tmp_path: Path) -> None:
    copy = f"rsync --archive --mkpath {{file}} {tmp_path}/nas/hub/"
    made = Path(run(ready, "backup", "--copy", str(tmp_path), copy=copy).stdout.strip())
    assert (tmp_path / "nas/hub" / made.name).read_bytes() == made.read_bytes()


@pytest.mark.parametrize("ready", ["sqlite"], indirect=True)
@pytest.mark.parametrize("copy", ["", "cp nothing", "no-such-program {file}", "cp {file} /nowhere/$(id)"])
def test_a_command_that_cannot_be_run_is_said_and_no_shell_reads_it(ready: Fresh, tmp_path: Path, copy: str) -> None:
    done = run(ready, "backup", "--copy", str(tmp_path / "backup.tar"), copy=copy)
    assert done.returncode == 1
    assert done.stderr.startswith("hub: ")
    assert (tmp_path / "backup.tar").exists()
    with closing(sqlite3.connect(ready.url.removeprefix("sqlite:///"))) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
