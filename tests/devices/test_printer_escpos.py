"""The printer's driver and the simulated printer at the far end of a real line."""

from pathlib import Path

import pytest
from PIL import Image

from devices.base import Condition, Fault, PaperLevel
from devices.documents import Document, Line, Pair
from devices.printer.escpos import Settings
from devices.printer.escpos_protocol import glyphs
from devices.simulators.process import SimulatorProcess
from devices.transports import open_transport
from tests.devices.printing import LONG, NEXT, TICKET, open_driver, pieces, refused, ticket_lines


def test_a_ticket_is_printed_whole_and_cut(printer: SimulatorProcess) -> None:
    driver = open_driver(printer)
    driver.print(TICKET)
    (piece,) = pieces(printer)  # at once: print returned because it is on paper
    assert ticket_lines(piece) == [
        "A018", "─" * 24, "前面还有" + " " * 36 + "3 人", "[QR https://example.invalid/t/1]", "请留意叫号",
    ]  # fmt: skip
    assert driver.status().condition is Condition.OK


def test_each_job_is_a_piece_of_its_own(clone: SimulatorProcess) -> None:
    driver = open_driver(clone)
    driver.print(TICKET)
    driver.print(NEXT)
    assert [ticket_lines(piece)[0] for piece in pieces(clone)] == ["A018", "A019"]


def test_a_rare_character_is_right_on_paper(serial_printer: SimulatorProcess, tmp_path: Path) -> None:
    serial_printer.do("set", paper=str(tmp_path))
    open_driver(serial_printer).print(Document("receipt", (Line("王䶮㐂"),)))
    with Image.open(tmp_path / "001.png") as piece:
        ink = piece.convert("L").point([255] * 128 + [0] * 128).convert("1")
    line = ink.crop((32, 80, 32 + 72, 104))
    assert line.crop((24, 0, 48, 24)).tobytes() == glyphs.draw("䶮").tobytes()
    assert line.crop((48, 0, 72, 24)).tobytes() == glyphs.draw("㐂").tobytes()
    assert line.crop((0, 0, 24, 24)).getbbox() is not None
    assert (tmp_path / "001.txt").read_text("utf-8") == "王〓〓\n"


@pytest.mark.parametrize("flow", ["hold", "xonxoff", "none"])
def test_a_job_larger_than_the_receive_buffer_loses_nothing(serial_printer: SimulatorProcess, flow: str) -> None:
    serial_printer.do("set", flow=flow, speed=200)
    lines = tuple(Line(f"{number:03}" + "社区公共服务" * 3) for number in range(200))
    open_driver(serial_printer, Settings()).print(Document("list", lines))
    assert ticket_lines(pieces(serial_printer)[0]) == [line.text for line in lines]
    assert serial_printer.do("state")["bytes_lost"] == 0


@pytest.mark.parametrize("way", ["process_id", "queued_answer"])
def test_how_a_printer_says_that_it_has_printed_can_be_set(serial_printer: SimulatorProcess, way: str) -> None:
    driver = open_driver(serial_printer, Settings.model_validate({"print_complete": way}))
    driver.print(TICKET)
    assert len(pieces(serial_printer)) == 1


def test_narrow_paper_without_a_cutter(serial_printer: SimulatorProcess) -> None:
    serial_printer.do("set", dots=384)
    open_driver(serial_printer, Settings(width_dots=384, cutter=False)).print(TICKET)
    state = serial_printer.do("state")
    assert (state["pieces"], state["half_printed"]) == (0, True)


def test_a_key_that_the_model_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="width_dotz"):
        Settings.model_validate({"width_dotz": 576})


def test_a_slow_line_is_no_silent_printer() -> None:
    with SimulatorProcess("escpos", baudrate=9600) as printer:
        printer.do("set", speed=20)
        open_driver(printer).print(LONG)
        assert len(ticket_lines(pieces(printer)[0])) == 60


def test_large_drawn_text_is_printed_whole(serial_printer: SimulatorProcess) -> None:
    open_driver(serial_printer).print(Document("name", (Line("王㐂㐂", size=8), Line("完"))))
    images = [line for line in ticket_lines(pieces(serial_printer)[0]) if line.startswith("[image")]
    assert sum(int(line.rstrip("]").split("x")[1]) for line in images) == 192


