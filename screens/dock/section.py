"""One simulated device on the dock: its state, its actions, and its faults to switch on and off."""

from collections.abc import Callable, Sequence
from functools import partial

from kiosk.pages.language import _
from screens.dock import words
from screens.dock.key import BROKEN, DockKey
from screens.dock.link import Answer, Link
from screens.layout import Button, CardBox, Column, Grid, Holder, Icon, Part, Row, TextPart
from screens.layout.button import CHOSEN, PLAIN, QUIET, ButtonStyle
from screens.theme import Colour, ScreenTheme, Type

_NO_STATE: Answer = {}
_COLUMNS = 3
_HEAD_MM = 12.0
_HEAD = ButtonStyle(Colour.GROUND, Colour.PRESSED, Colour.INK, Colour.MUTED)


class DockSection(Holder):
    """A heading that shows the device's state, and below it, while the section is open, its actions. `body` and
    `actions` belong to the device kind; `on_changed` is called with this section when its height changes."""

    def __init__(
        self,
        theme: ScreenTheme,
        link: Link,
        device: str,
        title: str,
        *,
        body: Sequence[Part],
        actions: Sequence[DockKey],
        on_changed: "Callable[[DockSection], None]",
    ) -> None:
        super().__init__(theme)
        self._link, self._device, self._on_changed = link, device, on_changed
        self._state, self._unfolded, self.opened = _NO_STATE, False, False
        self._mark = Icon(theme, "right", theme.mm(6), Colour.MUTED)
        self._title = TextPart(theme, title, bold=True)
        self._status = TextPart(theme, _("Starting …"), Type.SMALL, colour=Colour.MUTED, align="right")
        head = Row(theme, [self._mark, self._title, self._status], gap=theme.mm(3), grow=[self._status])
        self._head = Button(
            theme, head, self._open, text=title, key=f"dock:{device}:open", look=_HEAD, least=_HEAD_MM, pad=(0.0, 0.0)
        )
        self._plug = DockKey(theme, _("Unplug"), self._switch_line, key=f"{device}:plug")
        self._fold = DockKey(theme, "", self._turn_fold, key=f"{device}:faults", look=QUIET)
        self._mend = DockKey(theme, _("Mend everything"), self._mend_all, key=f"{device}:mend", look=QUIET)
        self._faults = {name: self._fault_key(name, text) for name, text in words.FAULTS[device].items()}
        self._traits = {name: self._trait_key(name, text) for name, text in words.TRAITS.get(device, {}).items()}
        self._body, self._actions = [*body], [*actions, self._plug]
        self._show_faults()
        self._arrange()
        link.watch(device, self._watch)

    def turn(self, *, opened: bool) -> None:
        """Opens or closes it."""
        if opened != self.opened:
            self.opened = opened
            self._mark.name = "down" if opened else "right"
            self._arrange()

    def show(self, state: Answer) -> None:
        """Shows the state of a device that answers. Each kind adds its own."""
        self._plug.show(PLAIN, text=_("Unplug") if state["plugged"] else _("Plug in"))
        self._show_faults()

    def status(self, state: Answer) -> str:
        """Returns the device's state in words."""
        raise NotImplementedError

    def works(self, state: Answer) -> bool:
        """Returns whether a host can use it now."""
        return bool(state["plugged"])

    def tell(self, do: str, **fields: object) -> None:
        """Sends this device a command."""
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

    def _open(self) -> None:
        self.turn(opened=not self.opened)
        self._on_changed(self)

    def _trait_key(self, name: str, text: str) -> DockKey:
        return DockKey(self.theme, _(text), partial(self._switch_trait, name), key=f"{self._device}:trait:{name}")

    def _switch_trait(self, name: str) -> None:
        fields = words.USUAL if self._has(name) else words.TRAIT_SETTINGS[name]
        self.tell("set", **{key: fields[key] for key in words.TRAIT_SETTINGS[name]})

    def _has(self, trait: str) -> bool:
        settings = self._state.get("settings", {})
        return all(settings.get(key) == value for key, value in words.TRAIT_SETTINGS[trait].items())

    def _fault_key(self, name: str, text: str) -> DockKey:
        return DockKey(self.theme, _(text), partial(self._switch_fault, name), key=f"{self._device}:fault:{name}")

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
        """Returns the faults that are switched on."""
        return set(self._state.get("faults", ()))

    def _show_faults(self) -> None:
        for name, key in self._faults.items():
            key.show(BROKEN if name in self._on else PLAIN)
        for name, key in self._traits.items():
            key.show(CHOSEN if self._has(name) else PLAIN)
        mark = "▲" if self._unfolded else "▼"
        words = _("Faults: {count} on").format(count=len(self._on)) if self._on else _("Faults")
        self._fold.show(BROKEN if self._on else QUIET, text=f"{words} {mark}")
        broken = bool(self._on) or not self._state.get("plugged", True)
        self._mend.show(PLAIN, enabled=broken)

    def _turn_fold(self) -> None:
        self._unfolded = not self._unfolded
        self._show_faults()
        self._arrange()
        self._on_changed(self)

    def _arrange(self) -> None:
        parts: list[Part] = [self._head, *(self._inside() if self.opened else ())]
        column = Column(self.theme, parts, gap=self.theme.mm(3))
        self.hold(CardBox(self.theme, column, ground=Colour.GROUND, pad=self.theme.mm(3)))

    def _inside(self) -> list[Part]:
        theme, gap = self.theme, self.theme.mm(2.5)
        parts: list[Part] = [
            *self._body,
            Grid(theme, self._actions, min(len(self._actions), _COLUMNS + 1), gap=gap),
            Grid(theme, [self._fold, self._mend], 2, gap=gap),
        ]
        if self._unfolded:
            parts.append(Grid(theme, list(self._faults.values()), _COLUMNS, gap=gap))
            if self._traits:
                parts.append(TextPart(theme, _("Another make"), Type.SMALL, colour=Colour.MUTED))
                parts.append(Grid(theme, list(self._traits.values()), _COLUMNS, gap=gap))
        return parts
