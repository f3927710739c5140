"""A bundle's packages are found by apt, and by nothing else than what is in it."""

import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from tools import bundle, setup

CONTROL = """Package: kiosk-of-a-test
Version: 1.2
Architecture: all
Maintainer: Test <test@example.org>
Description: a package
 with a long description
"""


def make_package(folder: Path) -> None:
    (folder / "made/DEBIAN").mkdir(parents=True)
    (folder / "made/DEBIAN/control").write_text(CONTROL)
    subprocess.run(["dpkg-deb", "--root-owner-group", "--build", folder / "made", folder], check=True)
    shutil.rmtree(folder / "made")


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="no apt here")
def test_apt_installs_from_the_bundle_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = tmp_path / "debian"
    packages.mkdir()
    make_package(packages)
    index = "".join(bundle.describe_package(file) for file in packages.glob("*.deb"))
    (packages / "Packages").write_text(index)
    monkeypatch.setattr(setup, "BUNDLE", str(tmp_path))
    monkeypatch.setattr(setup, "STAMPS", tmp_path / "stamps")
    sources = setup.bundle_sources()
    subprocess.run(["apt-get", *sources, "update", "-qq"], check=True, timeout=100)
    simulate = ["apt-get", *sources, "install", "--simulate", "-qq", "kiosk-of-a-test"]
    said = subprocess.run(simulate, check=True, capture_output=True, text=True, timeout=100).stdout
    assert "Inst kiosk-of-a-test (1.2" in said
    outside = subprocess.run(
        ["apt-get", *sources, "install", "--simulate", "-qq", "0ad"], check=False, capture_output=True, timeout=100
    )
    assert outside.returncode != 0


def test_a_bundle_is_one_folder_that_belongs_to_root(tmp_path: Path) -> None:
    (tmp_path / "kiosk-1").mkdir()
    (tmp_path / "kiosk-1/Makefile").write_text("install:")
    bundle.pack(tmp_path / "kiosk-1", tmp_path / "kiosk.tar")
    with tarfile.open(tmp_path / "kiosk.tar") as tar:
        assert [(member.name, member.uid, member.uname) for member in tar] == [
            ("kiosk-1", 0, "root"),
            ("kiosk-1/Makefile", 0, "root"),
        ]
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["kiosk-1", "kiosk.tar"]
