"""The roll of paper, what is printed on it, and the pieces that are cut from it."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_DOTS_PER_MM = 8


class Sheet:
    """The paper from the blade back to the roll; lengths in dots."""

    TO_BLADE = 80
    """From the print head to the blade."""
    TO_TEAR_BAR = 120
    """From the print head to the tear bar."""

    def __init__(self, dots: int) -> None:
        self.dots = dots
        self.folder: Path | None = None
        self.pieces: list[str] = []  # the texts of the pieces, in order
        self.moved = 0  # dots, since the last `take_motion`
        self.blade_used = self.at_tear_bar = False
        self.discard()

    def discard(self) -> None:
        """Puts in new paper, with nothing on it: what hung out is torn off."""
        self._strips: list[tuple[Image | None, int, int]] = [(None, 0, self.TO_BLADE)]
        self._lines: list[str] = []

    @property
    def printed(self) -> bool:
        """Returns whether there is ink on the paper that hangs in the printer."""
        return any(picture is not None for picture, _, _ in self._strips)

    def print(self, picture: "Image", left: int, height: int) -> None:
        self._strips.append((picture, left, height))
        self.moved += height

    def feed(self, dots: int) -> None:
        self._strips.append((None, 0, dots))
        self.moved += dots
        self.at_tear_bar = dots >= self.TO_TEAR_BAR

    def write(self, text: str) -> None:
        """Records the text of the line just printed."""
        self._lines.append(text)

    def take_motion(self) -> float:
        """Returns the millimetres moved since the last call."""
        moved, self.moved = self.moved, 0
        return moved / _DOTS_PER_MM

    def cut(self) -> None:
        """Cuts off all that is past the blade."""
        self.blade_used = True
        self.tear_off()

    def tear_off(self) -> None:
        """Tears the paper off by hand, as a blade cuts it."""
        self.at_tear_bar = False
        whole = self._whole()
        self.pieces.append("\n".join(self._lines).strip("\n"))
        self._lines = []
        below = whole.crop((0, whole.height - self.TO_BLADE, whole.width, whole.height))
        self._strips = [(below if below.getbbox() else None, 0, self.TO_BLADE)]
        if self.folder is not None:
            self._save(self.folder, whole.crop((0, 0, whole.width, whole.height - self.TO_BLADE)))

    def _whole(self) -> "Image":
        from PIL import Image

        whole = Image.new("1", (self.dots, sum(height for _, _, height in self._strips)))
        top = 0
        for picture, left, height in self._strips:
            if picture is not None:
                whole.paste(picture, (left, top))
            top += height
        return whole

    def _save(self, folder: Path, inked: "Image") -> None:
        """Saves `001.png` and `001.txt`: writes them beside and then renames them, so that a reader finds whole files
        only."""
        from PIL import Image

        margin = 40 if self.dots == 384 else 32
        piece = Image.new("L", (self.dots + 2 * margin, inked.height), 255)
        piece.paste(0, (margin, 0), inked.convert("L"))
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{len(list(folder.glob('*.png'))) + 1:03}"
        text = folder / f"{name}.txt"
        text.with_suffix(".txt.part").write_text(self.pieces[-1] + "\n", encoding="utf-8")
        text.with_suffix(".txt.part").replace(text)
        piece.save(folder / f"{name}.part", format="PNG", dpi=(203, 203))
        (folder / f"{name}.part").replace(folder / f"{name}.png")
