"""Does the set-up that a make target needs, skipping what is up to date: `python3 tools/setup.py TARGET`.

Runs on Debian's bare Python: standard library only. `tools/setup.toml` says what each target needs. A stamp is written
last, so an interrupted step runs again.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = ROOT / ".cache" / "setup"
BUNDLE = os.environ.get("KIOSK_BUNDLE", "")  # a folder with all packages (tools/bundle.py): then no network is used
WHEELS = ("run", "demo", "dev")  # lock files, by how their packages are installed
BUILT = ("built",)


class CannotSetUp(Exception):
    """Set-up failed; the text says what to do."""


def main(target: str, former: str = "") -> int:
    """Runs the set-up; returns the exit status. `former`: a folder whose virtual environment is copied where it holds
    the same packages."""
    os.chdir(ROOT)
    plan = tomllib.loads(Path("tools/setup.toml").read_text())
    needs = plan["targets"][target]
    STAMPS.mkdir(parents=True, exist_ok=True)
    try:
        with (STAMPS / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            debian_packages([package for group in needs["debian"] for package in plan["debian"][group]])
            if former:
                copy_environment(Path(former), needs["locks"])
            virtual_environment(needs["locks"])
            for name in needs["steps"]:
                step(name, plan["steps"][name])
    except CannotSetUp as problem:
        print(problem, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failure:
        print(f"set-up stopped: {' '.join(map(str, failure.cmd))} ended with {failure.returncode}", file=sys.stderr)
        return 1
    return 0


# Debian's packages


def debian_packages(packages: list[str]) -> None:
    missing = sorted(set(packages) - installed(packages))
    if not missing:
        return
    sources = bundle_sources() if BUNDLE else []
    update = ["apt-get", *sources, "update", "-qq"]
    install = [
        "apt-get",
        *sources,
        "install",
        "-y",
        "-qq",
        "--no-install-recommends",
        "-o",
        "DPkg::Lock::Timeout=300",
        *missing,
    ]
    prefix = become_root()
    if prefix is None:
        command = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(missing)}"
        shell = "sudo sh -c" if shutil.which("sudo") else "su -c"
        raise CannotSetUp(f'Debian packages are missing. Type this, then make again:\n\n    {shell} "{command}"\n')
    say(f"installing Debian packages: {' '.join(missing)}")
    subprocess.run([*prefix, *update], check=True, stdin=subprocess.DEVNULL)
    subprocess.run([*prefix, *install], check=True, stdin=subprocess.DEVNULL)


def bundle_sources() -> list[str]:
    """Returns apt's options for the bundle as the only source; what it knows of the others stays as it is."""
    lists = STAMPS / "apt-lists"
    (lists / "partial").mkdir(parents=True, exist_ok=True)
    source = STAMPS / "bundle.list"
    source.write_text(f"deb [trusted=yes] file:{BUNDLE}/debian ./\n")
    settings = (
        f"Dir::Etc::sourcelist={source}",
        "Dir::Etc::sourceparts=-",
        f"Dir::State::lists={lists}",
        "APT::Sandbox::User=root",
        "Dir::Cache::pkgcache=",
        "Dir::Cache::srcpkgcache=",
    )
    return [word for setting in settings for word in ("-o", setting)]


def installed(packages: list[str]) -> set[str]:
    """Returns the installed packages, with the names that installed packages provide: Debian 13 has librime1 in a
    package librime1t64."""
    if not shutil.which("dpkg-query"):
        raise CannotSetUp(f"Debian 12, or a system like it, is needed; its packages: {' '.join(packages)}")
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package} ${Provides}\n"]
    lines = subprocess.run(query, check=False, capture_output=True, text=True).stdout.splitlines()
    present = (line.removeprefix("installed ") for line in lines if line.startswith("installed "))
    return {name.strip(",") for line in present for name in line.split()}


def become_root() -> list[str] | None:
    """Returns the prefix that runs a command as root without a password; None if that is not possible."""
    quietly = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if os.geteuid() == 0:
        return quietly
    ask = ["sudo", "-n", "true"]
    if shutil.which("sudo") and subprocess.run(ask, check=False, capture_output=True).returncode == 0:
        return ["sudo", "-n", *quietly]
    return None


# The virtual environment


