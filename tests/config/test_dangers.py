"""`--check` refuses a configuration that opens something to others."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from config.dangers import list_dangers
from config.loader import load
from devices.models import models
from devices.transports import check_port

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that everybody can enter, unlike pytest's own."""
    with TemporaryDirectory(prefix="kiosk-dangers-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def dangers(folder: Path, url: str = "https://hub.example.cn") -> list[str]:
    return list_dangers(load(site(folder, url), models(), check_port))


def site(folder: Path, url: str) -> Path:
    (folder / "data").mkdir(exist_ok=True)
    token = folder / "hub.token"
    token.touch(mode=0o600)
    file = folder / "kiosk.toml"
    file.write_text(
        f'[kiosk]\nid = "lobby-1"\ndata_dir = "{folder}/data"\n[hub]\nurl = "{url}"\ntoken_file = "{token}"\n'
    )
    return file


@pytest.mark.parametrize(
    "url",
    ["https://hub.example.cn", "http://127.0.0.1:8000", "http://localhost:8000/", "http://[::1]:8000", "embedded"],
)
def test_what_stays_on_this_machine_or_is_encrypted_is_no_danger(folder: Path, url: str) -> None:
    assert dangers(folder, url) == []


@pytest.mark.parametrize(
    "url",
    ["http://hub.example.cn", "http://10.0.0.2:8000", "http://127.0.0.1.example.cn", "http://[fe80::1]/", "http://x"],
)
def test_http_to_another_machine_is(folder: Path, url: str) -> None:
    (line,) = dangers(folder, url)
    assert line.startswith("hub.url:")
    assert "example" not in line


@pytest.mark.parametrize("name", ["kiosk.key", "technician.key", "technician.json", "kiosk.sqlite3", "hub/hub.keys"])
def test_a_secret_that_others_can_read_is(folder: Path, name: str) -> None:
    site(folder, "embedded")
    secret = folder / "data" / name
    secret.parent.mkdir(exist_ok=True)
    secret.touch(mode=0o600)
    assert dangers(folder) == []
    for mode in (0o644, 0o640, 0o604):
        secret.chmod(mode)
        (line,) = dangers(folder)
        assert str(secret) in line
    secret.parent.chmod(0o700)  # nobody else comes as far as that
    assert dangers(folder) == []


def test_a_token_that_others_can_read_is(folder: Path) -> None:
    file = site(folder, "https://hub.example.cn")
    (folder / "hub.token").write_text("s3cret")
    (folder / "hub.token").chmod(0o644)
    command = [sys.executable, "run_kiosk.py", "--check", "--config", str(file)]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "hub.token: others can read it" in done.stderr
    assert "s3cret" not in done.stderr + done.stdout
    (folder / "hub.token").chmod(0o600)
    assert subprocess.run(command, check=False, cwd=ROOT, capture_output=True, timeout=60).returncode == 0
