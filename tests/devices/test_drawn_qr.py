"""QR codes on printers that have none of their own: drawn, sharp, with quiet zone, and read back from the paper."""

from pathlib import Path

import pytest
from PIL import Image

from devices.documents import Document, Line, Qr, QrWay
from devices.printer.escpos import Settings
from devices.printer.escpos_protocol.job import PaperFormat, build
from devices.simulators.process import SimulatorProcess
from tests.devices.paper import become
from tests.devices.printing import open_driver, pieces, refused, ticket_lines
from tests.devices.qr_reader import read_qr
from tests.devices.test_escpos_protocol import feed

CODE = "https://example.org/c/0000-0000-0000"
TEXTS = ("a", CODE, "x" * 120, "社区" * 40, "y" * 500)


def drawn_on_paper(text: str, paper: PaperFormat, tmp_path: Path) -> Image.Image:
    """Returns the piece with the code alone, ink is 1."""
    document = Document("code", (Qr(text),))
    sheet, _answers = feed(b"".join(build(document, paper)), paper.dots, tmp_path)
    assert sheet.pieces
    with Image.open(tmp_path / "001.png") as piece:
        return piece.convert("L").point([255] * 128 + [0] * 128).convert("1")


@pytest.mark.parametrize("dots", [384, 512, 576])
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: f"{len(text)} characters")
def test_a_drawn_code_is_read_from_paper(text: str, dots: int, tmp_path: Path) -> None:
    paper = drawn_on_paper(text, PaperFormat(dots, qr=QrWay.DRAWN), tmp_path)
    margin = (paper.width - dots) // 2
    assert read_qr(paper.crop((margin, 0, margin + dots, paper.height))) == text


def test_the_native_code_of_the_simulator_is_read_by_the_same_reader(tmp_path: Path) -> None:
    assert read_qr(drawn_on_paper(CODE, PaperFormat(), tmp_path)) == CODE


@pytest.mark.parametrize("profile", ["pos58", "zj58"])
def test_a_printer_without_codes_prints_one_as_an_image_and_the_rest_as_text(
    serial_printer: SimulatorProcess, profile: str
) -> None:
    become(serial_printer, profile, clears=False)
    settings = Settings.model_validate({"profile": profile, "cutter": True})
    open_driver(serial_printer, settings).print(Document("slip", (Line("社区服务中心"), Qr(CODE), Line("完"))))
    first, *images, last = ticket_lines(pieces(serial_printer)[0])
    assert (first, last) == ("社区服务中心", "完")
    assert all(line.startswith("[image ") for line in images)


def test_the_key_of_the_device_counts_before_the_profile(serial_printer: SimulatorProcess) -> None:
    serial_printer.do("set", dots=384, unknown=["GS ( k"], process_ids=False, identifies=False)
    for way, junk in (("native", True), ("drawn", False)):
        settings = Settings.model_validate({"profile": "xprinter", "width_dots": 384, "qr": way})
        driver = open_driver(serial_printer, settings)
        driver.print(Document("slip", (Qr(CODE), Line("完"))))
        driver.close()
        assert ("(k" in pieces(serial_printer)[-1]) is junk


@pytest.mark.parametrize("profile", ["pos58", "zj58"])
def test_nothing_is_sent_that_such_a_printer_prints_as_text(serial_printer: SimulatorProcess, profile: str) -> None:
    become(serial_printer, profile, clears=False)
    serial_printer.do("set", unknown=["GS ( k", "FS S", "GS b", "GS ( H", "GS I"])
    settings = Settings.model_validate({"profile": profile, "cutter": True})
    open_driver(serial_printer, settings).print(Document("slip", (Line("王", size=2), Line("张"))))
    assert ticket_lines(pieces(serial_printer)[0]) == ["王", "张"]


def test_what_no_code_holds_is_refused_before_anything_is_sent(serial_printer: SimulatorProcess) -> None:
    driver = open_driver(serial_printer, Settings.model_validate({"qr": "drawn"}))
    assert refused(driver, Document("slip", (Qr("x" * 5000),))) == "bad_document"
    assert not serial_printer.do("state")["half_printed"]


def test_another_way_is_refused() -> None:
    with pytest.raises(ValueError, match="qr"):
        Settings.model_validate({"qr": "painted"})
