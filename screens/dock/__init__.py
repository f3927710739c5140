"""The dock beside the kiosk in a demonstration: acts as the resident's hands, and breaks and repairs the devices.

Kivy is imported when the dock is made, not before: the window sets it up first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from screens.window import Beside

if TYPE_CHECKING:
    from screens.dock.link import Simulators
    from screens.layout import Part
    from screens.theme import ScreenTheme

_LEAST_MM, _MOST_MM = 235.0, 520.0  # of the kiosk's millimetres


def dock(simulators: Simulators) -> Beside:
    """Returns the panel for `screens.window.run`. The simulators may be started later."""

    def make(theme: ScreenTheme) -> Part:
        from screens.dock.panel import Dock

        return Dock(theme, simulators)

    return Beside(_LEAST_MM, _MOST_MM, make)
