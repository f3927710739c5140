"""The one template of certificates: A4, title, whose it is, rows in two columns, a statement, who issued it, and the QR
with what proves it on the first page."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import qrcode
from fpdf import FPDF, Align, XPos, YPos
from fpdf.enums import MethodReturnValue

from contract.field_kinds.signature import HEIGHT, WIDTH, Stroke
from hub.certificates.fonts import WEIGHTS, spell_out, write_small_font
from languages.registry import DEFAULT

_MARGIN, _WIDTH = 22.0, 210.0 - 2 * 22.0  # mm
_LABEL = 52.0
_LINE = 7.0
_QR_SIDE = 40.0
_FOOT = 24.0
_GREY = 110
_SIGNATURE = 60.0  # mm wide


@dataclass(frozen=True, slots=True, repr=False)
class PaperText:
    """Everything that stands on a paper. `rows`: label and value. `code`: what the QR holds."""

    title: str
    rows: Sequence[tuple[str, str]]
    statement: str
    signed_off: Sequence[str]  # who issued it, and when: at the right, below
    proof: Sequence[str]  # beside the QR
    code: str
    signature: Sequence[Stroke] = ()  # the applicant's, by finger
    signature_words: str = ""  # what stands with it, or in its place

    def characters(self) -> set[str]:
        lines = [
            self.title,
            self.statement,
            self.signature_words,
            *self.signed_off,
            *self.proof,
            *(part for row in self.rows for part in row),
        ]
        return {character for line in lines for character in line} | set("0123456789 /")

    def spelled(self) -> "PaperText":
        """Returns the text with code points in place of what no font has. Raises FontMissing."""
        return replace(
            self,
            title=spell_out(self.title),
            rows=tuple((spell_out(label), spell_out(value)) for label, value in self.rows),
            statement=spell_out(self.statement),
            signed_off=tuple(map(spell_out, self.signed_off)),
            proof=tuple(map(spell_out, self.proof)),
        )


class _Paper(FPDF):
    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("paper", size=9)
        self.set_text_color(_GREY)
        self.cell(0, 6, f"{self.page_no()} / {{nb}}", align=Align.C)


def draw_paper(content: PaperText) -> bytes:
    """Returns a PDF, not signed yet. Raises FontMissing."""
    content = content.spelled()
    with tempfile.TemporaryDirectory() as folder:
        paper = _Paper(format="A4")
        for weight in WEIGHTS:
            path = Path(folder, f"{weight}.otf")
            write_small_font(weight, content.characters(), path)
            paper.add_font("paper", "B" if weight == "Bold" else "", path)
        paper.set_margins(_MARGIN, _MARGIN)
        paper.set_auto_page_break(True, _FOOT)
        paper.set_title(content.title)
        paper.set_lang(DEFAULT)
        paper.add_page()
        _draw_title(paper, content.title)
        for label, value in content.rows:
            _draw_row(paper, label, value)
        _draw_statement(paper, content)
        _draw_proof(paper, content)
        return bytes(paper.output())


def _draw_title(paper: FPDF, title: str) -> None:
    paper.set_font("paper", "B", 22)
    paper.set_y(32)
    paper.multi_cell(_WIDTH, 11, title, align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.ln(8)


def _draw_row(paper: FPDF, label: str, value: str) -> None:
    """Draws a row. Both columns wrap; a row is not split by a page's end."""
    paper.set_font("paper", size=12)
    height = max(_LINE, _height(paper, _LABEL, label), _height(paper, _WIDTH - _LABEL, value)) + 3
    if paper.y + height > paper.h - _FOOT:
        paper.add_page()
    top = paper.y
    paper.set_draw_color(200)
    paper.line(_MARGIN, top, _MARGIN + _WIDTH, top)
    paper.set_xy(_MARGIN, top + 1.5)
    paper.set_text_color(_GREY)
    paper.multi_cell(_LABEL, _LINE, label, align=Align.L)
    paper.set_xy(_MARGIN + _LABEL, top + 1.5)
    paper.set_text_color(0)
    paper.multi_cell(_WIDTH - _LABEL, _LINE, value, align=Align.L)
    paper.set_xy(_MARGIN, top + height)


def _height(paper: FPDF, width: float, words: str) -> float:
    """Returns the millimetres that the words take, wrapped to that width."""
    height = paper.multi_cell(width, _LINE, words, dry_run=True, output=MethodReturnValue.HEIGHT)
    return height if isinstance(height, float) else _LINE


def _draw_statement(paper: FPDF, content: PaperText) -> None:
    paper.line(_MARGIN, paper.y, _MARGIN + _WIDTH, paper.y)
    paper.ln(6)
    paper.set_font("paper", size=12)
    if content.statement:
        paper.multi_cell(_WIDTH, _LINE, content.statement, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        paper.ln(4)
    _draw_signature(paper, content)
    for line in content.signed_off:
        paper.multi_cell(_WIDTH, _LINE, line, align=Align.R, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _draw_signature(paper: FPDF, content: PaperText) -> None:
    """Draws the signature as it was made, at the left."""
    if not content.signature_words:
        return
    side = _SIGNATURE / WIDTH
    high = HEIGHT * side if content.signature else 0
    if paper.y + _LINE + high > paper.h - _FOOT:
        paper.add_page()
    paper.multi_cell(_WIDTH, _LINE, content.signature_words, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.set_draw_color(0)
    with paper.local_context(line_width=0.5, stroke_cap_style="ROUND", stroke_join_style="ROUND"):
        for stroke in content.signature:
            paper.polyline([(_MARGIN + x * side, paper.y + y * side) for x, y in [*stroke, stroke[-1]]])
    paper.ln(high + 2)


def _draw_proof(paper: FPDF, content: PaperText) -> None:
    """Draws the proof at the bottom of the last page, or of one more where there is no room."""
    top = paper.h - _FOOT - _QR_SIDE - 4
    if paper.y + 6 > top:
        paper.add_page()
    _draw_qr(paper, content.code, _MARGIN, top)
    paper.set_font("paper", size=9)
    paper.set_text_color(_GREY)
    paper.set_xy(_MARGIN + _QR_SIDE + 6, top + 4)
    for line in content.proof:
        paper.set_x(_MARGIN + _QR_SIDE + 6)
        paper.multi_cell(_WIDTH - _QR_SIDE - 6, 5, line, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _draw_qr(paper: FPDF, text: str, left: float, top: float) -> None:
    """Draws rows of modules as filled rectangles."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    matrix = code.get_matrix()
    side = _QR_SIDE / len(matrix)
    paper.set_fill_color(0)
    for number, row in enumerate(matrix):
        start = 0
        while start < len(row):
            if not row[start]:
                start += 1
                continue
            end = start
            while end < len(row) and row[end]:
                end += 1
            paper.rect(left + start * side, top + number * side, (end - start) * side, side, style="F")
            start = end
