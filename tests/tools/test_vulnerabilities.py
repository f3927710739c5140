"""Known vulnerabilities fail the check; what was not checked is said and never called safe. pip-audit is a stand-in."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import vulnerabilities
from tools.vulnerabilities import NotChecked, VulnerabilityReport, audit, judge, parse_report, read_ignored

BAD = {
    "name": "acme",
    "version": "1.0",
    "vulns": [
        {"id": "PYSEC-2026-1", "aliases": ["CVE-2026-0001"], "fix_versions": ["1.0.1", "1.1"], "description": "x"}
    ],
}
GOOD = {"name": "fine", "version": "2.0", "vulns": []}
SKIPPED = {"name": "unknown", "skip_reason": "Dependency not found on PyPI"}


def says(text: str, status: int = 0, errors: str = "") -> tuple[str, ...]:
    """Returns a program that prints this in pip-audit's place."""
    program = f"import sys; print({text!r}); print({errors!r}, file=sys.stderr); sys.exit({status})"
    return (sys.executable, "-c", program)


def dependencies(*entries: dict[str, Any]) -> str:
    return json.dumps({"dependencies": entries, "fixes": []})


def report(*entries: dict[str, Any]) -> VulnerabilityReport:
    parsed = parse_report(dependencies(*entries))
    assert parsed is not None
    return parsed


def test_a_known_vulnerability_fails_with_its_names_and_the_versions_that_mend_it() -> None:
    lines, failed = judge(audit([], says(dependencies(BAD, GOOD), status=1)), {})
    assert failed
    assert lines == [
        "vulnerabilities: acme 1.0: PYSEC-2026-1 = CVE-2026-0001: fixed in 1.0.1, 1.1",
        "vulnerabilities: 2 packages checked",
    ]


@pytest.mark.parametrize("name", ["PYSEC-2026-1", "CVE-2026-0001"])
def test_one_that_is_pardoned_by_any_of_its_names_is_told_with_the_reason(name: str) -> None:
    lines, failed = judge(report(BAD), {name: "we never parse XML"})
    assert not failed
    assert lines[0].endswith("(ignored: we never parse XML)")


def test_a_pardon_that_nothing_needs_any_more_is_told() -> None:
    lines, failed = judge(report(GOOD), {"CVE-2020-1": "old"})
    assert not failed
    assert "CVE-2020-1 is ignored and not there any more" in lines[0]


def test_packages_of_which_the_index_says_nothing_are_named() -> None:
    lines, failed = judge(report(GOOD, SKIPPED), {})
    assert not failed
    assert lines == [
        "vulnerabilities: not checked, the index says nothing of them: unknown",
        "vulnerabilities: 1 packages checked",
    ]


def test_an_index_without_such_data_is_told_and_is_no_failure(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotChecked, match="the index offers no vulnerability data"):
        audit([], says(dependencies(SKIPPED)))
    monkeypatch.setattr(vulnerabilities, "audit", lambda _locks: audit([], says(dependencies(SKIPPED))))
    assert vulnerabilities.main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(vulnerabilities.list_environments())
    assert all(line.endswith("not checked: the index offers no vulnerability data") for line in lines)


def test_no_environment_asks_for_two_versions_of_a_package() -> None:
    """The look-up refuses a list that does."""
    for locks in vulnerabilities.list_environments():
        pins = {line.split(" ")[0] for lock in locks for line in lock.read_text("utf-8").splitlines() if "==" in line}
        assert len(pins) == len({pin.partition("==")[0] for pin in pins}), locks


@pytest.mark.parametrize(
    "text", ["", "no JSON", "[]", "{}", '{"dependencies": 3}', '{"dependencies": [3]}', '{"dependencies": [{}]}']
)
def test_nonsense_in_its_place_is_not_checked_and_says_why(text: str) -> None:
    with pytest.raises(NotChecked, match="cannot be asked: Connection refused"):
        audit([], says(text, 1, "a warning\nConnection refused"))


def test_an_index_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vulnerabilities, "SECONDS", 0.3)
    with pytest.raises(NotChecked, match="did not answer within"):
        audit([], (sys.executable, "-c", "import time; time.sleep(60)"))


def test_without_pip_audit_it_says_so() -> None:
    with pytest.raises(NotChecked, match="cannot be started"):
        audit([], ("/nowhere/pip-audit",))
    with pytest.raises(NotChecked, match="No module named"):
        audit([], (sys.executable, "-m", "no_such_pip_audit"))


def test_a_pardon_needs_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "pyproject.toml"
    file.write_text("", "utf-8")
    assert read_ignored(file) == {}
    file.write_text('[tool.vulnerabilities.ignore]\nCVE-1 = "not used"\n', "utf-8")
    assert read_ignored(file) == {"CVE-1": "not used"}
    for wrong in ('""', '"  "', "7", "[]"):
        file.write_text(f"[tool.vulnerabilities.ignore]\nCVE-1 = {wrong}\n", "utf-8")
        with pytest.raises(ValueError, match="CVE-1: say why"):
            read_ignored(file)
