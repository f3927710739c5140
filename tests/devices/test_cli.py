"""`python -m devices`, as a technician and other programs call it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.simulators.process import SimulatorProcess

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def printer() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("escpos", tcp=True) as process:
        yield process


@pytest.fixture
def run(reader: SimulatorProcess, printer: SimulatorProcess, tmp_path: Path) -> Run:
    """Runs a command with a configuration that has both devices."""
    config = tmp_path / "kiosk.toml"
    config.write_text(
        f"""
        [[device]]
        name = "card"
        kind = "card_reader"
        model = "sam_v"
        port = "{reader.port}"

        [[device]]
        name = "slips"
        kind = "printer"
        model = "escpos"
        port = "{printer.port}"
        """
    )

    def run(*arguments: str, config: Path = config) -> subprocess.CompletedProcess[str]:
        program = [sys.executable, "-m", "devices", *arguments, "--config", str(config)]
        return subprocess.run(program, check=False, capture_output=True, text=True, cwd=ROOT, timeout=60)

    return run


def test_models_are_listed_with_their_keys(run: Run) -> None:
    known = {(m["kind"], m["model"]): m["settings"] for m in json.loads(run("models", "--json").stdout)}
    assert "read_seconds" in known["card_reader", "sam_v"]
    assert ("printer", "escpos") in known
    assert "sam_v" in run("models").stdout


def test_a_card_is_read_as_one_object(run: Run, reader: SimulatorProcess) -> None:
    reader.do("place", card="hk")
    result = run("read", "card", "--json")
    assert result.returncode == 0
    assert json.loads(result.stdout) == {
        "kind": "hk_mo_tw_resident",
        "name": "陈嘉欣",
        "number": "810000199408210020",
        "sex": "女",
        "nation": None,
        "birth": "1994-08-21",
        "address": "某某市某某区海棠路8号",
        "authority": "某某市公安局某某分局",
        "valid_from": "2020-01-01",
        "valid_to": "2040-01-01",
    }


def test_no_card_in_time_is_a_fault(run: Run) -> None:
    result = run("read", "card", "--timeout", "0.2")
    assert result.returncode == 1
    assert json.loads(result.stdout) == {"fault": "no_card", "detail": "no card in 0.2 s"}


def test_the_first_fault_ends_the_reading(run: Run, reader: SimulatorProcess) -> None:
    reader.do("fault", name="read_failed")
    reader.do("place", card="zhang")
    result = run("read", "card")
    assert (result.returncode, json.loads(result.stdout)["fault"]) == (1, "card_unreadable")


def test_a_card_that_is_selected_at_the_second_try_is_read(run: Run, reader: SimulatorProcess) -> None:
    reader.do("fault", name="select_failed", times=1)
    reader.do("place", card="zhang")
    result = run("read", "card", "--json")
    assert (result.returncode, json.loads(result.stdout)["name"]) == (0, "张伟明")


def test_a_missing_reader_is_a_fault(run: Run, reader: SimulatorProcess) -> None:
    reader.do("unplug")
    result = run("read", "card", "--json")
    assert (result.returncode, json.loads(result.stdout)["fault"]) == (1, "disconnected")


def test_the_bytes_are_recorded_where_a_technician_asks(run: Run, reader: SimulatorProcess, tmp_path: Path) -> None:
    reader.do("place", card="zhang")
    record = tmp_path / "all bytes & more.log"
    assert run("read", "card", "--record", str(record)).returncode == 0
    assert "> AA AA AA 96 69 00 03 30 01 32" in record.read_text()


def test_statuses_of_all_devices(run: Run, reader: SimulatorProcess) -> None:
    result = run("status", "--json")
    rows = json.loads(result.stdout)
    assert [(row["name"], row["condition"]) for row in rows] == [("card", "ok"), ("slips", "ok")]
    assert result.returncode == 0
    reader.do("unplug")
    result = run("status")
    assert result.returncode == 1
    assert "disconnected" in result.stdout


def test_a_sample_is_on_paper_when_print_ends_well(run: Run, printer: SimulatorProcess) -> None:
    assert run("print", "slips", "--sample", "receipt").returncode == 0
    printer.do("unplug")
    result = run("print", "slips", "--json")
    printer.do("plug")
    assert (result.returncode, json.loads(result.stdout)["fault"]) == (1, "disconnected")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("read", "nobody"), "card, slips"),
        (("read", "slips"), "not a card_reader"),
        (("print", "card"), "not a printer"),
        (("read", "card", "--timeout", "soon"), "timeout"),
        (("dance",), "dance"),
    ],
)
def test_a_mistake_in_the_command_is_told_on_standard_error(run: Run, arguments: tuple[str, ...], word: str) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert word in result.stderr
    assert result.stdout == ""


def test_a_mistake_in_the_configuration_names_file_and_key(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "wrong.toml"
    config.write_text(
        '[[device]]\nname = "card"\nkind = "card_reader"\nmodel = "sam_v"\nport = "serial:/x?bau=1"\nread_second = 1'
    )
    result = run("status", config=config)
    assert result.returncode == 2
    assert "wrong.toml" in result.stderr
    assert "read_seconds" in result.stderr


def test_each_device_is_tested_and_tells_of_itself(run: Run, printer: SimulatorProcess) -> None:
    result = run("test", "--all", "--json")
    tested = {row["name"]: row for row in json.loads(result.stdout)}
    assert (tested["card"]["passed"], tested["slips"]["passed"]) == (True, True)
    assert tested["card"]["firmware"].startswith("05.01")
    printer.do("fault", name="cover")
    try:
        result = run("test", "slips")
        assert (result.returncode, "FAILED cover_open" in result.stdout) == (1, True)
    finally:
        printer.do("clear")


def test_what_cannot_be_asked_is_neither_passed_nor_failed(run: Run, tmp_path: Path) -> None:
    with SimulatorProcess("serial_line") as scanner:
        config = tmp_path / "scanner.toml"
        config.write_text(
            f'[[device]]\nname = "codes"\nkind = "scanner"\nmodel = "serial_line"\nport = "{scanner.port}"\n'
        )
        (row,) = json.loads(run("test", "--all", "--json", config=config).stdout)
        assert (row["condition"], row["passed"]) == ("open", None)
        result = run("test", "--all", config=config)
        assert (result.returncode, "cannot be asked" in result.stdout) == (0, True)


def test_a_test_names_one_device_or_all(run: Run) -> None:
    assert run("test").returncode == 2
    assert run("test", "slips", "--all").returncode == 2
    assert "there are: card, slips" in run("test", "gate").stderr


class TestDispensers:
    @pytest.fixture
    def presenter(self) -> Iterator[SimulatorProcess]:
        with SimulatorProcess("presenter") as process:
            process.do("set", speed=20, taken_after=0.2)
            yield process

    @pytest.fixture
    def tickets(self, presenter: SimulatorProcess, printer: SimulatorProcess, tmp_path: Path) -> Path:
        head = '[[device]]\nkind = "ticket_dispenser"\n'
        config = tmp_path / "tickets.toml"
        config.write_text(
            f'{head}name = "presenter"\nmodel = "presenter"\nport = "{presenter.port}"\nretract_seconds = 3\n'
            f'{head}name = "tickets"\nmodel = "receipt_printer"\nport = "printer://slips"\n'
            f'[[device]]\nkind = "printer"\nname = "slips"\nmodel = "escpos"\nport = "{printer.port}"\n'
        )
        return config

    def test_print_ends_well_when_the_ticket_was_taken_or_is_on_paper(
        self, run: Run, tickets: Path, presenter: SimulatorProcess, printer: SimulatorProcess
    ) -> None:
        before = printer.do("state")["pieces"]
        assert run("print", "presenter", config=tickets).returncode == 0
        assert run("print", "tickets", config=tickets).returncode == 0
        assert (len(presenter.do("state")["taken"]), printer.do("state")["pieces"]) == (1, before + 1)
        presenter.do("set", taken_after=None)
        result = run("print", "presenter", config=tickets)
        assert (result.returncode, json.loads(result.stdout)["fault"]) == (1, "not_taken")

    def test_each_is_tested(self, run: Run, tickets: Path) -> None:
        rows = {row["name"]: row["passed"] for row in json.loads(run("test", "--all", "--json", config=tickets).stdout)}
        assert rows == {"presenter": True, "tickets": True, "slips": True}

    def test_what_has_no_line_of_its_own_cannot_be_recorded(self, run: Run, tickets: Path, tmp_path: Path) -> None:
        result = run("print", "tickets", "--record", str(tmp_path / "bytes"), config=tickets)
        assert (result.returncode, "no line of its own" in result.stderr) == (2, True)
