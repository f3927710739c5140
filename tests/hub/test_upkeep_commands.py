import json

from tests.hub.hub_process import Fresh


def test_keys_are_rotated_the_configuration_assessed_the_late_purged_and_the_trail_verified(ready: Fresh) -> None:
    assert ready.run("rotate").returncode == 0
    assert "whole" in ready.run("audit", "verify").stdout
    assert ready.run("rotate", "--retire").returncode == 0
    assert [*json.loads(ready.keys.read_text())["sealing"]] == ["2"]
    done = ready.run("assess", "--json")
    findings = {finding["name"]: finding["passed"] for finding in json.loads(done.stdout)}
    assert done.returncode == 1
    assert [findings[name] for name in ("TLS", "backup", "debug", "migrations")] == [False, False, True, True]
    assert "FAIL\tTLS" in ready.run("assess").stdout
    assert "facts\t0" in ready.run("purge").stdout
    ready.execute("UPDATE audit_entry SET subject = 'nothing' WHERE action = 'rotate keys' AND place = 1")
    found = ready.run("audit", "verify")
    assert found.returncode == 1
    assert "entry 1 was changed" in found.stdout
