"""The kiosk's area in the window: the page that is shown, and the idle warning over it."""

import logging
from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.pages.kinds import TECHNICIAN, AttractPage, CoverPage, FormPage, OutOfServicePage, Page
from kiosk.pages.ui import Answered, Cancel, PageReply, Touched, WentBack
from screens.draw import drawer
from screens.focus import Focus
from screens.hidden_gesture import HiddenGesture, Lifted
from screens.layout import Part, Scroller
from screens.memory import collect_all, collect_page
from screens.page_context import PageContext
from screens.probe import buttons
from screens.tap_guard import DownTimes, TapGuard
from screens.theme import ScreenTheme
from screens.volume import Volume

log = logging.getLogger(__name__)
_WITH_GESTURE = (AttractPage, OutOfServicePage)
_COLLECT_AFTER = 0.5  # seconds


class Stage(Part):
    """Shows one page at a time. A page's content is wiped before the next is drawn."""

    def __init__(self, theme: ScreenTheme, width: int, height: int) -> None:
        super().__init__(theme)
        self.page: Page[Any] | None = None
        self.serial = 0  # counts the pages
        self._part: Part | None = None
        self._warning: Part | None = None
        self._help: Part | None = None
        self._page_context: PageContext | None = None
        self._reply: Callable[[PageReply], None] = _do_nothing
        self._gesture = HiddenGesture(theme.px_per_mm)
        self._asker: Callable[[PageReply], None] = _do_nothing  # who asks this page
        self._covered: tuple[Callable[[PageReply], None], list[float]] | None = None  # who asked, and how far scrolled
        self._taps, self._down_times = TapGuard(theme), DownTimes()
        self._last_touch: tuple[float, float] | None = None
        self.focus, self.volume = Focus(theme), Volume(theme)
        for over in (self.focus, self.volume):
            over.on(self)
        self._collection = Clock.create_trigger(lambda _: collect_page(), _COLLECT_AFTER)
        self.place(0, 0, width, height)

    def show(self, page: Page[Any], reply: Callable[[PageReply], None]) -> None:
        """Replaces the previous page by this one. A page that cannot be drawn ends the visit."""
        before = self.page
        if not (reply == self._asker and _alike(before, page)):
            self._taps.begin_page(page.least_seconds, self._last_touch)
        self._covered = (self._asker, self._scrolled()) if isinstance(page, CoverPage) else self._covered
        self.clear()
        self.page, self._reply, self._asker = page, reply, reply
        self.serial += 1
        self._page_context = PageContext(self.theme, self.width, self.height, _once(reply), lambda: self.volume.share)
        try:
            self._part = drawer(type(page))(page, self._page_context)
            self.add_widget(self._part)
            self._part.place(*self.pos, *self.size)
        except Exception as error:
            log.error("a page of kind %s cannot be drawn: %s", type(page).__name__, type(error).__name__)
            log.debug("the page that cannot be drawn", exc_info=True)
            reply(Cancel())
        if isinstance(page, AttractPage) and not isinstance(before, AttractPage):
            self.volume.reset()
            self.focus.hide()
        if not isinstance(page, CoverPage):
            self._scroll_back(reply)
        self.focus.begin(self._part, again=_alike(before, page))
        self._collection.cancel()
        collect = collect_all if isinstance(page, AttractPage) else collect_page
        self._collection = Clock.schedule_once(lambda _: collect(), _COLLECT_AFTER)

    def _scrolled(self) -> list[float]:
        return [scroller.offset for scroller in _scrollers(self._part)]

    def _scroll_back(self, asker: Callable[[PageReply], None]) -> None:
        """A page that was covered is seen again where it was left; a form opens its own field."""
        covered, self._covered = self._covered, None
        if covered and covered[0] == asker and not isinstance(self.page, FormPage):
            for scroller, offset in zip(_scrollers(self._part), covered[1], strict=False):
                scroller.move_to(offset)

    def warn(self, seconds_left: int | None) -> None:
        """Takes the page off the screen for the idle warning, counts that down, or brings the page back."""
        from screens.warning import IdleWarning

        if seconds_left is not None and isinstance(self._warning, IdleWarning):
            self._warning.count(seconds_left)
            return
        self._drop_warning()
        if seconds_left is not None:
            self._warning = IdleWarning(self.theme, seconds_left)
            if self._part:
                self.remove_widget(self._part)
            self.add_widget(self._warning)
            self._warning.place(*self.pos, *self.size)
        self.focus.begin(self.layer, again=seconds_left is None)

    def touched(self) -> None:
        """Reports that someone is there."""
        self._reply(Touched())

    def toggle_help(self) -> None:
        """Shows or removes the explanation of the keys."""
        from screens.keys_help import KeysHelp

        shown = self._help is not None
        self._drop_help()
        if not shown:
            self._help = KeysHelp(self.theme, self.toggle_help)
            self.add_widget(self._help)
            self._help.place(*self.pos, *self.size)
        self.focus.begin(self.layer, again=shown)

    def go_back(self) -> None:
        """Acts as a tap on "back" does, where the page has that."""
        if self._help:
            self.toggle_help()
        elif self._part:
            for button in [button for button in buttons(self._part) if button.key == "back"]:
                button.tap()

    @property
    def layer(self) -> Part | None:
        """Returns the topmost layer: nothing below it can be reached."""
        return self._warning or self._help or self._part

    @property
    def warned(self) -> bool:
        """Returns whether the idle warning is shown."""
        return self._warning is not None

    def clear(self) -> None:
        """Removes the page and everything it held."""
        self._drop_warning()
        self._drop_help()
        self.focus.drop()
        if self._page_context:
            self._page_context.stop()
        if self._part:
            self._part.wipe()
            self.remove_widget(self._part)
        self.page = self._part = self._page_context = None
        self._reply = _do_nothing

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos):
            return False
        self.focus.hide()
        touch.ud["down_at"], self._last_touch = self._down_times.get(touch), touch.pos
        self._reply(Touched())
        if isinstance(self.page, _WITH_GESTURE) and self._gesture.press(touch, self):
            touch.grab(self)
            return True
        return bool(super().on_touch_down(touch))

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return bool(super().on_touch_up(touch))
        touch.ungrab(self)
        lifted = self._gesture.lift(touch)
        if not isinstance(self.page, _WITH_GESTURE):
            return True  # another page has replaced it
        if lifted is Lifted.TAP:
            self._pass_on(touch)
        elif lifted is Lifted.OPEN:
            self._reply(Answered(TECHNICIAN))
        return True

    def _pass_on(self, touch: Any) -> None:
        """Delivers a delayed tap to the page."""
        super().on_touch_down(touch)
        for taker in [weak() for weak in touch.grab_list]:
            touch.grab_current = taker
            if taker is not None:
                taker.on_touch_up(touch)
        touch.grab_current = None

    def may_tap(self, button: Part, moment: float, place: tuple[float, float]) -> bool:
        return self._taps.counts(button, moment, place)

    def on_parent(self, _: object, parent: object) -> None:
        """Watches the frames while it is in the window."""
        (Window.fbind if parent else Window.funbind)("on_flip", self._flipped)

    def _flipped(self, *_: object) -> None:
        self._taps.note(buttons(self.layer) if self.layer else ())

    def _drop_help(self) -> None:
        if self._help:
            self._help.wipe()
            self.remove_widget(self._help)
            self._help = None

    def _drop_warning(self) -> None:
        if self._warning:
            self._warning.wipe()
            self.remove_widget(self._warning)
            self._warning = None
            if self._part and self._part.parent is None:
                self.add_widget(self._part, index=len(self.children))


def _scrollers(part: Part | None) -> list[Scroller]:
    return [each for each in part.walk(restrict=True) if isinstance(each, Scroller)] if part else []


def _once(reply: Callable[[PageReply], None]) -> Callable[[PageReply], None]:
    """Returns a reply that passes one answer on: a second tap on an answered page is ignored."""
    ended: list[bool] = []

    def answer(page_reply: PageReply) -> None:
        if not ended:
            if isinstance(page_reply, Answered | WentBack | Cancel):
                ended.append(True)
            reply(page_reply)

    return answer


def _alike(before: Page[Any] | None, page: Page[Any]) -> bool:
    """Returns whether it is the previous page with something new on it."""
    if before is None or isinstance(page, FormPage):  # a form opens its own field
        return False
    return type(before) is type(page) and before.title == page.title


def _do_nothing(_: PageReply) -> None: ...
