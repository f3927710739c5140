"""The card reader and the printer on the dock."""

from collections.abc import Callable, Mapping
from functools import partial

from kiosk.language import _
from screens.dock import words
from screens.dock.key import Key
from screens.dock.link import Answer, Link
from screens.dock.section import Section
from screens.parts import Grid
from screens.parts.button import CHOSEN, PLAIN
from screens.theme import Theme

_NEARLY_EMPTY = 60.0  # mm: the next job runs out of paper in its middle
_OFF_SECONDS = 3.0


class ReaderSection(Section):
    """A card for each invented person, to be placed and lifted."""

    def __init__(self, theme: Theme, link: Link, people: Mapping[str, str], on_folded: Callable[[], None]) -> None:
        self._people = people
        self._cards = {
            key: Key(theme, name, partial(self._place, key), key=f"place:{key}", hint=words.card(key))
            for key, name in people.items()
        }
        self._lift = Key(theme, _("Lift the card"), lambda: self.tell("lift"), key="lift")
        super().__init__(
            theme,
            link,
            words.READER,
            _("Card reader"),
            body=[Grid(theme, list(self._cards.values()), 3, gap=theme.mm(2.5))],
            actions=[self._lift],
            on_folded=on_folded,
        )

    def show(self, state: Answer) -> None:
        super().show(state)
        for key, button in self._cards.items():
            button.show(CHOSEN if key == state["card"] else PLAIN)
        self._lift.show(PLAIN, enabled=state["card"] is not None)

    def status(self, state: Answer) -> str:
        return words.reader_state(state, self._people)

    def _place(self, key: str) -> None:
        self.tell("place", card=key)


class PrinterSection(Section):
    """The paper in the printer and its switch."""

    def __init__(
        self, theme: Theme, link: Link, on_printed: Callable[[int, int], None], on_folded: Callable[[], None]
    ) -> None:
        """`on_printed` gets how many pieces were printed and how many of them nobody has taken."""
        self._on_printed = on_printed
        actions = [
            Key(theme, _("New roll"), lambda: self.tell("refill"), key="refill"),
            Key(theme, _("Leave 6 cm"), lambda: self.tell("left", mm=_NEARLY_EMPTY), key="nearly_empty"),
            Key(theme, _("Off and on"), lambda: self.tell("power_cycle", seconds=_OFF_SECONDS), key="power_cycle"),
        ]
        super().__init__(theme, link, words.PRINTER, _("Printer"), body=[], actions=actions, on_folded=on_folded)

    def show(self, state: Answer) -> None:
        super().show(state)
        self._on_printed(state["pieces"], state["waiting"])

    def status(self, state: Answer) -> str:
        return words.printer_state(state)

    def works(self, state: Answer) -> bool:
        return bool(super().works(state) and state["powered"] and not state["offline"])