def test_residents_text_never_works_the_printer(serial_printer: SimulatorProcess) -> None:
    nasty = (
        "\x1b@\x1dV\x00\x10\x05\x02\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08<b>'; DROP TABLE cases;--😀\x1d(k\x03\x00"
    )
    driver = open_driver(serial_printer)
    driver.print(Document("receipt", (Line(nasty), Pair(nasty, nasty), Line("完"))))
    (piece,) = pieces(serial_printer)
    assert ticket_lines(piece)[0].startswith("@V<b>'; DROP TABLE cases;--〓(k")
    assert ticket_lines(piece)[-1] == "完"


class TestPaper:
    def test_low_paper_is_known_before_it_is_out(self, serial_printer: SimulatorProcess) -> None:
        driver = open_driver(serial_printer)
        serial_printer.do("left", mm=3000)
        assert (driver.status().condition, driver.status().paper) == (Condition.OK, PaperLevel.LOW)
        driver.print(TICKET)

    def test_nothing_is_sent_to_a_printer_without_paper(self, printer: SimulatorProcess) -> None:
        driver = open_driver(printer)
        printer.do("fault", name="paper_out")
        assert refused(driver) is Fault.PAPER_OUT
        assert driver.status().paper is PaperLevel.OUT
        printer.do("refill")
        driver.print(NEXT)
        assert len(pieces(printer)) == 1

    @pytest.mark.parametrize("left", [1, 60])
    def test_what_paper_out_cut_short_never_comes_out_later(self, printer: SimulatorProcess, left: int) -> None:
        driver = open_driver(printer)
        printer.do("left", mm=left)
        assert refused(driver, LONG) is Fault.PAPER_OUT
        printer.do("refill")
        driver.print(NEXT)
        void, slip = (ticket_lines(piece) for piece in pieces(printer))
        assert void == ["—— 以上内容作废 ——"]  # the same paper may go on: nothing tells that it is another
        assert slip == ["A019", "下一位"]

    def test_on_a_clone_that_does_not_say_that_it_is_empty_what_comes_first_is_marked_void(
        self, clone: SimulatorProcess
    ) -> None:
        driver = open_driver(clone)
        clone.do("left", mm=15)
        assert refused(driver, LONG) is Fault.PAPER_OUT
        clone.do("refill")
        driver.print(NEXT)
        void, slip = (ticket_lines(piece) for piece in pieces(clone))
        assert void[-1] == "—— 以上内容作废 ——"
        assert slip == ["A019", "下一位"]

    def test_nor_where_the_program_ended_in_mid_job(self, slow_printer: SimulatorProcess) -> None:
        """Another program left a job in the printer's buffer: opening the printer clears it."""
        first = open_driver(slow_printer)
        slow_printer.do("left", mm=15)
        assert refused(first, LONG) is Fault.PAPER_OUT
        first._talk.send(b"\x1b@stale\n\x1dVB\x00")
        first.close()
        second = open_driver(slow_printer)
        slow_printer.do("refill")
        second.print(NEXT)
        void, slip = (ticket_lines(piece) for piece in pieces(slow_printer))
        assert void == ["—— 以上内容作废 ——"]
        assert slip == ["A019", "下一位"]


class TestAnEarlierProgram:
    """It ended in the middle of an image: what the next one sends is taken for dots until the image is full."""

    IMAGE = b"\x1b@\x1dv0\x00\x48\x00\x15\x00" + b"\xff" * 700  # of 1,512 bytes

    @pytest.mark.parametrize("known", [True, False])
    def test_its_image_is_ended_before_the_next_job(self, serial_printer: SimulatorProcess, known: bool) -> None:
        serial_printer.do("set", process_ids=known, clear_all=known, clear_buffers=known)
        line = open_transport(serial_printer.port)
        line.write(self.IMAGE, 2.0)
        serial_printer.wait_for(lambda state: state["received"] == len(self.IMAGE))
        line.close()
        driver = open_driver(serial_printer)
        driver.print(NEXT)
        assert ticket_lines(pieces(serial_printer)[-1]) == ["A019", "下一位"]
