"""A configuration edited by hand into nonsense: what is sound of it is used, and all that is wrong is named."""

from pathlib import Path

import pytest

from config.tolerant_loader import LoadResult, load_tolerantly
from devices.models import models
from devices.transports import check_port

HEAD = '[kiosk]\nid = "lobby"\ndata_dir = "data"\n[hub]\nurl = "https://hub.example.cn"\ntoken_file = "token"\n'
PRINTER = '[[device]]\nname = "printer"\nkind = "printer"\nmodel = "escpos"\nport = "tcp://192.0.2.1:9100"\n'


def loaded(tmp_path: Path, text: str) -> LoadResult:
    file = tmp_path / "kiosk.toml"
    file.write_text(text, "utf-8")
    return load_tolerantly(file, models(), check_port)


def test_a_sound_file_has_no_problems(tmp_path: Path) -> None:
    found = loaded(tmp_path, HEAD + PRINTER)
    assert (found.problems, found.may_serve, len(found.settings.devices)) == ((), True, 1)


def test_a_broken_device_takes_only_itself_away(tmp_path: Path) -> None:
    broken = PRINTER.replace("printer", "scanner", 1).replace("escpos", "escpoz").replace("192.0.2.1", "192.0.2.2")
    found = loaded(tmp_path, HEAD + broken + PRINTER)
    assert [device.name for device in found.settings.devices] == ["printer"]
    assert "did you mean 'escpos'" in str(found.problems[0])
    assert found.may_serve
    assert found.settings.hub.url == "https://hub.example.cn"


def test_two_devices_on_one_port_are_named_and_the_first_is_used(tmp_path: Path) -> None:
    found = loaded(tmp_path, HEAD + PRINTER + PRINTER.replace('"printer"', '"second"', 1))
    assert [device.name for device in found.settings.devices] == ["printer"]
    assert "printer" in str(found.problems[0])


def test_a_device_that_leans_on_another_is_kept_with_it_whatever_their_order(tmp_path: Path) -> None:
    tickets = '[[device]]\nname = "{}"\nkind = "ticket_dispenser"\nmodel = "receipt_printer"\nport = "printer://{}"\n'
    found = loaded(tmp_path, HEAD + tickets.format("a", "printer") + PRINTER + tickets.format("b", "nobody"))
    assert [device.name for device in found.settings.devices] == ["a", "printer"]
    assert "there is no printer 'nobody'" in str(found.problems[0])


def test_a_wrong_key_falls_back_to_its_default(tmp_path: Path) -> None:
    found = loaded(tmp_path, HEAD + '[session]\nidle_seconds = "long"\nwarning_seconds = 30\n')
    assert (found.settings.session.idle_seconds, found.settings.session.warning_seconds) == (60, 30)
    assert found.may_serve


@pytest.mark.parametrize("text", ["[kiosk", HEAD.replace("https", "ftp"), HEAD.replace("lobby", "the lobby"), "\x00"])
def test_where_kiosk_or_hub_are_not_certain_nobody_is_served(tmp_path: Path, text: str) -> None:
    found = loaded(tmp_path, text)
    assert found.problems
    assert not found.may_serve


def test_a_file_that_is_not_there_is_a_problem_as_well(tmp_path: Path) -> None:
    found = load_tolerantly(tmp_path / "none.toml", models(), check_port)
    assert (len(found.problems), found.may_serve) == (1, False)
