"""The demonstration's devices on the dock, and the connection to the hub."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from devices.simulators.chips import CHIP_CARDS
from kiosk.pages.kinds import FormPage
from kiosk.pages.language import _
from screens.dock import make_up, words
from screens.dock.key import DockKey
from screens.dock.link import Answer, Link, Simulators
from screens.dock.section import DockSection
from screens.layout import CardBox, Column, Grid, Part, TextPart
from screens.layout.button import CHOSEN, PLAIN
from screens.theme import Colour, ScreenTheme, Type

_NEARLY_EMPTY = 60.0  # mm: the next job runs out of paper in its middle
_OFF_SECONDS = 3.0
_COLUMNS = 3

Answers = Mapping[str, object]
Ask = Callable[[FormPage, Callable[[Answers], None]], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """The context that all sections share. `ask` shows a form over the dock; `printed` gets a device's name, how many
    pieces it has printed, and how many of them still hang there."""

    theme: ScreenTheme
    link: Link
    simulators: Simulators
    changed: Callable[[DockSection], None]
    ask: Ask
    printed: Callable[[str, int, int], None]


def sections(desk: Desk) -> list[DockSection]:
    """Returns one section per device."""
    makers: dict[str, Callable[[Desk], DockSection]] = {
        words.READER: ReaderSection,
        words.CHIPS: ChipSection,
        words.SCANNER: ScannerSection,
        words.PRINTER: partial(PrinterSection, device=words.PRINTER, title=_("Printer")),
        words.SPARE: partial(PrinterSection, device=words.SPARE, title=_("Second printer")),
        words.DISPENSER: DispenserSection,
        words.CAMERA: CameraSection,
        words.NETWORK: NetworkSection,
    }
    there = {*desk.simulators.names, words.NETWORK}
    return [make(desk) for device, make in makers.items() if device in there]


def absent(desk: Desk) -> list[Part]:
    """Returns what this machine cannot have, and why."""
    titles = {words.CHIPS: _("Chip card reader")}
    return [_absent(desk.theme, titles[device], packages) for device, packages in desk.simulators.missing.items()]


def _absent(theme: ScreenTheme, title: str, packages: str) -> Part:
    words = _("Not on this machine: it needs the packages {packages}").format(packages=packages)
    why = TextPart(theme, words, Type.SMALL, colour=Colour.TROUBLE)
    column = Column(theme, [TextPart(theme, title, bold=True), why], gap=theme.mm(1))
    return CardBox(theme, column, ground=Colour.GROUND, pad=theme.mm(3))


class _Cards(DockSection):
    """Cards to be placed, one at a time."""

    def __init__(
        self, desk: Desk, device: str, title: str, cards: Mapping[str, tuple[str, str]], prefix: str, *more: DockKey
    ) -> None:
        """`cards`: the button's text and hint by the simulator's key. `prefix` begins the buttons' keys."""
        theme = desk.theme
        self._cards = {
            key: DockKey(theme, name, partial(self._place, key), key=f"{prefix}place:{key}", hint=hint)
            for key, (name, hint) in cards.items()
        }
        self._lift = DockKey(theme, _("Lift the card"), lambda: self.tell("lift"), key=f"{prefix}lift")
        super().__init__(
            theme,
            desk.link,
            device,
            title,
            body=[Grid(theme, list(self._cards.values()), _COLUMNS, gap=theme.mm(2.5))],
            actions=[self._lift, *more],
            on_changed=desk.changed,
        )

    def show(self, state: Answer) -> None:
        super().show(state)
        for key, button in self._cards.items():
            button.show(CHOSEN if key == state["card"] else PLAIN)
        self._lift.show(PLAIN, enabled=state["card"] is not None)

    def _place(self, key: str) -> None:
        self.tell("place", card=key)


class ReaderSection(_Cards):
    """A card for each invented person, and a made-up one."""

    def __init__(self, desk: Desk) -> None:
        self._ask, self._people = desk.ask, desk.simulators.people
        own = DockKey(desk.theme, _("Make up a card …"), self._make_up, key="make_up")
        cards = {key: (name, words.card(key)) for key, name in self._people.items()}
        super().__init__(desk, words.READER, _("Card reader"), cards, "", own)

    def status(self, state: Answer) -> str:
        return words.reader_state(state, self._people)

    def _make_up(self) -> None:
        self._ask(make_up.card_form(), lambda answers: self.tell("place", fields=make_up.card_fields(answers)))


class ChipSection(_Cards):
    def __init__(self, desk: Desk) -> None:
        cards = {key: (_(words.CHIPS_SHORT[key]), _(words.CHIP_CARDS[key])) for key in CHIP_CARDS}
        super().__init__(desk, words.CHIPS, _("Chip card reader"), cards, "chip:")

    def status(self, state: Answer) -> str:
        return words.chip_state(state)


