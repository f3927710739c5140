"""A locked package without a wheel for one of the systems is named. pip itself looks, in a folder of wheels."""

import hashlib
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools import lock_platforms
from tools.lock_platforms import PLATFORMS, find_missing

X86, ARM = "manylinux2014_x86_64", "manylinux_2_28_aarch64"


def wheels(folder: Path, *tags: str) -> Path:
    """Returns a lock of one package that has a wheel for each of the tags."""
    hashes = []
    for tag in tags:
        path = folder / f"acme-1.0-{tag}.whl"
        with zipfile.ZipFile(path, "w") as wheel:
            wheel.writestr("acme-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n")
            wheel.writestr("acme-1.0.dist-info/WHEEL", f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n")
            wheel.writestr("acme-1.0.dist-info/RECORD", "")
        hashes.append(f"--hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}")
    lock = folder / "lock.txt"
    lock.write_text(f"acme==1.0 {' '.join(hashes)}\n")
    return lock


def missing(lock: Path) -> list[str]:
    sources: Sequence[str] = ("--isolated", "--no-index", "--find-links", str(lock.parent))
    return [line.split(": ")[1] for line in find_missing(lock, sources)]


def test_a_package_for_all_systems_is_missing_nowhere(tmp_path: Path) -> None:
    assert missing(wheels(tmp_path, f"cp311-abi3-{X86}", f"cp311-abi3-{ARM}")) == []


@pytest.mark.parametrize(
    ("tags", "lacking"),
    [
        ([f"cp311-abi3-{X86}"], ["Debian 12 (aarch64)", "Ubuntu 24.04 (aarch64)", "Debian 13 (aarch64)"]),
        (
            [f"cp311-abi3-{ARM}", f"cp311-cp311-{X86}", f"cp312-cp312-{X86}"],
            ["Debian 13 (x86_64)"],
        ),
    ],
)
def test_the_systems_that_lack_one_are_named(tmp_path: Path, tags: list[str], lacking: list[str]) -> None:
    assert missing(wheels(tmp_path, *tags)) == lacking


def test_a_wheel_of_another_hash_is_none(tmp_path: Path) -> None:
    lock = wheels(tmp_path, "py3-none-any")
    lock.write_text(lock.read_text().rpartition(":")[0] + f":{'0' * 64}\n")
    assert len(missing(lock)) == len(PLATFORMS)


def test_where_nothing_can_be_had_nothing_is_called_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lock_platforms, "_STAMP", tmp_path / "stamp")
    monkeypatch.setattr(lock_platforms, "find_missing", lambda lock: ["missing"] * len(PLATFORMS))
    assert lock_platforms.main() == 0
    assert "not checked" in capsys.readouterr().out
    monkeypatch.setattr(lock_platforms, "find_missing", lambda lock: ["missing"])
    assert lock_platforms.main() == 1
    assert not (tmp_path / "stamp").exists()
    monkeypatch.setattr(lock_platforms, "find_missing", lambda lock: [])
    assert lock_platforms.main() == 0
    monkeypatch.setattr(lock_platforms, "find_missing", lambda lock: ["never asked"])
    assert lock_platforms.main() == 0