def virtual_environment(locks: list[str]) -> None:
    """Makes `.venv` hold exactly the locked packages; recreates it if a lock changed or set-up was interrupted."""
    stamp = VENV / "setup-stamp"
    digests, done = lock_digests(ROOT), read_stamp(stamp)
    if all(done.get(lock) == digests[lock] for lock in locks):
        return
    if VENV.is_symlink():  # its target is not ours to clear
        say(f"removing the link .venv to {VENV.readlink()}, which stays as it is")
        VENV.unlink()
        done = {}
    stamp.unlink(missing_ok=True)
    if not done or any(digests[lock] != value for lock, value in done.items()):
        say("making .venv")
        subprocess.run([base_python(), "-m", "venv", "--clear", str(VENV)], check=True)
    needed = {*locks, *done}
    pip_install([lock for lock in WHEELS if lock in needed], "--only-binary", ":all:")
    # builds use only what the wheels' locks pin
    pip_install([lock for lock in BUILT if lock in needed], "--no-binary", ":all:", "--no-deps", "--no-build-isolation")
    write_stamp(stamp, "".join(f"{lock} {digests[lock]}\n" for lock in sorted(needed)))


def base_python() -> str:
    """Returns the interpreter that makes environments: not that of this one, which would be cleared under it."""
    if not Path(sys.executable).is_relative_to(VENV):
        return sys.executable
    return str(Path(sys.base_prefix, "bin", "python{}.{}".format(*sys.version_info)))


def copy_environment(former: Path, locks: list[str]) -> None:
    """Copies the environment of another folder with the same locks: nothing is downloaded, built or installed."""
    stamp = VENV / "setup-stamp"
    done = read_stamp(former / ".venv" / "setup-stamp")
    if stamp.exists() or not set(locks) <= set(done):
        return
    theirs, ours = lock_digests(former), lock_digests(ROOT)
    if any(done[lock] != theirs[lock] or lock_text(ROOT, lock) != lock_text(former, lock) for lock in done):
        return
    say(f"the packages are those of {former}; its .venv is copied")
    shutil.rmtree(VENV, ignore_errors=True)
    shutil.copytree(former / ".venv", VENV, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", stamp.name))
    for file in (VENV / "bin").iterdir():
        content = b"" if file.is_symlink() else file.read_bytes()
        if bytes(former) in content:
            file.write_bytes(content.replace(bytes(former), bytes(ROOT)))
    subprocess.run([str(VENV / "bin" / "python"), "-m", "compileall", "-q", str(VENV / "lib")], check=False)
    write_stamp(stamp, "".join(f"{lock} {ours[lock]}\n" for lock in sorted(done)))


def lock_digests(root: Path) -> dict[str, str]:
    """Returns what the stamp says where an environment of this folder holds a lock's packages."""
    here = (base_python(), str(sys.version_info[:2]), str(root))
    return {lock: digest([root / f"requirements/{lock}.txt"], *here) for lock in (*WHEELS, *BUILT)}


def lock_text(root: Path, lock: str) -> str:
    return (root / f"requirements/{lock}.txt").read_text()


def read_stamp(stamp: Path) -> dict[str, str]:
    return dict(line.split() for line in stamp.read_text().splitlines()) if stamp.exists() else {}


def pip_install(locks: list[str], *how: str) -> None:
    if not locks:
        return
    say(f"installing Python packages: {' '.join(f'requirements/{lock}.txt' for lock in locks)}")
    files = [argument for lock in locks for argument in ("-r", f"requirements/{lock}.txt")]
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if BUNDLE:
        pip += ["--no-index", "--find-links", f"{BUNDLE}/wheels"]
    subprocess.run([*pip, "--require-hashes", *how, *files], check=True, stdin=subprocess.DEVNULL)


# Steps: what our own modules make


def step(name: str, plan: dict[str, Any]) -> None:
    stamp = STAMPS / name
    files = [path for pattern in plan["inputs"] for path in sorted(ROOT.glob(pattern))]
    inputs = digest(files)
    if stamp.exists() and stamp.read_text() == inputs and all(path.exists() for path in _products(plan, files)):
        return
    say(f"making {name}")
    subprocess.run([str(VENV / "bin" / "python"), "-m", plan["module"]], check=True, stdin=subprocess.DEVNULL)
    write_stamp(stamp, inputs)


def _products(plan: dict[str, Any], inputs: Iterable[Path]) -> list[Path]:
    beside: dict[str, str] = plan.get("makes_beside", {})
    each = [path.with_suffix(beside[path.suffix]) for path in inputs if path.suffix in beside]
    return [*map(Path, plan.get("makes", ())), *each]


# Common


def digest(files: Iterable[Path], *also: str) -> str:
    summary = hashlib.sha256("\0".join(also).encode())
    for path in files:
        summary.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return summary.hexdigest()


def write_stamp(stamp: Path, content: str) -> None:
    unfinished = stamp.with_suffix(".part")
    unfinished.write_text(content)
    unfinished.replace(stamp)


def say(what: str) -> None:
    print(f"set-up: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
