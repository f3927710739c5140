"""`python -m kiosk`: beside a running kiosk, and without one."""

import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from contract.cases import Submission, case_code
from contract.forms import Answer
from contract.kiosks import Mode
from contract.problems import Problem
from devices.base import Condition, Fault, Status
from devices.simulators.process import SimulatorProcess
from kiosk import __main__ as command_line
from kiosk.diagnostics.state import whole_state
from kiosk.hub_link.outbox import Outbox
from kiosk.storage.data_dir import hold
from kiosk.storage.database import Database
from kiosk.storage.device_history import DeviceHistory
from kiosk.storage.service_mode import ServiceMode
from kiosk.technician.credentials_file import CredentialsFile
from kiosk.technician.pin import Pin

ROOT = Path(__file__).parents[2]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "kiosk.toml"
    file.write_text('[kiosk]\nid = "lobby-7"\ndata_dir = "data"\n', "utf-8")
    return file


def says(capsys: pytest.CaptureFixture[str], config: Path, *arguments: str) -> dict[str, Any]:
    assert command_line.main([*arguments, "--config", str(config), "--json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def test_a_kiosk_that_never_ran_has_a_status_and_gets_no_files(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = says(capsys, config, "status")
    assert (said["kiosk"], said["running"], said["mode"], said["devices"]) == ("lobby-7", False, "open", {})
    assert not (tmp_path / "data").exists()


def test_the_devices_are_as_the_kiosk_last_saw_them(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with hold(tmp_path / "data"):
        store = Database(tmp_path / "data")
        DeviceHistory(store).changed("printer", Status(Condition.FAULT, Fault.PAPER_OUT))
        store.close()
        said = says(capsys, config, "status")
    assert said["running"] is True
    assert said["devices"]["printer"]["fault"] == "paper_out"


def test_of_a_kiosk_that_does_not_run_nobody_knows_how_its_devices_are(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with hold(tmp_path / "data"):
        store = Database(tmp_path / "data")
        DeviceHistory(store).changed("reader", Status(Condition.OK, detail="module 05.01"))
        store.close()
    reader = says(capsys, config, "status")["devices"]["reader"]
    assert reader["condition"] == "unknown"
    assert "does not run" in reader["detail"]
    assert "it was: ok" in reader["detail"]


def test_lock_and_maintenance_are_told_to_the_kiosk(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service_mode = ServiceMode(tmp_path / "data")
    says(capsys, config, "maintenance", "on", "--notice", "换打印机")
    assert (service_mode.mode, service_mode.state.reason and service_mode.state.reason.in_locale("zh-Hans")) == (
        Mode.MAINTENANCE,
        "换打印机",
    )
    says(capsys, config, "maintenance", "off")
    assert service_mode.mode is Mode.OPEN
    says(capsys, config, "lock")
    assert says(capsys, config, "status")["mode"] == "locked"
    assert says(capsys, config, "unlock") == {"mode": "open", "reason": None}


def two_refused(data_dir: Path) -> list[UUID]:
    """Returns applications that the hub would not take."""
    store, ids = Database(data_dir), [uuid4(), uuid4()]
    outbox, now = Outbox(store), datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    for identifier in ids:
        answers: dict[str, Answer] = {"description": "an invented hardship"}
        outbox.put_message(
            Submission(
                id=identifier,
                item="1",
                item_version=1,
                applicant=None,
                answers=answers,
                stated_at=now,
                submitted_at=now,
            )
        )
        if entry := outbox.first():
            outbox.mark_refused(entry, Problem(title="invented", status=422))
    store.close()
    return ids


def test_what_the_hub_refused_is_listed_sent_again_and_done_with(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again, over = two_refused(tmp_path / "data")
    entries = says(capsys, config, "outbox", "list")["entries"]
    assert [(entry["id"], entry["state"], entry["status"]) for entry in entries] == [
        (str(again), "refused", 422),
        (str(over), "refused", 422),
    ]
    assert "hardship" not in str(entries)
    assert says(capsys, config, "outbox", "retry", case_code(again))["entries"][0]["id"] == str(again)
    assert says(capsys, config, "outbox", "done", str(over))["entries"][0]["id"] == str(over)
    (left,) = says(capsys, config, "outbox", "list")["entries"]
    assert (left["id"], left["state"]) == (str(again), "pending")
    assert command_line.main(["outbox", "done", str(again), "--config", str(config)]) == 1
    assert "nothing in trouble" in capsys.readouterr().err


def test_all_that_was_refused_is_sent_again_at_once(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two_refused(tmp_path / "data")
    assert command_line.main(["outbox", "list", "--config", str(config)]) == 0
    assert capsys.readouterr().out.count("refused 422") == 2
    assert len(says(capsys, config, "outbox", "retry", "--all")["entries"]) == 2
    assert {entry["state"] for entry in says(capsys, config, "outbox", "list")["entries"]} == {"pending"}


def test_without_json_it_reads_as_lines(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["status", "--config", str(config)]) == 0
    assert "mode       open" in capsys.readouterr().out
    says(capsys, config, "lock", "--reason", "搬家")
    assert command_line.main(["status", "--config", str(config)]) == 0
    assert "reason     搬家\n" in capsys.readouterr().out


def test_a_kiosk_with_a_broken_configuration_is_looked_after_as_it_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[kiosk]\ndata_dir = "data"\nidd = 1\n', "utf-8")
    said = says(capsys, wrong, "maintenance", "on")
    assert "did you mean 'id'" in said["problems"][0]
    assert ServiceMode(tmp_path / "data").mode is Mode.MAINTENANCE
    assert command_line.main(["status", "--config", str(wrong)]) == 0
    assert "did you mean 'id'" in capsys.readouterr().out


def test_no_configuration_and_a_test_of_a_broken_one_are_mistakes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["status", "--config", str(tmp_path / "none.toml")]) == 2
    (tmp_path / "wrong.toml").write_text("[kiosk]\nidd = 1\n", "utf-8")
    assert command_line.main(["test", "--all", "--config", str(tmp_path / "wrong.toml")]) == 2
    assert "did you mean 'id'" in capsys.readouterr().err


def test_a_bundle_is_made_of_a_broken_configuration_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('[kiosk]\ndata_dir = "data"\nidd = 1\n', "utf-8")
    said = says(capsys, broken, "support-bundle", "--out", str(tmp_path / "out"))
    with zipfile.ZipFile(said["file"]) as bundle:
        assert "idd = 1" in bundle.read("configuration.toml").decode()


def test_a_bundle_is_written_where_it_was_asked_for(config: Path, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "kiosk", "support-bundle", "--config", str(config), "--out", str(tmp_path / "out")]
    program += ["--json"]
    done = subprocess.run(program, cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)
    file = Path(json.loads(done.stdout)["file"])
    assert file.parent == tmp_path / "out"
    with zipfile.ZipFile(file) as bundle:
        assert {"status.json", "versions.json", "configuration.toml"} <= set(bundle.namelist())


def test_a_damaged_database_is_told_of_and_does_not_hinder_a_bundle(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "kiosk.sqlite3").write_bytes(b"no database" * 1000)
    said = says(capsys, config, "status")
    assert (said["database"], said["outbox"]) == ("damaged", None)
    file = says(capsys, config, "support-bundle", "--out", str(tmp_path / "out"))["file"]
    with zipfile.ZipFile(file) as bundle:
        assert json.loads(bundle.read("status.json"))["database"] == "damaged"


def test_damage_within_the_database_is_told_of_and_nothing_is_written_into_it(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two_refused(tmp_path / "data")
    file = tmp_path / "data" / "kiosk.sqlite3"
    with file.open("r+b") as database:
        database.seek(-4096, os.SEEK_END)
        database.write(b"\xff" * 4096)
    before = file.read_bytes()
    said = says(capsys, config, "status")
    assert (said["database"], said["outbox"], said["refused"]) == ("damaged", None, None)
    says(capsys, config, "support-bundle", "--out", str(tmp_path / "out"))
    assert file.read_bytes() == before


def test_what_systemd_keeps_of_kiosk_screen_and_hub_is_in_the_bundle(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`journalctl` is a stand-in: the machine that runs the tests has no journal."""
    program = tmp_path / "bin" / "journalctl"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$@"\necho "hub: 13800001234"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    file = says(capsys, config, "support-bundle", "--out", str(tmp_path / "out"))["file"]
    with zipfile.ZipFile(file) as bundle:
        journal = bundle.read("log/journal.txt").decode()
    assert {"--unit=kiosk", "--unit=kiosk-screen", "--unit=hub", "--boot"} <= set(journal.split())
    assert journal.endswith("hub: (removed)\n")


def test_the_pin_is_reset_from_the_command_line(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pin = Pin(CredentialsFile(tmp_path / "data"))
    pin.change("493817")
    says(capsys, config, "pin", "reset")
    assert pin.is_default
    (tmp_path / "data" / "technician.json").write_text("{", "utf-8")
    assert pin.damaged
    says(capsys, config, "pin", "reset")
    assert pin.is_default


def test_devices_are_tested_and_all_of_it_is_kept(
    spare_printer: SimulatorProcess, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spare_printer.do("take")
    device = f'[[device]]\nname = "slips"\nkind = "printer"\nmodel = "escpos"\nport = "{spare_printer.port}"\n'
    config.write_text(config.read_text("utf-8") + device, "utf-8")
    said = says(capsys, config, "test", "--all")
    assert said["tests"] == {"slips": {"ready": True, "condition": "ok", "fault": None}}
    assert (said["hub"], said["slip"], said["ready"]) == (None, True, True)
    (slip,) = spare_printer.do("take")["pieces"]
    assert "slips" in slip
    tests = {test["name"]: test["passed"] for test in whole_state(tmp_path / "data")["tests"]}
    assert tests == {"slips": True, "readiness slip": True, "all": True}


def test_a_kiosk_without_devices_is_not_ready(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["test", "--all", "--config", str(config)]) == 1
    assert "ready      False" in capsys.readouterr().out


def test_while_the_kiosk_runs_its_devices_are_tested_on_its_pages(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with hold(tmp_path / "data"):
        assert command_line.main(["test", "--all", "--config", str(config)]) == 1
    assert "another kiosk runs" in capsys.readouterr().err
    assert command_line.main(["test", "gate", "--config", str(config)]) == 2


def test_onto_a_full_disk_there_is_an_error_and_no_half_file(config: Path, tmp_path: Path) -> None:
    program = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));"
        "from kiosk.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["support-bundle", "--config", str(config), "--out", str(tmp_path / "stick")]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "File too large" in done.stderr
    assert list((tmp_path / "stick").iterdir()) == []
