"""Whether each locked package of the product has a wheel, of the locked hash, for every system that it is for.

python -m tools.lock_platforms      # exit status 1 where one is missing

pip alone knows which wheel fits; it is asked, and installs nothing. Where not even this machine's wheels can be had, as
without a network, it says so. What was found good is not asked again until a lock changes.
"""

import hashlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "run.txt"  # those of built.txt are built at each machine
_STAMP = ROOT / ".cache" / "lock_platforms"
_GLIBC = ("manylinux2014", "manylinux_2_27", "manylinux_2_28", "manylinux_2_34")  # Debian 12 has 2.36
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Platform:
    """A system by its Python and machine."""

    name: str
    python: str
    machine: str

    def __str__(self) -> str:
        return f"{self.name} ({self.machine})"


PLATFORMS = tuple(
    Platform(name, python, machine)
    for name, python in (("Debian 12", "3.11"), ("Ubuntu 24.04", "3.12"), ("Debian 13", "3.13"))
    for machine in ("x86_64", "aarch64")
)


def main() -> int:
    digest = hashlib.sha256(LOCK.read_bytes() + repr((PLATFORMS, _GLIBC)).encode()).hexdigest()
    if _STAMP.exists() and _STAMP.read_text() == digest:
        return 0
    missing = list(find_missing(LOCK))
    if len(missing) == len(PLATFORMS):
        print("lock platforms: not checked: no wheels can be had")
        return 0
    if missing:
        print(*missing, sep="\n")
        return 1
    _STAMP.parent.mkdir(exist_ok=True)
    _STAMP.write_text(digest)
    print(f"lock platforms: {LOCK.name} has wheels for {', '.join(map(str, PLATFORMS))}")
    return 0


def find_missing(lock: Path, sources: Sequence[str] = ()) -> Iterator[str]:
    """Yields the systems that lack something, each with pip's own words. `sources`: options that say where wheels
    are."""
    for platform in PLATFORMS:
        if why := _ask_pip(lock, platform, sources):
            yield f"lock platforms: {platform}: {why}"


def _ask_pip(lock: Path, platform: Platform, sources: Sequence[str]) -> str:
    """Returns "" where all is there."""
    fits = [option for tag in _GLIBC for option in ("--platform", f"{tag}_{platform.machine}")]
    kind = ["--only-binary", ":all:", "--python-version", platform.python, *fits]
    how = ["--dry-run", "--no-deps", "--require-hashes", "--ignore-installed", "--quiet", "--disable-pip-version-check"]
    with TemporaryDirectory(prefix="lock-platforms-") as folder:
        program = [sys.executable, "-m", "pip", "install", *how, *kind, *sources, "--target", folder, "-r", str(lock)]
        try:
            done = subprocess.run(program, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return f"no answer in {_SECONDS} s"
    lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return " ".join(lines[-1:]) or "pip failed" if done.returncode else ""


if __name__ == "__main__":
    sys.exit(main())
