"""Programs that know nothing of this project print on the simulated printer as on paper: python-escpos, and what two
npm packages send (recorded by tools/npm_hosts.py)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from escpos.escpos import Escpos
from escpos.printer import Dummy, Network
from PIL import Image

from devices.simulators.process import SimulatorProcess
from tests.devices.printing import pieces
from tests.devices.test_escpos_protocol import feed

SQUARE = Image.new("L", (64, 48), 0)
CASES: dict[str, tuple[Callable[[Any], object], list[str]]] = {
    "text": (lambda p: p.text("hello\n"), ["hello"]),
    "textln": (lambda p: p.textln("hello"), ["hello"]),
    "ln": (lambda p: p.ln(2), []),
    "block_text": (lambda p: p.block_text("one two three", columns=8), ["one two", "three"]),
    "set": (
        lambda p: p.set(
            align="center", font="b", bold=True, underline=1, width=2, height=2, custom_size=True, density=3,
            invert=True, smooth=True, flip=True,
        ),
        [],
    ),
    "set, doubled": (lambda p: p.set(double_height=True, double_width=True), []),
    "set_with_default": (lambda p: p.set_with_default(align="right"), []),
    "line_spacing": (lambda p: p.line_spacing(40), []),
    "line_spacing, in sixtieths": (lambda p: p.line_spacing(40, divisor=60), []),
    "line_spacing, as it was": (lambda p: p.line_spacing(), []),
    "cashdraw": (lambda p: (p.cashdraw(2), p.cashdraw(5)), []),
    "linedisplay_select": (lambda p: (p.linedisplay_select(True), p.linedisplay_select(False)), []),
    "linedisplay": (lambda p: p.linedisplay("on the display"), []),
    "linedisplay_clear": (lambda p: p.linedisplay_clear(), []),
    "hw": (lambda p: [p.hw(how) for how in ("INIT", "SELECT", "RESET")], []),
    "print_and_feed": (lambda p: p.print_and_feed(3), []),
    "control": (lambda p: [p.control(sign) for sign in ("LF", "FF", "CR", "HT", "VT")], []),
    "panel_buttons": (lambda p: p.panel_buttons(False), []),
    "target": (lambda p: (p.target("SLIP"), p.target("ROLL")), []),
    "eject_slip": (lambda p: p.eject_slip(), []),
    "print_and_eject_slip": (lambda p: p.print_and_eject_slip(), []),
    "use_slip_only": (lambda p: p.use_slip_only(), []),
    "buzzer": (lambda p: p.buzzer(3, 2), []),
    "cut": (lambda p: [p.cut(), p.cut(mode="PART"), p.cut(feed=False)], []),
    "qr, native": (lambda p: p.qr("data", native=True, size=5), ["[QR data]"]),
    "qr, an image": (lambda p: p.qr("data", native=False, size=5), ["[image 120x115]"]),
    "image, raster": (lambda p: p.image(SQUARE, impl="bitImageRaster"), ["[image 64x48]"]),
    "image, graphics": (lambda p: p.image(SQUARE, impl="graphics"), ["[image 64x48]"]),
    "image, columns": (lambda p: p.image(SQUARE, impl="bitImageColumn"), ["〓", "〓"]),
    "image, low density": (
        lambda p: [
            p.image(SQUARE, impl=impl, high_density_vertical=False, high_density_horizontal=False)
            for impl in ("bitImageRaster", "graphics", "bitImageColumn")
        ],
        ["[image 128x96]", "[image 128x96]", *["〓"] * 6],
    ),
    "image, large": (
        lambda p: p.image(Image.new("L", (64, 3000)), impl="graphics", fragment_height=4000), ["[image 64x3000]"],
    ),
    "charcode": (
        lambda p: [(p.charcode(page), p.textln("é")) for page in ("CP437", "CP850", "CP858", "CP1252")], ["é"] * 4,
    ),
    "barcode, drawn by the program": (lambda p: p.barcode("ABC", "CODE39", force_software=True), ["[image 512x110]"]),
}  # fmt: skip
BARCODES = {
    "UPC-A": "03600029145", "UPC-E": "01234565", "EAN13": "4006381333931", "EAN8": "9638507", "CODE39": "ABC",
    "ITF": "1234", "CODABAR": "A123A",
}  # fmt: skip
LATER_BARCODES = {
    "CODE93": "ABC", "CODE128": "{BABC", "GS1 DATABAR OMNIDIRECTIONAL": "0123456789012",
    "GS1 DATABAR TRUNCATED": "0123456789012", "GS1 DATABAR LIMITED": "0123456789012",
}  # fmt: skip
NO_PRINTING = {  # properties, the line itself, and questions, which a Dummy is never answered
    "device", "open", "close", "check_barcode", "output", "clear", "is_usable", "query_status", "is_online",
    "paper_status",
}  # fmt: skip


def on_paper(data: bytes) -> list[str]:
    """Returns the lines that are not empty, up to the one that says that it is the end."""
    sheet, _answers = feed(data + b"\nEND\n\x1dV\x00")
    lines = [line.strip() for piece in sheet.pieces for line in piece.split("\n") if line.strip()]
    assert lines[-1] == "END"
    return lines[:-1]


def sent_by(build: Callable[[Any], object]) -> bytes:
    program = Dummy(profile="TM-T88V")
    build(program)
    return bytes(program.output)


def test_every_method_of_python_escpos_is_here() -> None:
    methods = {name for name in dir(Escpos) if not name.startswith("_")}
    assert methods - NO_PRINTING - {"barcode"} == {name.partition(",")[0] for name in CASES} - {"barcode"}


@pytest.mark.parametrize("name", CASES)
def test_python_escpos_prints_what_it_means(name: str) -> None:
    build, lines = CASES[name]
    assert on_paper(sent_by(build)) == lines


@pytest.mark.parametrize(
    ("code", "data", "function"),
    [
        *((code, data, function) for code, data in BARCODES.items() for function in "AB"),
        *((code, data, "B") for code, data in LATER_BARCODES.items()),
    ],
)
def test_its_bar_codes_are_bar_codes(code: str, data: str, function: str) -> None:
    (line,) = on_paper(sent_by(lambda p: p.barcode(data, code, function_type=function)))
    assert line.endswith(f" {data}]")


def test_over_the_network_it_is_told_how_the_printer_is_and_prints() -> None:
    with SimulatorProcess("escpos", tcp=True) as printer:
        printer.do("set", speed=100, kanji=True)
        host, port = printer.port.removeprefix("tcp://").split(":")
        program = Network(host, int(port), timeout=20)
        assert program.is_online()
        assert program.paper_status() == 2
        program.textln("社区服务中心")
        program.qr("https://example.invalid/t", native=True)
        program.cut()
        printer.wait_for(lambda state: state["pieces"])
        program.close()
        lines = [line for line in pieces(printer)[0].split("\n") if line]
    assert lines == ["社区服务中心", "[QR https://example.invalid/t]"]


RECORD = json.loads((Path(__file__).parent / "npm_hosts.json").read_text("utf-8"))["cases"]
NPM: dict[str, list[str]] = {
    "receipt-printer-encoder text": ["CENTRE", "under", "invert", "italic", "font b", "END"],
    "receipt-printer-encoder table": [
        "Left                               Right",
        "A                                      B",
        "────────────────────────────────────────────────",
        "┌──────────────────────────────────────────────┐",
        "│boxed                                         │",
        "└──────────────────────────────────────────────┘",
        "END",
    ],
    "receipt-printer-encoder codepage": ["éü€", "Привет", "END"],
    "receipt-printer-encoder barcode upca": ["[UPC-A 036000291452]", "", "END"],
    "receipt-printer-encoder barcode upce": ["[UPC-E 01234565]", "", "END"],
    "receipt-printer-encoder barcode ean13": ["[EAN13 4006381333931]", "", "END"],
    "receipt-printer-encoder barcode ean8": ["[EAN8 96385074]", "", "END"],
    "receipt-printer-encoder barcode code39": ["[CODE39 ABC123]", "", "END"],
    "receipt-printer-encoder barcode itf": ["[ITF 123456]", "", "END"],
    "receipt-printer-encoder barcode codabar": ["[CODABAR A123456A]", "", "END"],
    "receipt-printer-encoder barcode code93": ["[CODE93 ABC123]", "", "END"],
    "receipt-printer-encoder barcode code128": ["[CODE128 {BABC123]", "", "END"],
    "receipt-printer-encoder barcode gs1-128": ["[GS1-128 ABC123]", "", "END"],
    "receipt-printer-encoder barcode gs1-databar-omni": ["[GS1-DATABAR 0123456789012]", "", "END"],
    "receipt-printer-encoder barcode gs1-databar-truncated": ["[GS1-DATABAR-TRUNCATED 0123456789012]", "", "END"],
    "receipt-printer-encoder barcode gs1-databar-limited": ["[GS1-DATABAR-LIMITED 0123456789012]", "", "END"],
    "receipt-printer-encoder barcode gs1-databar-expanded": ["[GS1-DATABAR-EXPANDED (01)12345678901231]", "", "END"],
    "receipt-printer-encoder qrcode": ["[QR https://example.org/q]", "", "END"],
    "receipt-printer-encoder pdf417": ["[PDF417 https://example.org/p]", "", "END"],
    "receipt-printer-encoder image column": ["〓", "〓", "", "END"],
    "receipt-printer-encoder image raster": ["[image 48x48]", "", "END"],
    "receipt-printer-encoder cut": ["END"],
    "receipt-printer-encoder pulse": ["END"],
    "node-thermal-printer text": [
        "CENTRE",
        "under",
        "thick",
        "invert",
        "upside",
        "font b",
        "tall",
        "wide",
        "large",
        "size",
        "END",
    ],
    "node-thermal-printer layout": [
        "Left                                       Right",
        "One             Two             Three           ",
        "A                                  B",
        "------------------------------------------------",
        "",
        "END",
    ],
    "node-thermal-printer latin2": ["čšž", "END"],
    "node-thermal-printer code128": ["[CODE128 {BABC123]", "END"],
    "node-thermal-printer barcode": ["[EAN13 123456789012]", "END"],
    "node-thermal-printer qr": ["[QR https://example.org/q]", "END"],
    "node-thermal-printer pdf417": ["[PDF417 https://example.org/p]", "END"],
    "node-thermal-printer maxicode": ["[MAXICODE https://example.org/m]", "END"],
    "node-thermal-printer drawer and beep": ["END"],
    "node-thermal-printer partial cut": ["END"],
}


@pytest.mark.parametrize("name", RECORD)
def test_npm_packages_print_what_they_mean(name: str) -> None:
    sheet, _answers = feed(bytes.fromhex(RECORD[name]) + b"\n\x1dV\x00")
    assert sheet.pieces[0].strip().split("\n") == NPM[name]


def of_length(count: int) -> bytes:
    return bytes(range(0x41, 0x41 + count))


SWALLOWED = {
    "ESC SP n": b"\x1b \x02", "ESC -": b"\x1b-1", "ESC %": b"\x1b%\0", "ESC & (two characters)":
    b"\x1b&\x03AB\x02" + of_length(6) + b"\x01" + of_length(3), "ESC ?": b"\x1b?A", "ESC M": b"\x1bM1",
    "ESC R": b"\x1bR\x0f", "ESC S": b"\x1bS", "ESC L": b"\x1bL", "ESC FF": b"\x1b\x0c", "ESC T": b"\x1bT1",
    "ESC U": b"\x1bU1", "ESC V": b"\x1bV1", "ESC W": b"\x1bW" + of_length(8), "ESC c 3": b"\x1bc3A",
    "ESC c 5": b"\x1bc5A", "ESC p": b"\x1bp0AB", "ESC r": b"\x1br1", "ESC u": b"\x1bu0", "ESC v": b"\x1bv",
    "ESC {": b"\x1b{1", "ESC <": b"\x1b<", "ESC K": b"\x1bKA", "ESC e": b"\x1beA",
    "ESC ( A": b"\x1b(A\x03\0aAB", "ESC ( Y": b"\x1b(Y\x02\0AB", "ESC D": b"\x1bDABC\0",
    "FS -": b"\x1c-1", "FS C": b"\x1cC1", "FS W": b"\x1cW1", "FS ?": b"\x1c?AB", "FS 2": b"\x1c2AB" + bytes(72),
    "FS ( A": b"\x1c(A\x02\x000A", "FS ( E": b"\x1c(E\x06\0<02AAA", "FS ( L": b"\x1c(L\x02\0AA",
    "FS g 1": b"\x1cg1\0" + bytes(4) + b"\x03\0ABC", "FS g 2": b"\x1cg2\0" + bytes(4) + b"\x03\0",
    "FS q": b"\x1cq\x01\x01\0\x01\0" + of_length(8), "FS p, not there": b"\x1cp\x09\0",
    "GS $": b"\x1d$AB", "GS \\": b"\x1d\\AB", "GS P": b"\x1dPAB", "GS T": b"\x1dT1", "GS ^": b"\x1d^ABC",
    "GS :": b"\x1d:", "GS B": b"\x1dB1", "GS H": b"\x1dH2", "GS f": b"\x1df1", "GS h": b"\x1dhA", "GS w":
    b"\x1dw\x03", "GS E": b"\x1dE1", "GS j": b"\x1dj1", "GS c": b"\x1dc", "GS C 0": b"\x1dC0AB", "GS C 1":
    b"\x1dC1" + of_length(6), "GS C 2": b"\x1dC2AB", "GS C ;": b"\x1dC;1;2;3;4;5;", "GS z 0": b"\x1dz0AB",
    "GS g 0": b"\x1dg0\0AB", "GS g 2": b"\x1dg2\0AB", "GS *": b"\x1d*\x01\x01" + of_length(8),
    "GS /, not there": b"\x1d/\0", "GS D": b"\x1dD0C0AA01BM\x0a\0\0\0" + of_length(4),
    **{f"GS ( {family}": b"\x1d(" + family.encode() + b"\x03\0ABC" for family in "ACDEFKLMNPQVYkz"},
    "GS 8 L": b"\x1d8L\x03\0\0\0ABC", "GS I": b"\x1dIA", "GS r": b"\x1dr1", "GS a": b"\x1da\0",
    "DLE EOT 7": b"\x10\x04\x07A", "DLE ENQ": b"\x10\x05\x01", "DLE DC4 1": b"\x10\x14\x01\x00A",
    "DLE DC4 2": b"\x10\x14\x02\x01\x08", "DLE DC4 7": b"\x10\x14\x07A", "CAN": b"\x18", "CR": b"\r",
}  # fmt: skip


@pytest.mark.parametrize("name", SWALLOWED)
def test_no_byte_of_a_command_is_printed_as_text(name: str) -> None:
    assert on_paper(SWALLOWED[name]) == []


def test_positions_tabs_and_margins_are_obeyed() -> None:
    assert on_paper(b"a\tb\x1b$\x2c\x01c\x1b\\\x0c\x00d") == ["a       b                c d"]
    assert on_paper(b"\x1dL\x20\x01" + b"x" * 30) == ["x" * 24, "x" * 6]
    assert on_paper(b"\x1dW\x78\x00" + b"x" * 12) == ["x" * 10, "xx"]


def test_images_that_are_stored_come_out_where_they_are_called() -> None:
    assert on_paper(b"\x1d*\x01\x01" + bytes(8) + b"\x1d/\x03") == ["[image 16x16]"]
    assert on_paper(b"\x1cq\x01\x01\0\x01\0" + bytes(8) + b"\x1cp\x01\0") == ["[image 8x8]"]
    stored = b"0C0AA\x01\x10\x00\x02\x001" + bytes(4)
    stored = b"\x1d(L" + len(stored).to_bytes(2, "little") + stored
    assert on_paper(stored + b"\x1d(L\x06\x000EAA\x01\x01") == ["[image 16x2]"]
    assert on_paper(b"\x1dQ0\0\x03\0\x01\0" + bytes(3)) == ["[image 3x8]"]
