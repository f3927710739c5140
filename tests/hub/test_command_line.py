import json
import socket
import stat
import subprocess
from http.client import HTTPConnection
from pathlib import Path

import pytest

from contract.catalogue import Catalogue
from tests.hub.caller import Wire
from tests.hub.hub_process import Fresh, hub_process, run_hub, start_hub, wait_until_up
from tests.hub.sample import CATALOGUE


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'data' / 'hub.sqlite3'}"


def test_a_hub_from_nothing_to_its_first_answer(fresh: Fresh) -> None:
    assert fresh.run("migrate").returncode == 0
    assert fresh.run("seed").returncode == 0
    added = fresh.run("kiosk", "add", "大厅 1", "--json")
    token = json.loads(added.stdout)["token"]
    with hub_process(fresh.url, fresh.keys) as port:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/api/v1/catalogue", headers={"Authorization": f"Bearer {token}"})
        catalogue = Catalogue.model_validate_json(connection.getresponse().read())
        assert len(catalogue.items) >= 26
        connection.request("GET", "/api/v1/openapi.json")
        assert "/api/v1/submissions" in json.loads(connection.getresponse().read())["paths"]
        connection.request("GET", "/static/admin/css/base.css")
        assert connection.getresponse().status == 200
        connection.close()
        assert Wire(port, "wrong").post("tickets", {})[0] == 401
    assert stat.S_IMODE(fresh.keys.stat().st_mode) == 0o600


def test_kiosks_are_added_once_renewed_and_revoked(ready: Fresh) -> None:
    first = ready.run("kiosk", "add", "k1").stdout.strip()
    again = ready.run("kiosk", "add", "k1", "--json")
    assert (again.returncode, again.stdout) == (1, "")
    assert "kiosk renew k1" in again.stderr
    renewed = ready.run("kiosk", "renew", "k1").stdout.strip()
    assert len(renewed) >= 40
    assert renewed != first
    assert ready.run("kiosk", "revoke", "k1").returncode == 0
    assert json.loads(ready.run("kiosk", "list", "--json").stdout)[0]["revoked_at"]
    assert ready.run("kiosk", "revoke", "k2").returncode == 1


def test_a_database_without_its_keys_is_not_given_new_ones(url: str, tmp_path: Path) -> None:
    run_hub(url, "migrate")
    (tmp_path / "data" / "hub.keys").unlink()
    refused = run_hub(url, "migrate")
    assert refused.returncode == 2
    assert "restore it" in refused.stderr
    assert not (tmp_path / "data" / "hub.keys").exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://nobody@localhost/none", "HUB_KEYS"),
        ("mysql://x", "DATABASE_URL"),
        ("postgresql://h:port/", "DATABASE_URL"),
    ],
)
def test_a_wrong_environment_is_said_in_one_line(url: str, words: str) -> None:
    refused = run_hub(url, "migrate")
    assert refused.returncode == 2
    assert words in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("kiosk", "add", ""), "1 to 60 characters"),
        (("kiosk", "add", " lobby"), "1 to 60 characters"),
        (("kiosk", "add", "lobby\n1"), "1 to 60 characters"),
        (("kiosk", "add", "k" * 61), "1 to 60 characters"),
        (("serve", "--bind", "nonsense"), "HOST:PORT"),
        (("serve", "--bind", "127.0.0.1:99999"), "HOST:PORT"),
    ],
)
def test_a_mistake_in_a_command_is_told_before_anything_is_done(
    url: str, tmp_path: Path, command: tuple[str, ...], words: str
) -> None:
    refused = run_hub(url, *command)
    assert refused.returncode == 2
    assert words in refused.stderr
    assert not (tmp_path / "data").exists()


def test_a_hub_readies_itself_and_ends_with_its_parent(url: str, tmp_path: Path) -> None:
    token_file = tmp_path / "token"
    arguments = ["--prepare", "lobby", "--token-file", str(token_file), "--with-parent"]
    tokens = []
    for _ in range(2):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port, descriptor = listener.getsockname()[1], listener.fileno()
            server = start_hub(url, f"fd://{descriptor}", *arguments, stdin=subprocess.PIPE, pass_fds=(descriptor,))
            wait_until_up(port, server)
            tokens.append(token_file.read_text())
            status, _ = Wire(port, tokens[-1]).post("residents/facts", {"number": "1"})
            assert status == 200
            assert server.stdin
            server.stdin.close()
            assert server.wait(30) == 0
    assert tokens[0] == tokens[1]
    assert stat.S_IMODE(token_file.stat().st_mode) == 0o600


def test_a_lost_token_is_replaced_and_the_lost_one_void(url: str, tmp_path: Path) -> None:
    token_file = tmp_path / "token"
    with hub_process(url, None, "--prepare", "lobby", "--token-file", str(token_file)):
        lost = token_file.read_text()
    token_file.unlink()
    with hub_process(url, None, "--prepare", "lobby", "--token-file", str(token_file)) as port:
        assert Wire(port, lost).post("residents/facts", {"number": "1"})[0] == 401
        assert Wire(port, token_file.read_text()).post("residents/facts", {"number": "1"})[0] == 200


def test_an_administrator_is_made_once(ready: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_ADMIN_PASSWORD", "a long pass phrase")
    assert ready.run("admin", "li").returncode == 0
    again = ready.run("admin", "li")
    assert (again.returncode, again.stderr.count("\n")) == (1, 1)


def test_without_tables_there_is_no_administrator(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_ADMIN_PASSWORD", "a long pass phrase")
    assert fresh.run("admin", "li").returncode == 1


def test_the_catalogue_goes_out_and_comes_in_again(ready: Fresh, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    assert ready.run("seed").returncode == 0
    assert ready.run("catalogue", "export", str(file), "--table", "items").returncode == 0
    text = file.read_text("utf-8-sig")
    file.write_text(text.replace("working_days", "weeks", 1), "utf-8")
    refused = ready.run("catalogue", "import", str(file), "--table", "items", "--dry-run")
    assert refused.returncode == 1
    assert "items 2: promised.unit" in refused.stdout or "items 2: statutory.unit" in refused.stdout
    file.write_text(text, "utf-8")
    items = 27 + len(CATALOGUE.items)
    assert f"{items} the same" in ready.run("catalogue", "import", str(file), "--table", "items").stdout
