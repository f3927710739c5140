"""A bare Debian 12 in a folder, to test the installation. It uses this machine's package sources."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

_SUITE = "bookworm"
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_PASSED_ON = re.compile(r"^(PIP_.*|.*_proxy)$", re.IGNORECASE)


class BareRoot:
    """Its mounts end with the mount namespace. Raises subprocess.CalledProcessError."""

    def __init__(self, folder: Path, cache: Path) -> None:
        """`cache` stores debootstrap's result."""
        self._root = folder
        self._environment = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root",
            "LANG": "C.UTF-8",
            "DEBIAN_FRONTEND": "noninteractive",
            **{name: value for name, value in os.environ.items() if _PASSED_ON.match(name)},
        }
        _debootstrap(folder, cache / f"{_SUITE}.tar")
        self._mount()
        self._write_sources()

    def at(self, name: str) -> Path:
        return self._root / name.lstrip("/")

    def run(self, *command: str) -> None:
        subprocess.run(self.command(command), check=True, env=self._environment, stdin=subprocess.DEVNULL)

    def ask(self, *command: str) -> str:
        """Returns its output, standard error included, whatever its exit status."""
        done = subprocess.run(
            self.command(command),
            check=False,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return done.stdout.strip()

    def command(self, command: Iterable[str]) -> list[str]:
        return ["chroot", str(self._root), *command]

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
        lines = [f"deb {site} {release} main\n" for site, release in sorted(set(_apt_sources()))]
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


def _debootstrap(folder: Path, archive: Path) -> None:
    if not archive.exists():
        sites = [site for site, release in _apt_sources() if release == _SUITE][:1]  # else debootstrap knows one
        fresh = archive.with_suffix(".fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        subprocess.run(
            ["debootstrap", "--variant=minbase", "--include=make,git,python3,ca-certificates", _SUITE, fresh, *sites],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        subprocess.run(["tar", "-C", fresh, "-cf", archive.with_suffix(".part"), "."], check=True)
        archive.with_suffix(".part").replace(archive)
        shutil.rmtree(fresh)
    folder.mkdir()
    subprocess.run(["tar", "-C", folder, "-xf", archive], check=True)


def _apt_sources() -> Iterator[tuple[str, str]]:
    """Yields site and release of this machine's sources."""
    command = ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages", "Origin: Debian"]
    for line in subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines():
        site, _space, release = line.partition(" ")
        if release.startswith(_SUITE):
            yield site, release


def _pip_settings() -> list[tuple[str, str]]:
    """Returns the settings of pip's files; those of the environment are passed on in the environment."""
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=True, capture_output=True, text=True
    )
    pairs = re.findall(r"^global\.([\w-]+)='(.*)'$", listing.stdout, re.MULTILINE)
    return [(key, json.loads(f'"{value}"')) for key, value in pairs]


def _mount(*arguments: object) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True)
