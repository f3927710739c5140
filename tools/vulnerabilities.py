"""Looks up known vulnerabilities of the locked packages, by pip-audit: see docs/decisions/0056.

python -m tools.vulnerabilities      # exit status 1 where one is known that pyproject.toml does not pardon

Where the index offers no such data it says so, and names the packages: what was not checked is never called safe.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 120.0  # in all
_OF_ONE_CALL = "10"
_APART = ("models.txt", "voice.txt")  # each an environment of its own


@dataclass(frozen=True, slots=True)
class Vulnerability:
    package: str
    version: str
    names: tuple[str, ...]  # its own, then its aliases
    fixed_in: tuple[str, ...]

    def __str__(self) -> str:
        fixed = ", ".join(self.fixed_in)
        return f"{self.package} {self.version}: {' = '.join(self.names)}: " + (
            f"fixed in {fixed}" if fixed else "no fix yet"
        )


@dataclass(frozen=True, slots=True)
class VulnerabilityReport:
    """`unchecked`: packages of which the index says nothing."""

    checked: frozenset[str]
    unchecked: frozenset[str]
    vulnerabilities: tuple[Vulnerability, ...]


class NotChecked(Exception):
    """The look-up failed; the text says why."""


def main() -> int:
    ignored, failed = read_ignored(ROOT / "pyproject.toml"), False
    for locks in list_environments():
        try:
            report = audit(locks)
        except NotChecked as problem:
            print(f"vulnerabilities: {', '.join(lock.name for lock in locks)}: not checked: {problem}")
            continue
        lines, fails = judge(report, ignored)
        print(*lines, sep="\n")
        failed = failed or fails
    return 1 if failed else 0


def list_environments() -> list[list[Path]]:
    """Returns the locks by the environment that they are for: of a package two may want two versions."""
    locks = sorted((ROOT / "requirements").glob("*.txt"))
    apart = [[lock] for lock in locks if lock.name in _APART]
    return [[lock for lock in locks if lock.name not in _APART], *apart]


def read_ignored(file: Path) -> dict[str, str]:
    """Returns the reasons by the vulnerability's name. Raises ValueError where one has no reason."""
    tables = tomllib.loads(file.read_text("utf-8"))
    ignored: dict[str, Any] = tables.get("tool", {}).get("vulnerabilities", {}).get("ignore", {})
    for name, reason in ignored.items():
        if not isinstance(reason, str) or not reason.strip():
            raise ValueError(f"[tool.vulnerabilities.ignore] {name}: say why")
    return ignored


def audit(locks: Iterable[Path], command: tuple[str, ...] = (sys.executable, "-m", "pip_audit")) -> VulnerabilityReport:
    """Returns the report. Raises NotChecked where it cannot be asked, does not answer in time, or knows none of the
    packages."""
    options = [
        "--require-hashes",
        "--disable-pip",
        "--format=json",
        "--progress-spinner=off",
        f"--timeout={_OF_ONE_CALL}",
    ]
    files = [option for lock in locks for option in ("-r", str(lock))]
    try:
        ended = subprocess.run(
            [*command, *options, *files],
            check=False,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise NotChecked(f"the index did not answer within {SECONDS:g} s") from None
    except OSError as error:
        raise NotChecked(f"pip-audit cannot be started: {error.strerror}") from None
    report = parse_report(ended.stdout)
    if report is None:
        last = (ended.stderr.strip().splitlines() or ["no answer"])[-1]
        raise NotChecked(f"the index cannot be asked: {last[:200]}")
    if not report.checked:
        raise NotChecked("the index offers no vulnerability data")
    return report


def parse_report(text: str) -> VulnerabilityReport | None:
    """Returns None for what is no report of pip-audit's."""
    try:
        dependencies: list[dict[str, Any]] = json.loads(text)["dependencies"]
        entries = {(entry["name"], entry.get("version")): entry for entry in dependencies}
        return VulnerabilityReport(
            frozenset(name for (name, _version), entry in entries.items() if "vulns" in entry),
            frozenset(name for (name, _version), entry in entries.items() if "vulns" not in entry),
            tuple(_parse_vulnerabilities(entries.values())),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _parse_vulnerabilities(entries: Iterable[Mapping[str, Any]]) -> Iterator[Vulnerability]:
    for entry in entries:
        for vulnerability in entry.get("vulns", ()):
            names = (vulnerability["id"], *vulnerability.get("aliases", ()))
            yield Vulnerability(entry["name"], entry["version"], names, tuple(vulnerability.get("fix_versions", ())))


def judge(report: VulnerabilityReport, ignored: Mapping[str, str]) -> tuple[list[str], bool]:
    """Returns what is to be printed, and whether it is a failure."""
    lines, failed, used = [], False, set[str]()
    for vulnerability in report.vulnerabilities:
        pardoned = [name for name in vulnerability.names if name in ignored]
        used |= set(pardoned)
        failed = failed or not pardoned
        lines.append(f"vulnerabilities: {vulnerability}" + (f" (ignored: {ignored[pardoned[0]]})" if pardoned else ""))
    lines += [f"vulnerabilities: {name} is ignored and not there any more" for name in sorted(ignored.keys() - used)]
    if report.unchecked:
        lines.append(
            f"vulnerabilities: not checked, the index says nothing of them: {', '.join(sorted(report.unchecked))}"
        )
    lines.append(f"vulnerabilities: {len(report.checked)} packages checked")
    return lines, failed


if __name__ == "__main__":
    sys.exit(main())
