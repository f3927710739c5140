"""One simulated device on the dock: what it is at, what one can do with it, and its faults to switch on and off."""

from collections.abc import Callable, Sequence
from functools import partial

from kiosk.language import _
from screens.dock import words
from screens.dock.key import BROKEN, Key
from screens.dock.link import Answer, Link
from screens.parts import Card, Column, Grid, Holder, Part, Row, Text
from screens.parts.button import PLAIN, QUIET
from screens.theme import Colour, Theme, Type

_NO_STATE: Answer = {}
_COLUMNS = 3


class Section(Holder):
    """`body` and `actions` belong to the kind of device; `on_folded` is called when the height changes."""

    def __init__(
        self,
        theme: Theme,
        link: Link,
        device: str,
        title: str,
        *,
        body: Sequence[Part],
        actions: Sequence[Key],
        on_folded: Callable[[], None],
    ) -> None:
        super().__init__(theme)
        self._link, self._device, self._on_folded = link, device, on_folded
        self._state, self._open = _NO_STATE, False
        self._title = Text(theme, title, bold=True)
        self._status = Text(theme, _("Starting …"), Type.SMALL, colour=Colour.MUTED, align="right")
        self._plug = Key(theme, _("Unplug"), self._switch_line, key=f"{device}:plug")
        self._fold = Key(theme, "", self._turn_fold, key=f"{device}:faults", look=QUIET)
        self._mend = Key(theme, _("Mend everything"), self._mend_all, key=f"{device}:mend", look=QUIET)
        self._faults = {name: self._fault_key(name, text) for name, text in words.FAULTS[device].items()}
        self._body, self._actions = [*body], [*actions, self._plug]
        self._show_faults()
        self._arrange()
        link.watch(device, self._watch)

    def show(self, state: Answer) -> None:
        """Shows the state of a device that answers. Each kind adds its own."""
        self._plug.show(PLAIN, text=_("Unplug") if state["plugged"] else _("Plug in"))
        self._show_faults()

    def status(self, state: Answer) -> str:
        """What the device is at, in words."""
        raise NotImplementedError

    def works(self, state: Answer) -> bool:
        """Whether a host can use it now."""
        return bool(state["plugged"])

    def tell(self, do: str, **fields: object) -> None:
        """Gives this device a command."""
        self._link.tell(self._device, do, **fields)

    def _watch(self, state: Answer | None, refused: bool) -> None:
        if state is None:
            if self._state:
                self._status.set(_("The simulator does not answer"), Colour.TROUBLE)
            return
        self._state = state
        self.show(state)
        if refused:
            self._status.set(_("The simulator would not do that"), Colour.TROUBLE)
        else:
            self._status.set(self.status(state), Colour.MUTED if self.works(state) else Colour.TROUBLE)

    def _fault_key(self, name: str, text: str) -> Key:
        return Key(self.theme, _(text), partial(self._switch_fault, name), key=f"{self._device}:fault:{name}")

    def _switch_fault(self, name: str) -> None:
        if name in self._on:
            self.tell("clear", name=name)
        elif name in words.ONCE:
            self.tell("fault", name=name, times=1)
        else:
            self.tell("fault", name=name)

    def _switch_line(self) -> None:
        self.tell("unplug" if self._state.get("plugged", True) else "plug")

    def _mend_all(self) -> None:
        self.tell("clear")
        self.tell("plug")

    @property
    def _on(self) -> set[str]:
        """The faults that are switched on."""
        return set(self._state.get("faults", ()))

    def _show_faults(self) -> None:
        for name, key in self._faults.items():
            key.show(BROKEN if name in self._on else PLAIN)
        mark = "▲" if self._open else "▼"
        said = _("Faults: {count} on").format(count=len(self._on)) if self._on else _("Faults")
        self._fold.show(BROKEN if self._on else QUIET, text=f"{said} {mark}")
        broken = bool(self._on) or not self._state.get("plugged", True)
        self._mend.show(PLAIN, enabled=broken)

    def _turn_fold(self) -> None:
        self._open = not self._open
        self._show_faults()
        self._arrange()
        self._on_folded()

    def _arrange(self) -> None:
        theme, gap = self.theme, self.theme.mm(2.5)
        parts: list[Part] = [
            Row(theme, [self._title, self._status], grow=[self._status]),
            *self._body,
            Grid(theme, self._actions, len(self._actions), gap=gap),
            Grid(theme, [self._fold, self._mend], 2, gap=gap),
        ]
        if self._open:
            parts.append(Grid(theme, list(self._faults.values()), _COLUMNS, gap=gap))
        self.hold(Card(theme, Column(theme, parts, gap=theme.mm(3)), ground=Colour.GROUND, pad=theme.mm(5)))
