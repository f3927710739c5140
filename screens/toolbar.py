"""What stands on every page, beside or below it: larger text, how the page is displayed, a call for staff."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kiosk.hub_link.staff_call import CallState
from kiosk.pages.language import _
from screens.display_mode import DisplayMode
from screens.layout import Button, Column, Gap, Icon, Part, Row, TextPart
from screens.layout.button import CHOSEN, PLAIN
from screens.layout.ground import fill
from screens.layout.text import width_of
from screens.theme import MARGIN, Colour, ScreenTheme, Type
from screens.widgets import centred
from screens.wrap import pieces

_AIR, _GAP, _ICON = 2.0, 3.0, 9.0  # mm
_PAD = (1.5, 1.0)  # mm: of a button
_WIDE, _WIDER = 36.0, 52.0  # mm in landscape: of usual and of large text
_NARROW, _SMALL_SCREEN = 20.0, 450.0  # mm: of a screen this wide, whose keyboard needs the rest


@dataclass(frozen=True, slots=True)
class Tool:
    """`on`: whether it is in force now."""

    key: str
    label: str
    icon: str
    on_tap: Callable[[], None]
    on: bool = False


def display_tools(mode: DisplayMode, on_large: Callable[[], None], on_display: Callable[[], None]) -> tuple[Tool, ...]:
    """Returns the tools that change how pages are displayed."""
    others = mode.high_contrast or mode.low_reach or mode.left_hand
    return (
        Tool("tool_large", _("Large text"), "elder", on_large, mode.large_text),
        Tool("tool_display", _("Display"), "settings", on_display, others),
    )


def staff_tool(state: CallState, on_call: Callable[[], None]) -> Tool:
    """Returns the call for staff, and its state."""
    labels = {
        CallState.NONE: _("Call staff"),
        CallState.CALLED: _("Staff are called"),
        CallState.COMING: _("Staff are coming"),
        CallState.UNHEARD: _("Please ask at the desk"),
    }
    return Tool("tool_staff", labels[state], "bell", on_call, state is not CallState.NONE)


class Toolbar(Part):
    """A strip: below the page in portrait, in landscape at the side where the hand works, its tools at the bottom."""

    def __init__(self, theme: ScreenTheme, tools: Sequence[Tool], *, portrait: bool) -> None:
        super().__init__(theme)
        self._portrait = portrait
        self._least_wide = _least_wide(theme, tools)
        buttons = [_button(theme, tool, portrait=portrait) for tool in tools]
        gap = theme.mm(_GAP)
        if portrait:
            self._tools: Part = Row(theme, buttons, gap=gap, grow=buttons, handed=True)
        else:
            above = Gap(theme)
            self._tools = Column(theme, [above, *buttons], gap=gap, grow=[above])
        self.add_widget(self._tools)

    def thickness(self, width: float) -> int:
        """Returns its height in portrait, its width in landscape, in pixels."""
        if not self._portrait:
            return max(self.theme.mm(self._wide(width)), self._least_wide)
        mm = self.theme.mm
        return round(self._tools.height_at(width - 2 * mm(MARGIN))) + 2 * mm(_AIR)

    def _wide(self, width: float) -> float:
        if self.theme.mode.large_text:
            return _WIDER
        return _WIDE if width >= self.theme.mm(_SMALL_SCREEN) else _NARROW

    def place(self, x: float, y: float, width: float, height: float) -> None:
        super().place(x, y, width, height)
        self.canvas.before.clear()
        with self.canvas.before:
            fill(self, Colour.SUNKEN, x, y, width, height)
        across = self.theme.mm(MARGIN if self._portrait else _AIR)
        along = self.theme.mm(_AIR if self._portrait else MARGIN)
        self._tools.place(x + across, y + along, width - 2 * across, height - 2 * along)


def _least_wide(theme: ScreenTheme, tools: Iterable[Tool]) -> int:
    """Returns the width in pixels at which no word is broken, and what is written without gaps takes two lines."""
    em = theme.em(Type.BODY)
    widest = max(width_of(part, em, bold=True) for tool in tools for part in _unbroken(tool.label))
    return round(widest + 2) + 2 * theme.mm(_AIR + _PAD[0])


def _unbroken(label: str) -> list[str]:
    """Returns its words; half of it where it has none."""
    words = pieces(label)
    return words if len(words) < len(label) else [label[: -(-len(label) // 2)]]


def _button(theme: ScreenTheme, tool: Tool, *, portrait: bool) -> Button:
    look = CHOSEN if tool.on else PLAIN
    icon = Icon(theme, tool.icon, theme.mm(_ICON), look.text)
    label = TextPart(theme, tool.label, bold=True, colour=look.text, align="center")
    face: Part = centred(theme, icon, label) if portrait else Column(theme, [icon, label], gap=theme.mm(1))
    return Button(theme, face, tool.on_tap, text=tool.label, key=tool.key, look=look, pad=_PAD)
