import json

from tests.hub.hub_process import Fresh


def test_keys_are_rotated_the_configuration_assessed_the_late_purged_and_the_trail_verified(fresh: Fresh) -> None:
    fresh.run("migrate")
    assert fresh.run("rotate").returncode == 0
    assert "whole" in fresh.run("audit", "verify").stdout
    assert fresh.run("rotate", "--retire").returncode == 0
    assert [*json.loads(fresh.keys.read_text())["sealing"]] == ["2"]
    done = fresh.run("assess", "--json")
    findings = {finding["name"]: finding["passed"] for finding in json.loads(done.stdout)}
    assert done.returncode == 1
    assert [findings[name] for name in ("TLS", "backup", "debug", "migrations")] == [False, False, True, True]
    assert "FAIL\tTLS" in fresh.run("assess").stdout
    assert "facts\t0" in fresh.run("purge").stdout
    fresh.execute("UPDATE audit_entry SET subject = 'nothing' WHERE action = 'rotate keys' AND place = 1")
    found = fresh.run("audit", "verify")
    assert found.returncode == 1
    assert "entry 1 was changed" in found.stdout
