"""The notices of the first page, one after the other; one that is too long for its place in several parts."""

from collections.abc import Iterator, Sequence
from time import monotonic

from kiosk.pages.page_parts import NoticeText
from screens.layout import CardBox, Column, Icon, Part, Row, TextPart
from screens.layout.picture import Picture, load_texture
from screens.layout.text import measure
from screens.page_context import PageContext
from screens.theme import Colour, ScreenTheme, Type
from screens.wrap import settled

_SECONDS = 25.0
_PAD, _LEAST = 9.0, 74.0  # mm: around a notice, and its least height
_PICTURE, _PICTURE_GAP = 0.38, 6.0  # of the card's inner width; mm


class NoticeCards(Part):
    """Which one stands goes by the time, so that a page drawn again with news goes on with the same one."""

    def __init__(self, notices: tuple[NoticeText, ...], context: PageContext) -> None:
        super().__init__(context.theme)
        self._notices, self._shown = notices, -1
        self._cards: list[CardBox] = []
        context.every(1.0, self._turn)

    def height_at(self, width: float) -> float:
        return max(_card(self.theme, notice, Type.HEADING).height_at(width) for notice in self._notices)

    def least_at(self, width: float) -> float:
        return min(self.height_at(width), float(self.theme.mm(_LEAST)))

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self._cards, self._shown = self._build_cards(), -1
        self._turn()

    def wipe(self) -> None:
        for card in self._cards:
            card.wipe()
        self._cards = []
        super().wipe()

    def _build_cards(self) -> list[CardBox]:
        size = Type.HEADING if self.height_at(self.width) <= self.height else Type.BODY
        parted = [part for notice in self._notices for part in self._parted(notice, size)]
        counts = [f"{at} / {len(parted)}" if len(parted) > 1 else "" for at in range(1, len(parted) + 1)]
        return [_card(self.theme, notice, size, count) for notice, count in zip(parted, counts, strict=True)]

    def _parted(self, notice: NoticeText, size: Type) -> list[NoticeText]:
        """Returns the notice in parts that fit, each with the title."""
        empty = _card(self.theme, NoticeText(notice.title, ""), size, "9 / 9").height_at(self.width)
        most = max(1, int((self.height - empty) / self.theme.line(size)))
        em = self.theme.em(size)
        width = self.width - 2 * self.theme.mm(_PAD)
        if _has_picture(self.theme, notice):
            width -= width * _PICTURE + self.theme.mm(_PICTURE_GAP)
        lines = settled(notice.body, width, measure(em, bold=False))
        return [NoticeText(notice.title, body, notice.picture) for body in _cut(notice.body, lines, most)]

    def _turn(self) -> None:
        if not self._cards:
            return
        at = int(monotonic() / _SECONDS) % len(self._cards)
        if at == self._shown:
            return
        self._shown = at
        card = self._cards[at]
        self.clear_widgets()
        self.add_widget(card)
        high = min(self.height, card.height_at(self.width))
        card.place(self.x, self.y + (self.height - high) / 2, self.width, high)


def _cut(body: str, lines: Sequence[str], most: int) -> Iterator[str]:
    """Yields the body in parts of at most so many of its lines, as it is read out: without the breaks of the lines."""
    ends, end = [], 0
    for line in lines:
        end = body.index(line, end) + len(line)
        ends.append(end)
    for first in range(0, len(lines), most):
        yield body[ends[first] - len(lines[first]) : ends[min(first + most, len(lines)) - 1]]


def _card(theme: ScreenTheme, notice: NoticeText, size: Type, count: str = "") -> CardBox:
    title = TextPart(theme, notice.title, Type.HEADING, bold=True, colour=Colour.DEEP)
    head: list[Part] = [Icon(theme, "bell", theme.mm(14)), title]
    if count:
        head.append(TextPart(theme, count, Type.SMALL, colour=Colour.MUTED))
    body = TextPart(theme, notice.body, size, valign="top")
    words = Column(theme, [Row(theme, head, gap=theme.mm(4), grow=[title]), body], gap=theme.mm(5), grow=[body])
    return CardBox(theme, _beside_picture(theme, notice, words), pad=theme.mm(_PAD))


def _has_picture(theme: ScreenTheme, notice: NoticeText) -> bool:
    """Returns whether its picture is shown: large text needs the place for the words."""
    return bool(notice.picture) and not theme.mode.large_text


def _beside_picture(theme: ScreenTheme, notice: NoticeText, words: Part) -> Part:
    """Returns the words with the notice's picture, where it has one that can be read."""
    texture = load_texture(notice.picture) if _has_picture(theme, notice) else None
    if texture is None:
        return words
    return _Beside(theme, Picture(theme, texture), words)


class _Beside(Row):
    """A picture with a share of the width, and words."""

    def __init__(self, theme: ScreenTheme, picture: Part, words: Part) -> None:
        super().__init__(theme, [picture, words], gap=theme.mm(_PICTURE_GAP))

    def _widths(self, width: float) -> list[float]:
        share = round(width * _PICTURE)
        return [share, width - share - self.gap]