class ScannerSection(DockSection):
    """Codes to scan."""

    def __init__(self, desk: Desk) -> None:
        self._ask, self._simulators = desk.ask, desk.simulators
        theme = desk.theme
        self._last = DockKey(theme, _("Code of the last slip"), self._scan_last, key="scan:last")
        actions = [
            self._last,
            DockKey(theme, _("Medical insurance code"), lambda: self._scan(make_up.INSURANCE), key="scan:insurance"),
            DockKey(theme, _("Type a code …"), self._type, key="scan:type"),
        ]
        super().__init__(
            theme, desk.link, words.SCANNER, _("Scanner"), body=[], actions=actions, on_changed=desk.changed
        )

    def show(self, state: Answer) -> None:
        super().show(state)
        self._last.show(PLAIN, enabled=self._simulators.last_code() is not None)

    def status(self, state: Answer) -> str:
        return _("Ready") if state["plugged"] else _("Unplugged")

    def _scan(self, code: str) -> None:
        self.tell("scan", code=code)

    def _scan_last(self) -> None:
        if code := self._simulators.last_code():
            self._scan(code)

    def _type(self) -> None:
        self._ask(make_up.code_form(), lambda answers: self._scan(str(answers["code"])))


class PrinterSection(DockSection):
    """The paper in the printer, and its switch."""

    def __init__(self, desk: Desk, *, device: str, title: str, more: tuple[DockKey, ...] = ()) -> None:
        self._printed = desk.printed
        theme, prefix = desk.theme, "" if device == words.PRINTER else f"{device}:"
        actions = [
            *more,
            DockKey(theme, _("New roll"), lambda: self.tell("refill"), key=f"{prefix}refill"),
            DockKey(theme, _("Leave 6 cm"), lambda: self.tell("left", mm=_NEARLY_EMPTY), key=f"{prefix}nearly_empty"),
            DockKey(theme, _("Off and on"), self._off_and_on, key=f"{prefix}power_cycle"),
        ]
        super().__init__(theme, desk.link, device, title, body=[], actions=actions, on_changed=desk.changed)

    def show(self, state: Answer) -> None:
        super().show(state)
        self._printed(self._device, state["pieces"], self.hanging(state))

    def hanging(self, state: Answer) -> int:
        """Returns how many pieces can be taken."""
        return int(state["waiting"])

    def take_paper(self) -> None:
        """Takes all that hangs there."""
        self.tell("take")

    def status(self, state: Answer) -> str:
        return words.printer_state(state)

    def works(self, state: Answer) -> bool:
        return bool(super().works(state) and state["powered"] and not state["offline"])

    def _off_and_on(self) -> None:
        self.tell("power_cycle", seconds=_OFF_SECONDS)


class DispenserSection(PrinterSection):
    """A presenter: its tickets hang at its exit slot until they are taken or retracted."""

    def __init__(self, desk: Desk) -> None:
        self._take = DockKey(desk.theme, _("Take the ticket"), lambda: self.tell("take_ticket"), key="take_ticket")
        self._free = DockKey(desk.theme, _("Free the jam"), lambda: self.tell("free"), key="free")
        more = (self._take, self._free)
        super().__init__(desk, device=words.DISPENSER, title=_("Ticket dispenser"), more=more)

    def show(self, state: Answer) -> None:
        super().show(state)
        self._take.show(PLAIN, enabled=bool(state["exit_slot"]))

    def hanging(self, state: Answer) -> int:
        return len(state["exit_slot"])

    def take_paper(self) -> None:
        if self._state.get("exit_slot"):
            self.tell("take_ticket")

    def status(self, state: Answer) -> str:
        return words.dispenser_state(state)


class CameraSection(DockSection):
    """Invented documents to lay under the camera, one at a time."""

    def __init__(self, desk: Desk) -> None:
        theme = desk.theme
        self._documents = {
            key: DockKey(theme, _(name), partial(self._lay, key), key=f"lay:{key}")
            for key, name in words.DOCUMENTS.items()
        }
        self._remove = DockKey(theme, _("Take it away"), lambda: self._lay(""), key="lay:nothing")
        super().__init__(
            theme,
            desk.link,
            words.CAMERA,
            _("Document camera"),
            body=[Grid(theme, list(self._documents.values()), _COLUMNS, gap=theme.mm(2.5))],
            actions=[self._remove],
            on_changed=desk.changed,
        )

    def show(self, state: Answer) -> None:
        super().show(state)
        for key, button in self._documents.items():
            button.show(CHOSEN if key == state["document"] else PLAIN)
        self._remove.show(PLAIN, enabled=bool(state["document"]))

    def status(self, state: Answer) -> str:
        return words.camera_state(state)

    def _lay(self, document: str) -> None:
        self.tell("lay", document=document)


class NetworkSection(DockSection):
    """The connection to the hub."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            desk.theme,
            desk.link,
            words.NETWORK,
            _("Network to the hub"),
            body=[],
            actions=[],
            on_changed=desk.changed,
        )

    def status(self, state: Answer) -> str:
        return words.network_state(state)

    def works(self, state: Answer) -> bool:
        return bool(state["plugged"] and not state["faults"])
