import json
import sqlite3
from pathlib import Path

from tests.hub.hub_process import run_hub


def test_keys_are_rotated_the_configuration_assessed_the_late_purged_and_the_trail_verified(tmp_path: Path) -> None:
    database = tmp_path / "hub.sqlite3"
    url = f"sqlite:///{database}"
    run_hub(url, "migrate")
    assert run_hub(url, "rotate").returncode == 0
    assert "whole" in run_hub(url, "audit", "verify").stdout
    assert run_hub(url, "rotate", "--retire").returncode == 0
    assert [*json.loads((tmp_path / "hub.keys").read_text())["sealing"]] == ["2"]
    done = run_hub(url, "assess", "--json")
    findings = {finding["name"]: finding["passed"] for finding in json.loads(done.stdout)}
    assert done.returncode == 1
    assert [findings[name] for name in ("TLS", "backup", "debug", "migrations")] == [False, False, True, True]
    assert "FAIL\tTLS" in run_hub(url, "assess").stdout
    assert "facts\t0" in run_hub(url, "purge").stdout
    with sqlite3.connect(database) as connection:
        connection.execute(
            "UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE action = 'rotate keys' AND place = 1"
        )
    found = run_hub(url, "audit", "verify")
    assert found.returncode == 1
    assert "entry 1 was changed" in found.stdout
