"""The agent of a clerk's window: what the console is given, and what nobody else is."""

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.loader import load
from devices.agent.pairing import create_code, get_or_create_code, is_code
from devices.models import models
from devices.transports import check_port
from tests.devices.window_agent import WindowAgent, free_port, window_agent

ORIGIN = "https://hub.example.cn"
SLIP = {"title": "receipt", "blocks": [{"kind": "line", "text": "回执", "size": 2}, {"kind": "qr", "data": "case:1"}]}


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WindowAgent]:
    with window_agent(tmp_path_factory.mktemp("agent"), ORIGIN, free_port()) as agent:
        agent.wait_for("condition", "ok", of="card")
        yield agent


def test_a_card_is_told_while_it_lies_there_and_no_more_of_it_than_forms_ask(agent: WindowAgent) -> None:
    before = agent.wait_for("card", None)["placing"]
    agent.reader.do("place", card="zhang")
    card = {"name": "张伟明", "number": "11010519491231002X", "address": "某某市某某区幸福路1号", "valid_to": ""}
    assert agent.wait_for("card", card)["placing"] == before + 1
    agent.reader.do("lift")
    assert agent.wait_for("card", None)["placing"] == before + 1


def test_a_reader_that_is_pulled_out_is_told_and_comes_back(agent: WindowAgent) -> None:
    agent.reader.do("unplug")
    agent.wait_for("condition", "fault", of="card")
    agent.reader.do("plug")
    agent.wait_for("condition", "ok", of="card")
    agent.reader.do("place", card="li")
    agent.wait_until(lambda state: bool(state["card"] and state["card"]["name"] == "李秀英"))
    agent.reader.do("lift")
    agent.wait_for("card", None)


def test_a_scanned_code_is_told_and_soon_forgotten(agent: WindowAgent) -> None:
    scans = agent.wait_for("scan", None)["scans"]
    agent.scanner.do("scan", code="case:7K3M-9QXA-2B4C")
    assert agent.wait_for("scan", "case:7K3M-9QXA-2B4C")["scans"] == scans + 1
    assert agent.wait_for("scan", None)["scans"] == scans + 1


def test_a_slip_is_on_paper_before_it_is_answered(agent: WindowAgent) -> None:
    agent.wait_for("condition", "ok", of="slips")
    assert agent.ask("POST", "/print", json.dumps(SLIP))[0] == 200
    assert "回执" in agent.printer.do("state")["texts"][-1]


def test_paper_out_is_named(agent: WindowAgent) -> None:
    agent.printer.do("fault", name="paper_out")
    agent.wait_for("fault", "paper_out", of="slips")
    status, _head, answer = agent.ask("POST", "/print", json.dumps(SLIP))
    assert (status, answer["fault"]) == (409, "paper_out")
    agent.printer.do("clear")
    agent.wait_for("condition", "ok", of="slips")


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
@pytest.mark.parametrize(
    "head",
    [
        {"origin": None},
        {"origin": "null"},
        {"origin": "http://hub.example.cn"},
        {"origin": "https://hub.example.cn.evil.example"},
        {"host": "hub.example.cn"},
        {"host": "evil.example:8610"},
    ],
)
def test_no_other_page_is_let_in(agent: WindowAgent, method: str, head: dict[str, str | None]) -> None:
    path = "/print" if method == "POST" else "/state"
    status, headers, answer = agent.ask(method, path, json.dumps(SLIP), **head)
    assert status == 403
    assert answer["error"] in ("origin", "host")
    if "origin" in head:
        assert "Access-Control-Allow-Origin" not in headers


@pytest.mark.parametrize("code", [None, "", "Bearer", "Bearer 2222-2222-2222-2222", "Basic YTpi"])
def test_the_console_without_the_code_learns_nothing(agent: WindowAgent, code: str | None) -> None:
    for method, path in (("GET", "/state"), ("POST", "/print")):
        assert agent.ask(method, path, json.dumps(SLIP), authorization=code)[0] == 401


def test_the_browsers_question_is_answered_for_a_private_network(agent: WindowAgent) -> None:
    asked = {"access_control_request_private_network": "true", "authorization": None}
    status, head, answer = agent.ask("OPTIONS", "/state", **asked)
    assert (status, answer) == (204, None)
    assert head["Access-Control-Allow-Origin"] == ORIGIN
    assert head["Access-Control-Allow-Private-Network"] == "true"
    assert "authorization" in head["Access-Control-Allow-Headers"]


@pytest.mark.parametrize(
    ("body", "head", "status"),
    [
        ("{", {}, 422),
        ('{"title": "receipt", "blocks": []}', {}, 422),
        ('{"title": "张三", "blocks": [{"kind": "rule"}]}', {}, 422),
        ('{"title": "receipt", "blocks": [{"kind": "raw", "bytes": "G0A="}]}', {}, 422),
        ("title=receipt", {"content_type": "text/plain"}, 415),
        ("x" * 70000, {}, 413),
    ],
)
def test_what_is_no_slip_is_refused(agent: WindowAgent, body: str, head: dict[str, str], status: int) -> None:
    assert agent.ask("POST", "/print", body, **head)[0] == status
    assert agent.ask("GET", "/state?version=x&run=")[0] == 200
    assert agent.ask("GET", "/cards")[0] == 404


def test_the_code_is_kept_from_others_read_as_it_is_typed_and_can_be_changed(tmp_path: Path) -> None:
    code = get_or_create_code(tmp_path / "window")
    assert get_or_create_code(tmp_path / "window") == code
    assert stat.S_IMODE((tmp_path / "window" / "agent.code").stat().st_mode) == 0o600
    assert is_code(code.lower().replace("-", " "), code)
    assert not is_code("", code)
    other = create_code(tmp_path / "window")
    assert not is_code(code, other)


def test_the_origin_is_that_of_the_hub_unless_another_is_given(tmp_path: Path) -> None:
    def origin(text: str) -> str:
        file = tmp_path / "window.toml"
        file.write_text(text)
        return load(file, models(), check_port).console_origin

    assert origin('[hub]\nurl = "https://Hub.example.cn:443/x"\ntoken_file = "t"') == "https://hub.example.cn"
    assert origin('[hub]\nurl = "https://h"\ntoken_file = "t"\n[agent]\norigin = "https://c:8443"') == "https://c:8443"
    assert origin("") == ""


def test_without_an_origin_or_with_a_taken_port_it_does_not_start(agent: WindowAgent, tmp_path: Path) -> None:
    config = tmp_path / "window.toml"

    def start() -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "devices", "agent", "--config", str(config)]
        return subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)

    config.write_text('[kiosk]\ndata_dir = "window"\n')
    assert (start().returncode, "agent.origin" in start().stderr) == (2, True)
    config.write_text(f'[kiosk]\ndata_dir = "window"\n[agent]\norigin = "{ORIGIN}"\nport = {agent.port}\n')
    assert (start().returncode, "cannot start" in start().stderr) == (2, True)
