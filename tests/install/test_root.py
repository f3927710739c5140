"""Nothing that root reads or runs on an installed machine can be written by a service's user."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from hub.core.environment import EnvironmentFileError, parse_environment
from install import configuration
from tests.install.conftest import ROOT, Site

TREE = ROOT / "install/tree"
# Data of the kiosk's that root looks at; nothing of it is run.
READ_AS_DATA = {
    "/etc/kiosk/kiosk.toml": "parsed as TOML, to see whether this kiosk uses this machine's hub",
    "/run/kiosk/usb-storage": "udev looks whether it is there: a technician asks for USB sticks",
}
_PATH = re.compile(r"(?<![\w.])/(?:etc|opt|var|usr|run)/[\w./-]+")
_USERS = ("hub", "kiosk")


def owned_by_services() -> set[PurePosixPath]:
    """Returns the files and folders that belong to the users of the services."""
    owned = set()
    for file in TREE.glob("*/etc/tmpfiles.d/*.conf"):
        for line in file.read_text().splitlines():
            kind, path, mode, user, *_rest = line.split() if line.startswith("d ") else ("", "", "", "")
            group_writes = kind and int(mode, 8) & 0o022
            if user in _USERS or group_writes:
                owned.add(PurePosixPath(path))
    for unit in TREE.glob("*/etc/systemd/system/*.service"):
        settings = [line.partition("=")[::2] for line in unit.read_text().splitlines()]
        if "User" in dict(settings):
            roots = {"StateDirectory": "/var/lib", "RuntimeDirectory": "/run", "LogsDirectory": "/var/log"}
            owned |= {PurePosixPath(roots[name]) / value for name, value in settings if name in roots}
    for file in TREE.glob("*/etc/sysusers.d/*.conf"):
        owned |= {PurePosixPath(line.split()[-1]) for line in file.read_text().splitlines() if line.startswith("u ")}
    owned |= {PurePosixPath("/") / name for name in configuration._USERS.keys() - set(configuration.ROOTS)}
    return owned


def read_by_root() -> Iterator[tuple[str, str]]:
    """Yields each file that root's programs name, and where."""
    for unit in TREE.glob("*/etc/systemd/system/*.service"):
        lines = unit.read_text().splitlines()
        as_root = not any(line.startswith("User=") for line in lines)
        for line in lines:
            name, _sign, value = line.partition("=")
            runs_as_root = name.startswith("Exec") and (as_root or value.lstrip("-@:").startswith(("+", "!")))
            if runs_as_root or name in ("EnvironmentFile", "WorkingDirectory"):
                yield from ((path, unit.name) for path in _PATH.findall(value))
    for script in [*TREE.glob("*/usr/local/bin/*"), *ROOT.glob("install/screen*")]:
        yield from ((path, script.name) for path in _before_stepping_down(script.read_text()))
    for rules in TREE.glob("*/etc/udev/rules.d/*"):
        yield from ((path, rules.name) for path in _PATH.findall(_code(rules.read_text())))


def _before_stepping_down(script: str) -> list[str]:
    code = _code(script)
    stepped = code.find("exec runuser")
    return _PATH.findall(code if stepped < 0 else code[: code.index("\n", stepped)])


