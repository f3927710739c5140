"""A report on A4: a title, what it is about, and sections of rows. Its font has the characters of this paper alone."""

from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF, Align, XPos, YPos
from fpdf.enums import MethodReturnValue

from hub.certificates.fonts import WEIGHTS, spell_out, write_small_font
from hub.console.report_section import ReportSection

_MARGIN, _WIDTH = 20.0, 210.0 - 2 * 20.0  # mm
_VALUE, _LINE, _FOOT = 40.0, 6.5, 20.0
_GREY = 110


class _Report(FPDF):
    def footer(self) -> None:
        self.set_y(-14)
        self.set_font("report", size=9)
        self.set_text_color(_GREY)
        self.cell(0, 6, f"{self.page_no()} / {{nb}}", align=Align.C)
        self.set_text_color(0)


def draw_report(title: str, notes: Sequence[str], sections: Sequence[ReportSection], folder: Path) -> bytes:
    """Returns a PDF. `folder` is an empty one, for the fonts. Raises FontMissing."""
    title, notes = spell_out(title), list(map(spell_out, notes))
    spelled = [
        ReportSection(spell_out(part.title), [(spell_out(label), spell_out(value)) for label, value in part.rows])
        for part in sections
    ]
    cells = [cell for part in spelled for row in part.rows for cell in row]
    paper = _open(folder, "".join([title, *notes, *(part.title for part in spelled), *cells]))
    paper.set_title(title)
    paper.add_page()
    _write(paper, title, 20, "B")
    for note in notes:
        _write(paper, note, 11)
    for part in spelled:
        _draw_section(paper, part)
    return bytes(paper.output())


def _open(folder: Path, characters: str) -> FPDF:
    paper = _Report(format="A4")
    for weight in WEIGHTS:
        path = folder / f"{weight}.otf"
        write_small_font(weight, set(characters) | set("0123456789 /—"), path)
        paper.add_font("report", "B" if weight == "Bold" else "", path)
    paper.set_margins(_MARGIN, _MARGIN)
    paper.set_auto_page_break(True, _FOOT)
    return paper


def _draw_section(paper: FPDF, part: ReportSection) -> None:
    """Keeps a title with what follows it, at the foot of a page too."""
    if not part.rows:
        return
    if paper.y + 4 * _LINE > paper.h - _FOOT:
        paper.add_page()
    paper.ln(4)
    _write(paper, part.title, 13, "B")
    paper.set_font("report", size=11)
    for label, value in part.rows:
        _draw_row(paper, label, value)


def _draw_row(paper: FPDF, label: str, value: str) -> None:
    height = paper.multi_cell(_WIDTH - _VALUE, _LINE, label, dry_run=True, output=MethodReturnValue.HEIGHT)
    high = height if isinstance(height, float) else _LINE
    if paper.y + high > paper.h - _FOOT:
        paper.add_page()
    top = paper.y
    paper.set_draw_color(215)
    paper.line(_MARGIN, top, _MARGIN + _WIDTH, top)
    paper.multi_cell(_WIDTH - _VALUE, _LINE, label, align=Align.L)
    paper.set_xy(_MARGIN + _WIDTH - _VALUE, top)
    paper.multi_cell(_VALUE, _LINE, value, align=Align.R)
    paper.set_xy(_MARGIN, top + high)


def _write(paper: FPDF, words: str, size: int, weight: str = "") -> None:
    paper.set_font("report", weight, size)
    paper.multi_cell(_WIDTH, size * 0.5, words, align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    paper.ln(1.5)
