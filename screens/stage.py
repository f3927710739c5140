"""The kiosk's area in the window: the page that is shown, and the idle warning over it."""

import logging
from collections.abc import Callable
from math import dist
from time import monotonic
from typing import Any

from kivy.clock import Clock

from kiosk.pages import TECHNICIAN, AttractPage, OutOfServicePage, Page
from kiosk.ui import Answered, Cancel, Reply, Touched, WentBack
from screens.door import Door, Lifted
from screens.draw import drawer
from screens.parts import Part
from screens.sheet import Sheet
from screens.theme import Theme
from screens.tidy import sweep, tidy

log = logging.getLogger(__name__)
_WITH_A_DOOR = (AttractPage, OutOfServicePage)
_TIDY_AFTER = 0.5  # seconds
_DOUBLE = 0.4  # seconds from the first to the second press of a double tap, at most
_SAME_PLACE = 12.0  # millimetres


class Stage(Part):
    """Shows one page at a time. What a page leaves behind is wiped before the next is drawn."""

    def __init__(self, theme: Theme, width: int, height: int) -> None:
        super().__init__(theme)
        self.page: Page[Any] | None = None
        self.serial = 0  # counts the pages
        self._part: Part | None = None
        self._warning: Part | None = None
        self._sheet: Sheet | None = None
        self._reply: Callable[[Reply], None] = _nobody
        self._door = Door(theme.px_per_mm)
        self._pressed = (0.0, (0, False), 0.0, 0.0)  # the last press: when, on what, where
        self._tidying = Clock.create_trigger(lambda _: sweep(), _TIDY_AFTER)
        self.place(0, 0, width, height)

    def show(self, page: Page[Any], reply: Callable[[Reply], None]) -> None:
        """Puts this page in place of the one before. One that cannot be drawn ends the visit."""
        self.clear()
        self.page, self._reply = page, reply
        self.serial += 1
        self._sheet = Sheet(self.theme, self.width, self.height, _once(reply))
        try:
            self._part = drawer(type(page))(page, self._sheet)
            self.add_widget(self._part)
            self._part.place(*self.pos, *self.size)
        except Exception as error:
            log.error("a page of kind %s cannot be drawn: %s", type(page).__name__, type(error).__name__)
            log.debug("the page that cannot be drawn", exc_info=True)
            reply(Cancel())
        self._tidying.cancel()
        tidied = tidy if isinstance(page, AttractPage) else sweep
        self._tidying = Clock.schedule_once(lambda _: tidied(), _TIDY_AFTER)

    def warn(self, seconds_left: int | None) -> None:
        """Puts up the idle warning, counts it down, or takes it away."""
        from screens.warning import IdleWarning

        if seconds_left is not None and isinstance(self._warning, IdleWarning):
            self._warning.count(seconds_left)
            return
        self._drop_warning()
        if seconds_left is not None:
            self._warning = IdleWarning(self.theme, seconds_left)
            self.add_widget(self._warning)
            self._warning.place(*self.pos, *self.size)

    @property
    def warned(self) -> bool:
        """Is the idle warning up?"""
        return self._warning is not None

    def clear(self) -> None:
        """Takes away the page and everything it held."""
        self._drop_warning()
        if self._sheet:
            self._sheet.stop()
        if self._part:
            self._part.wipe()
            self.remove_widget(self._part)
        self.page = self._part = self._sheet = None
        self._reply = _nobody

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos):
            return False
        doubled = self._doubled(*touch.pos)
        self._reply(Touched())
        if not doubled and isinstance(self.page, _WITH_A_DOOR) and self._door.press(touch, self):
            touch.grab(self)
            return True
        return doubled or bool(super().on_touch_down(touch))

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        lifted = self._door.lift(touch)
        if not isinstance(self.page, _WITH_A_DOOR):
            return True  # another page has come meanwhile
        if lifted is Lifted.TAP:
            self._pass_on(touch)
        elif lifted is Lifted.OPEN:
            self._reply(Answered(TECHNICIAN))
        return True

    def _pass_on(self, touch: Any) -> None:
        """It was a tap like any other, only now."""
        super().on_touch_down(touch)
        for taker in [weak() for weak in touch.grab_list]:
            touch.grab_current = taker
            if taker is not None:
                taker.on_touch_up(touch)
        touch.grab_current = None

    def _doubled(self, x: float, y: float) -> bool:
        """Is this the rest of a double tap whose first half brought something else there? Then it means nothing."""
        now, shown, (when, pressed, *place) = monotonic(), (self.serial, self.warned), self._pressed
        near = dist((x, y), place) < self.theme.mm(_SAME_PLACE)
        doubled = pressed != shown and now - when < _DOUBLE and near
        self._pressed = (now, pressed if doubled else shown, x, y)
        return doubled

    def _drop_warning(self) -> None:
        if self._warning:
            self._warning.wipe()
            self.remove_widget(self._warning)
            self._warning = None


def _once(reply: Callable[[Reply], None]) -> Callable[[Reply], None]:
    """Lets one answer through: a second tap on a page that has answered says nothing."""
    ended: list[bool] = []

    def answer(given: Reply) -> None:
        if not ended:
            if isinstance(given, Answered | WentBack | Cancel):
                ended.append(True)
            reply(given)

    return answer


def _nobody(_: Reply) -> None: ...
