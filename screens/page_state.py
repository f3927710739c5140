"""What a drawn page holds beside its value: how far it is scrolled, and what is typed or written
there and not chosen yet."""

from dataclasses import dataclass
from typing import Any, TypeVar

from kiosk.pages.kinds import FormPage, Page
from screens.keyboard.board import Keyboard
from screens.keyboard.ink_pad import Ink
from screens.layout import Part, Scroller

P = TypeVar("P", bound=Part)


@dataclass(frozen=True, slots=True)
class PageState:
    """`shares`: of each scroller, how far it is moved, from 0 to 1."""

    shares: tuple[float, ...] = ()
    letters: tuple[str, ...] = ()
    inks: tuple[Ink, ...] = ()

    @classmethod
    def of(cls, part: Part | None) -> "PageState":
        """Returns what this page holds now."""
        scrollers, boards = _of_kind(part, Scroller), _of_kind(part, Keyboard)
        letters, inks = tuple(board.letters for board in boards), tuple(board.ink for board in boards)
        return cls(tuple(scroller.share for scroller in scrollers), letters, inks)

    def restore(self, part: Part | None) -> None:
        """Brings the page, drawn again, to where it was."""
        self.restore_letters(part)
        self.restore_places(part)

    def restore_letters(self, part: Part | None) -> None:
        """Types the letters on the page, drawn again, and writes the strokes."""
        for board, letters, ink in zip(_of_kind(part, Keyboard), self.letters, self.inks, strict=False):
            board.compose(letters)
            board.write(ink)

    def restore_places(self, part: Part | None) -> None:
        """Scrolls the page, drawn again, as far as before."""
        for scroller, share in zip(_of_kind(part, Scroller), self.shares, strict=False):
            scroller.move_to(share * scroller.furthest)


def _of_kind(part: Part | None, kind: type[P]) -> list[P]:
    return [each for each in part.walk(restrict=True) if isinstance(each, kind)] if part else []


def is_same(before: Page[Any] | None, page: Page[Any]) -> bool:
    """Returns whether it is the previous page, in whatever state."""
    return before is not None and type(before) is type(page) and before.title == page.title


def is_alike(before: Page[Any] | None, page: Page[Any]) -> bool:
    """Returns whether it is the previous page with something new on it."""
    return is_same(before, page) and not isinstance(page, FormPage)  # a form opens its own field