def _code(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def test_nothing_that_root_reads_or_runs_belongs_to_a_service() -> None:
    owned = owned_by_services()
    assert {PurePosixPath(path) for path in ("/etc/kiosk", "/run/kiosk", "/var/lib/hub-keys")} <= owned
    named = [pair for pair in read_by_root() if pair[0] not in READ_AS_DATA]
    assert any(path == "/etc/hub/environment" for path, _where in named)
    written = [(path, where) for path, where in named if {PurePosixPath(path), *PurePosixPath(path).parents} & owned]
    assert written == []


def test_every_file_of_the_tree_lands_where_only_root_writes() -> None:
    owned = owned_by_services()
    for file in TREE.rglob("*"):
        landed = PurePosixPath("/") / file.relative_to(TREE).relative_to(file.relative_to(TREE).parts[0])
        assert not {landed, *landed.parents} & owned, landed


@pytest.mark.parametrize("name", ["hub/usr/local/bin/kiosk-hub", "kiosk/usr/local/bin/kiosk", "../screen"])
def test_no_script_of_roots_sources_a_file(name: str) -> None:
    code = _code((TREE / name).read_text())
    assert not re.search(r"(^|[;&|{(])\s*(\.|source|eval)\s", code, re.MULTILINE)


def test_the_services_cannot_write_the_keys() -> None:
    keys = PurePosixPath("/") / configuration.KEYS
    for unit in TREE.glob("hub/etc/systemd/system/*.service"):
        words = unit.read_text()
        assert "ProtectSystem=strict" in words
        written = [line.partition("=")[2].split() for line in words.splitlines() if line.startswith("ReadWritePaths=")]
        paths = {PurePosixPath(path.lstrip("-")) for line in written for path in line}
        assert not paths & {keys, *keys.parents}


def test_installing_gives_the_environment_to_root_and_steps_down_to_move_keys(site: Site) -> None:
    site.file("/etc/hub").mkdir(parents=True)
    site.file("/etc/hub/keys").write_text("{}")
    site.file("/etc/hub/keys.trail").write_text("{}")
    site.machine.install(site.source, hub=True)
    assert "chown --no-dereference root:hub /etc/hub/environment" in site.asked
    assert "chmod 0640 /etc/hub/environment" in site.asked
    moved = [line for line in site.asked if " cp " in line]
    assert [line.split()[-2:] for line in moved] == [
        ["/etc/hub/keys", "/var/lib/hub-keys/keys"],
        ["/etc/hub/keys.trail", "/var/lib/hub-audit/anchor"],
    ]
    assert all(line.startswith("runuser -u hub -- ") for line in moved)
    assert site.file("/etc/hub/keys").read_text() == "{}"  # nothing was copied here: they stay
    site.file("/var/lib/hub-keys").mkdir(parents=True)
    site.file("/var/lib/hub-keys/keys").write_text("{}")
    site.machine.install(site.source, hub=True)
    assert site.file("/etc/hub/keys").readlink() == Path("/var/lib/hub-keys/keys")


def test_an_environment_is_parsed_and_never_run() -> None:
    text = (
        "# a comment\n; another\n\nDATABASE_URL=postgresql://hub:a&b;c$(id)`id`@db/hub\nHUB_ORIGIN='https://x y'\n"
        'HUB_HOSTS="a\\"b"\nHUB_BIND=127.0.0.1:80\\\n00\n  HUB_KEYS = /etc/hub/keys  \nEMPTY=\n'
    )
    assert parse_environment(text) == {
        "DATABASE_URL": "postgresql://hub:a&b;c$(id)`id`@db/hub",
        "HUB_ORIGIN": "https://x y",
        "HUB_HOSTS": 'a"b',
        "HUB_BIND": "127.0.0.1:8000",
        "HUB_KEYS": "/etc/hub/keys",
        "EMPTY": "",
    }


@pytest.mark.parametrize("line", ["touch /tmp/x", "A B=1", "1A=2", "=x", 'A="open', "A='", "$(id)=1"])
def test_what_is_no_assignment_is_refused_without_a_word_of_it(line: str) -> None:
    with pytest.raises(EnvironmentFileError) as error:
        parse_environment(f"GOOD=1\n{line}\n")
    assert "line 2" in str(error.value)
    assert line not in str(error.value)


def test_a_command_of_the_hubs_runs_with_a_password_that_has_an_ampersand(tmp_path: Path) -> None:
    marker, file = tmp_path / "ran", tmp_path / "environment"
    url = "postgresql://hub:a&b;c@localhost/hub"
    file.write_text(f"DATABASE_URL={url}\nHUB_VOICE=x&touch {marker}\nHUB_KEYS={tmp_path}/none\n")
    done = _hub(file)
    assert done.returncode == 2
    assert "none: no such file" in done.stderr  # it came as far as the keys
    assert not marker.exists()
    assert _hub(tmp_path / "no").returncode == 2


def _hub(environment: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "hub.core.environment", str(environment), "kiosk", "list"]
    return subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=60)
