"""A bare Debian or Ubuntu in a folder, to test the installation. For a release that this machine has sources of,
it uses these."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

DEFAULT = "bookworm"
_UBUNTU = ("noble",)
_DEBIANS, _UBUNTUS = "http://deb.debian.org/debian", "http://archive.ubuntu.com/ubuntu"
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_PASSED_ON = re.compile(r"^(PIP_.*|.*_proxy)$", re.IGNORECASE)


class BareRoot:
    """Its mounts end with the mount namespace. Raises subprocess.CalledProcessError."""

    def __init__(self, folder: Path, cache: Path, suite: str = DEFAULT) -> None:
        """`cache` stores debootstrap's result; `suite`: a release's code name."""
        self._root, self._suite = folder, suite
        self.environment = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            **{name: value for name, value in os.environ.items() if _PASSED_ON.match(name)},
        }
        _debootstrap(suite, folder, cache / f"{suite}.tar")
        self._mount()
        self._write_sources()

    def at(self, name: str) -> Path:
        return self._root / name.lstrip("/")

    def run(self, *command: str) -> None:
        subprocess.run(self.command(command), check=True, env=self.environment, stdin=subprocess.DEVNULL)

    def ask(self, *command: str) -> str:
        """Returns its output, standard error included, whatever its exit status."""
        done = subprocess.run(
            self.command(command),
            check=False,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return done.stdout.strip()

    def command(self, command: Iterable[str]) -> list[str]:
        return ["chroot", str(self._root), *command]

    def unmount(self) -> None:
        """Takes away what a container's own systemd mounts."""
        for name in ("/dev", "/sys", "/proc"):
            subprocess.run(["umount", "--recursive", self.at(name)], check=True)

    def _mount(self) -> None:
        """Mounts only harmless devices of this machine."""
        _mount("-t", "proc", "proc", self.at("/proc"))
        _mount("-t", "sysfs", "-o", "ro", "sysfs", self.at("/sys"))
        _mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", self.at("/dev"))
        for folder in ("shm", "pts"):
            self.at(f"/dev/{folder}").mkdir()
        _mount("-t", "tmpfs", "tmpfs", self.at("/dev/shm"))  # noqa: S108  # a mount
        _mount("-t", "devpts", "devpts", self.at("/dev/pts"))
        for device in _DEVICES:
            self.at(f"/dev/{device}").touch()
            _mount("--bind", f"/dev/{device}", self.at(f"/dev/{device}"))
        self.at("/dev/fd").symlink_to("/proc/self/fd")

    def _write_sources(self) -> None:
        for name in ("/etc/resolv.conf", "/etc/ssl/certs/ca-certificates.crt"):
            shutil.copyfile(name, self.at(name))
        parts = "main universe" if self._suite in _UBUNTU else "main"
        lines = [f"deb {site} {release} {parts}\n" for site, release in sorted(set(_apt_sources(self._suite)))]
        self.at("/etc/apt/sources.list").write_text("".join(lines))
        settings = _pip_settings()
        self.at("/etc/pip.conf").write_text("[global]\n" + "".join(f"{key} = {value}\n" for key, value in settings))
        for value in {value for _key, value in settings} | {os.environ.get("PIP_FIND_LINKS", "")}:
            self._share(value.split())

    def _share(self, places: Iterable[str]) -> None:
        """Makes files and folders named in pip's settings available. An index's files may be beside it."""
        for word in places:
            place = Path(word.removeprefix("file://"))
            if word.startswith("file://"):
                place = place.parent
            if not place.is_absolute() or not place.exists() or self.at(str(place)).exists():
                continue
            if place.is_dir():
                self.at(str(place)).mkdir(parents=True)
                _mount("--bind", str(place), self.at(str(place)))
            else:
                self.at(str(place)).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(place, self.at(str(place)))


def _debootstrap(suite: str, folder: Path, archive: Path) -> None:
    if not archive.exists():
        site = next(site for site, release in _apt_sources(suite) if release == suite)
        fresh = archive.with_suffix(".fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        options = ["--variant=minbase", "--include=make,git,python3,ca-certificates"]
        # Debian has no keys of Ubuntu's, and "gutsy" is debootstrap's script of all its releases
        script = ["/usr/share/debootstrap/scripts/gutsy"] if suite in _UBUNTU else []
        options += ["--no-check-gpg", "--components=main,universe"] if suite in _UBUNTU else []
        subprocess.run(["debootstrap", *options, suite, fresh, site, *script], check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["tar", "-C", fresh, "-cf", archive.with_suffix(".part"), "."], check=True)
        archive.with_suffix(".part").replace(archive)
        shutil.rmtree(fresh)
    folder.mkdir()
    subprocess.run(["tar", "-C", folder, "-xf", archive], check=True)


def _apt_sources(suite: str) -> list[tuple[str, str]]:
    """Returns site and release of this machine's sources of the suite; where it has none, of the public archive."""
    command = ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages", "Origin: Debian"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    pairs = [(site, release) for site, _space, release in (line.partition(" ") for line in lines)]
    ours = [pair for pair in pairs if pair[1].startswith(suite)]
    return ours or [(_UBUNTUS if suite in _UBUNTU else _DEBIANS, suite)]


def _pip_settings() -> list[tuple[str, str]]:
    """Returns the settings of pip's files; those of the environment are passed on in the environment."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True
    )
    pairs = re.findall(r"^global\.([\w-]+)='(.*)'$", listing.stdout, re.MULTILINE)
    return [(key, json.loads(f'"{value}"')) for key, value in pairs]


def _mount(*arguments: object) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True)
