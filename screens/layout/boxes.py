"""Parts that hold other parts: one below the other, side by side, in a grid."""

from collections.abc import Sequence

from screens.layout.base import Part
from screens.layout.measured import remembered
from screens.layout.mirroring import is_mirrored
from screens.layout.room import capped, lowered
from screens.theme import GAP, ScreenTheme


class _Box(Part):
    def __init__(self, theme: ScreenTheme, parts: Sequence[Part], gap: float | None) -> None:
        super().__init__(theme)
        self.parts = list(parts)
        self.gap = theme.mm(GAP) if gap is None else gap
        for part in self.parts:
            if part.parent:
                part.parent.remove_widget(part)
            self.add_widget(part)

    def wipe(self) -> None:
        super().wipe()
        self.parts.clear()


class Column(_Box):
    """Parts from top to bottom. Spare height goes to those that `grow`, else where `spare` says: "below", "around" or
    "between". Missing height is taken from those that `grow`, then from all that can be lower."""

    def __init__(
        self,
        theme: ScreenTheme,
        parts: Sequence[Part],
        *,
        gap: float | None = None,
        grow: Sequence[Part] = (),
        spare: str = "below",
    ) -> None:
        super().__init__(theme, parts, gap)
        self.grow, self.spare = list(grow), spare

    @remembered
    def height_at(self, width: float) -> float:
        return sum(p.height_at(width) for p in self.parts) + self.gap * max(0, len(self.parts) - 1)

    @remembered
    def least_at(self, width: float) -> float:
        return sum(p.least_at(width) for p in self.parts) + self.gap * max(0, len(self.parts) - 1)

    @remembered
    def width_wanted(self) -> float:
        return max((p.width_wanted() for p in self.parts), default=0.0)

    def _heights(self, width: float, height: float) -> list[float]:
        heights = [p.height_at(width) for p in self.parts]
        left = height - sum(heights) - self.gap * max(0, len(self.parts) - 1)
        if left >= 0:
            each = left / len(self.grow) if self.grow else 0.0
            return [high + each if p in self.grow else high for p, high in zip(self.parts, heights, strict=True)]
        least = [p.least_at(width) for p in self.parts]
        first = list(heights)
        for at, part in enumerate(self.parts):
            if part in self.grow:
                first[at] = min(least[at], heights[at])
        return lowered(lowered(heights, first, -left), least, -left - (sum(heights) - sum(first)))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        heights = self._heights(width, height)
        loose = max(0.0, height - sum(heights) - self.gap * max(0, len(heights) - 1))
        gap = self.gap + (loose / max(1, len(self.parts) - 1) if self.spare == "between" else 0.0)
        top = y + height - (loose / 2 if self.spare == "around" else 0.0)
        for part, high in zip(self.parts, heights, strict=True):
            part.place(x, top - high, width, high)
            top -= high + gap

    def wipe(self) -> None:
        self.grow.clear()
        super().wipe()


class Row(_Box):
    """Parts as one reads, each as wide as it wants; spare width goes to those that `grow`. Where little would be left,
    the widest others are made narrower. `handed`: the hand works at its end; that is the other one, the parts in
    reverse, for the left hand."""

    mirrors = True  # it begins at the right where one reads from there
    grown = 0.3  # of its width, at least, for those that take what is left

    def __init__(
        self,
        theme: ScreenTheme,
        parts: Sequence[Part],
        *,
        gap: float | None = None,
        grow: Sequence[Part] = (),
        handed: bool = False,
    ) -> None:
        self._from_right = self.mirrors and is_mirrored()
        turned = handed and theme.mode.left_hand and not self._from_right
        super().__init__(theme, parts[::-1] if turned else parts, gap)
        self.grow = list(grow)

    def _widths(self, width: float) -> list[float]:
        widths = [0.0 if p in self.grow else p.width_wanted() for p in self.parts]
        room = width - self.gap * max(0, len(self.parts) - 1)
        reserve = min(self.grown * room, sum(p.width_wanted() for p in self.grow))
        widths = capped(widths, room - reserve)
        left = room - sum(widths)
        return [left / len(self.grow) if p in self.grow else w for p, w in zip(self.parts, widths, strict=True)]

    @remembered
    def height_at(self, width: float) -> float:
        return max((p.height_at(w) for p, w in zip(self.parts, self._widths(width), strict=True)), default=0.0)

    @remembered
    def least_at(self, width: float) -> float:
        return max((p.least_at(w) for p, w in zip(self.parts, self._widths(width), strict=True)), default=0.0)

    @remembered
    def width_wanted(self) -> float:
        return sum(p.width_wanted() for p in self.parts) + self.gap * max(0, len(self.parts) - 1)

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        placed = list(zip(self.parts, self._widths(width), strict=True))
        for part, wide in reversed(placed) if self._from_right else placed:
            part.place(x, y, wide, height)
            x += wide + self.gap

    def wipe(self) -> None:
        self.grow.clear()
        super().wipe()


class KeyRow(Row):
    """Keys in their order on every keyboard, whichever way one reads."""

    mirrors, grown = False, 0.22


class Grid(_Box):
    """Parts in rows of `columns`, all of one width; a row is as high as its highest part. With `highest` pixels the
    rows fill the place, all of one height if possible, but no higher than that."""

    def __init__(
        self,
        theme: ScreenTheme,
        parts: Sequence[Part],
        columns: int,
        *,
        gap: float | None = None,
        highest: float = 0.0,
    ) -> None:
        super().__init__(theme, parts, gap)
        self.columns, self.highest, self._from_right = max(1, columns), highest, is_mirrored()

    def _rows(self) -> list[list[Part]]:
        return [self.parts[at : at + self.columns] for at in range(0, len(self.parts), self.columns)]

    def _cell(self, width: float) -> float:
        return (width - self.gap * (self.columns - 1)) / self.columns

    def _heights(self, width: float) -> list[float]:
        cell = self._cell(width)
        return [max(p.height_at(cell) for p in row) for row in self._rows()]

    @remembered
    def height_at(self, width: float) -> float:
        heights = self._heights(width)
        return sum(heights) + self.gap * max(0, len(heights) - 1)

    @remembered
    def least_at(self, width: float) -> float:
        least = self._least(width)
        return sum(least) + self.gap * max(0, len(least) - 1)

    def _least(self, width: float) -> list[float]:
        cell = self._cell(width)
        return [max(p.least_at(cell) for p in row) for row in self._rows()]

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        heights, cell = self._heights(width), self._cell(width)
        left = height - sum(heights) - self.gap * max(0, len(heights) - 1)
        if left < 0:
            heights = lowered(heights, self._least(width), -left)
        even = (height - self.gap * (len(heights) - 1)) / max(1, len(heights))
        if self.highest and even >= max(heights, default=0.0):
            heights = [max(min(even, self.highest), high) for high in heights]
        top = y + height
        for row, high in zip(self._rows(), heights, strict=True):
            for at, part in enumerate(row):
                column = self.columns - 1 - at if self._from_right else at
                part.place(x + column * (cell + self.gap), top - high, cell, high)
            top -= high + self.gap
