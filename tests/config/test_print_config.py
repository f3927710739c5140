"""`run_kiosk.py --print-config`: what is in effect, as a file that can be read again, and no secret in it."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from config.loader import load
from config.masked_toml import render_settings
from devices.models import models
from devices.transports import check_port

ROOT = Path(__file__).parents[2]
SITE = """
[kiosk]
id = "lobby-1"
data_dir = "data"
[hub]
url = "https://kiosk:hunter2@hub.example.cn/?token=t0psecret&lane=3"
token_file = "hub.token"
[[device]]
name = "slips"
kind = "printer"
model = "escpos"
port = "tcp://192.0.2.10:9100"
cutter = false
[[device]]
name = "gate"
kind = "scanner"
model = "serial_line"
port = "serial:///dev/ttyUSB7?baudrate=9600"
"""


def run_kiosk(*options: str | Path) -> "subprocess.CompletedProcess[str]":
    program = [sys.executable, "run_kiosk.py", "--print-config", *options]
    return subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "kiosk.toml"
    file.write_text(SITE, "utf-8")
    return file


def test_the_configuration_in_effect_is_printed_with_its_defaults_and_without_secrets(config: Path) -> None:
    ended = run_kiosk("--config", config)
    assert ended.returncode == 0
    printed = tomllib.loads(ended.stdout)
    assert printed["kiosk"]["id"] == "lobby-1"
    assert printed["session"]["idle_seconds"] == 60
    assert printed["kiosk"]["data_dir"] == str(config.parent / "data")
    assert printed["hub"]["token_file"] == str(config.parent / "hub.token")  # where it is, not what it holds
    assert printed["hub"]["url"] == "https://***@hub.example.cn/?token=***&lane=3"
    assert "hunter2" not in ended.stdout
    assert "t0psecret" not in ended.stdout
    slips, gate = printed["device"]
    assert (slips["cutter"], slips["profile"], slips["port"]) == (False, "generic", "tcp://192.0.2.10:9100")
    assert gate["port"] == "serial:///dev/ttyUSB7?baudrate=9600"


def test_what_is_printed_can_be_loaded_again(config: Path, tmp_path: Path) -> None:
    config.write_text(SITE.replace("kiosk:hunter2@", "").replace("token=t0psecret&", ""), "utf-8")
    first = render_settings(load(config, models(), check_port))
    copy = tmp_path / "copy.toml"
    copy.write_text(first, "utf-8")
    assert load(copy, models(), check_port) == load(config, models(), check_port)
    assert render_settings(load(copy, models(), check_port)) == first


def test_without_a_file_the_defaults_are_printed() -> None:
    ended = run_kiosk()
    assert ended.returncode == 0
    assert tomllib.loads(ended.stdout)["kiosk"]["language"] == "zh-Hans"


def test_a_wrong_configuration_is_status_2_and_prints_its_problems_alone(config: Path) -> None:
    config.write_text(SITE.replace("cutter = false", "cuter = false"), "utf-8")
    for options in ([], ["--keep-going"]):
        ended = run_kiosk("--config", config, *options)
        assert (ended.returncode, ended.stdout) == (2, "")
        assert "did you mean 'cutter'" in ended.stderr


def test_a_file_that_is_not_there_is_status_2(tmp_path: Path) -> None:
    ended = run_kiosk("--config", tmp_path / "none.toml")
    assert (ended.returncode, ended.stdout) == (2, "")


def test_an_old_name_is_printed_as_it_is_written_now_with_a_warning_beside(config: Path) -> None:
    config.write_text(SITE.replace("[kiosk]", '[kiosk]\nlanguage = "zh_CN"'), "utf-8")
    ended = run_kiosk("--config", config)
    assert tomllib.loads(ended.stdout)["kiosk"]["language"] == "zh-Hans"
    assert "'zh_CN' is deprecated: write 'zh-Hans'" in ended.stderr


class GateSettings(BaseModel):
    pin: str = "493817"
    api_token: str = "abc"
    opened_by: SecretStr = SecretStr("sesame")
    address: str = "http://user:p/a@s:s@gate.local/x"
    users: dict[str, Any] = {"anna": {"password": "rosebud", "shift": 2}}
    urls: tuple[str, ...] = ("ftp://joe:blow@a.example", "plain")
    print_seconds: float = 3.5


def test_a_devices_own_secrets_are_masked_by_key_by_type_and_in_addresses(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('[[device]]\nname = "gate"\nkind = "gate"\nmodel = "x"\nport = "tcp://192.0.2.1:1"\n', "utf-8")
    text = render_settings(load(file, {("gate", "x"): lambda: GateSettings}, check_port))
    (gate,) = tomllib.loads(text)["device"]
    assert (gate["pin"], gate["api_token"], gate["opened_by"]) == ("***", "***", "***")
    assert gate["address"] == "http://***@gate.local/x"
    assert gate["users"] == {"anna": {"password": "***", "shift": 2}}
    assert gate["urls"] == ["ftp://***@a.example", "plain"]
    assert gate["print_seconds"] == 3.5
    for secret in ("493817", "sesame", "rosebud", "blow", "p/a"):
        assert secret not in text


def test_help_names_the_option() -> None:
    assert "--print-config" in run_kiosk("--help").stdout
