"""The kiosk's area in the window: the page that is shown, and the idle warning over it."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.hub_link.incidents import Incidents
from kiosk.hub_link.staff_call import StaffCall
from kiosk.pages.kinds import TECHNICIAN, AttractPage, CoverPage, FormPage, OutOfServicePage, Page
from kiosk.pages.replies import Answered, Cancel, Paced, PageReply, Touched, drop, with_entered
from screens.display_mode import USUAL, DisplayMode, Setting, has_tools
from screens.display_panel import DisplayPanel
from screens.draw import drawer, name_of
from screens.focus import Focus
from screens.handwriting import visit_reader
from screens.hidden_gesture import HiddenGesture, Lifted
from screens.layout import Part
from screens.layout.measured import measured_once
from screens.memory import collect_all, collect_page
from screens.narrator import Narrator
from screens.page_area import PageArea
from screens.page_context import PageContext, once
from screens.page_state import PageState, is_alike, is_same
from screens.probe import buttons, list_visible
from screens.tap_guard import DownTimes, TapGuard
from screens.theme import Colour, ScreenTheme
from screens.toolbar import Tool, Toolbar, display_tools, staff_tool
from screens.volume import Volume

log = logging.getLogger(__name__)
_WITH_GESTURE = (AttractPage, OutOfServicePage)
_COLLECT_AFTER = 0.5  # seconds
_UNUSED_AFTER = 60.0  # seconds without a touch before what was chosen is dropped


class Stage(Part):
    """Shows one page at a time. A page's content is wiped before the next is drawn."""

    def __init__(self, theme: ScreenTheme, width: int, height: int) -> None:
        super().__init__(theme)
        self.page: Page[Any] | None = None
        self.serial = 0  # counts the pages
        self._part: Part | None = None
        self._warning: Part | None = None
        self._over: Part | None = None
        self._page_context: PageContext | None = None
        self._reply: Callable[[PageReply], None] = drop
        self._gesture = HiddenGesture(theme.px_per_mm)
        self._asker: Callable[[PageReply], None] = drop  # who asks this page
        self._covered: tuple[Callable[[PageReply], None], PageState] | None = None  # who asked, and how it was left
        self._taps, self._down_times = TapGuard(theme), DownTimes()
        self._last_touch: tuple[float, float] | None = None
        self.focus, self.volume = Focus(theme), Volume(theme)
        self.calls = StaffCall(Incidents())
        self.focus.on(self)
        self.volume.on(self)
        self.narrator = Narrator(self)
        self._collection = Clock.create_trigger(lambda _: collect_page(), _COLLECT_AFTER)
        self._unused = Clock.create_trigger(lambda _: self._drop_unused_mode(), _UNUSED_AFTER)
        self.place(0, 0, width, height)

    def is_renewed_by(self, page: Page[Any], reply: Callable[[PageReply], None]) -> bool:
        """Returns whether the page that is shown is to stand in another state."""
        return reply == self._asker and is_same(self.page, page)

    def show(self, page: Page[Any], reply: Callable[[PageReply], None]) -> None:
        """Replaces the previous page by this one. A page that cannot be drawn ends the visit."""
        before, stays = self.page, self.is_renewed_by(page, reply)
        page = with_entered(page, before) if stays and before else page
        state = PageState.of(self._part) if stays else PageState()
        if not (stays and is_alike(before, page)):
            self._taps.begin_page(page.least_seconds, self._last_touch)
        self._covered = (self._asker, PageState.of(self._part)) if isinstance(page, CoverPage) else self._covered
        self.clear()
        if isinstance(page, AttractPage) and not isinstance(before, AttractPage):
            self._begin_visit()
        self.page, self._reply, self._asker, self.serial = page, reply, reply, self.serial + 1
        try:
            self._part = self._build(page, reply)
            self.add_widget(self._part)
            with measured_once():
                self._part.place(*self.pos, *self.size)
        except Exception as error:
            log.error("a page of kind %s cannot be drawn: %s", type(page).__name__, type(error).__name__)
            log.debug("the page that cannot be drawn", exc_info=True)
            reply(Cancel())
        if not isinstance(page, CoverPage):
            self._scroll_back(reply)
        state.restore(self._part)
        self.focus.begin(self._part, again=is_alike(before, page))
        self._collection.cancel()
        collect = collect_all if isinstance(page, AttractPage) else collect_page
        self._collection = Clock.schedule_once(lambda _: collect(), _COLLECT_AFTER)

    def _begin_visit(self) -> None:
        self.narrator.begin_visit()
        self.volume.reset()
        self.focus.hide()
        self._use(USUAL)
        self.calls.end_visit()
        visit_reader.end_visit()

    def _build(self, page: Page[Any], reply: Callable[[PageReply], None]) -> Part:
        """Returns the page and its tools, drawn for the display mode."""
        tools = Toolbar(self.theme, self._tools(), portrait=self.portrait) if has_tools(page) else None
        area = PageArea(self.theme, self.width, self.height, tools)
        answer = once(reply, self._note)
        self._page_context = PageContext(
            self.theme, *area.page_size, answer, lambda: self.volume.share, portrait=self.portrait
        )
        area.hold(drawer(type(page))(page, self._page_context))
        return area

    def _note(self, page: Page[Any]) -> None:
        self.page = page  # as changed by what was entered: it may have to be drawn again

    def _tools(self) -> tuple[Tool, ...]:
        display = display_tools(self.theme.mode, lambda: self.switch(Setting.LARGE_TEXT), self.toggle_display)
        return (*display, staff_tool(self.calls.state, self._call_staff))

    def _call_staff(self) -> None:
        if self.page:
            self.calls.call(name_of(type(self.page)))

    def show_call(self) -> None:
        """Shows how the call for staff stands now."""
        if self.page and has_tools(self.page):
            self._redraw()

    @property
    def portrait(self) -> bool:
        return bool(self.height > self.width)

    def switch(self, setting: Setting) -> None:
        """Shows the page in another display mode as it stands: what was entered stays, and it is scrolled as far."""
        panel = isinstance(self._over, DisplayPanel)
        self._use(self.theme.mode.switched(setting))
        self._reply(Paced(self.theme.mode.patience))
        self._unused()
        self._redraw()
        if panel:
            self.toggle_display()

    def _use(self, mode: DisplayMode) -> None:
        theme = replace(self.theme, mode=mode)
        self.theme = self.focus.theme = self.volume.theme = self._taps.theme = theme
        Window.clearcolor = self.theme.rgba(Colour.GROUND)

    def _redraw(self) -> None:
        if self.page is not None:
            self.show(self.page, self._asker)

    def _drop_unused_mode(self) -> None:
        """Drops, on the first page, a mode whose chooser has left without a visit."""
        if isinstance(self.page, AttractPage) and self.theme.mode != USUAL:
            self._use(USUAL)
            self._reply(Paced(USUAL.patience))
            self._redraw()

    def _scroll_back(self, asker: Callable[[PageReply], None]) -> None:
        """Scrolls a page that was covered to where it was left; a form opens its own field."""
        covered, self._covered = self._covered, None
        if covered and covered[0] == asker and not isinstance(self.page, FormPage):
            covered[1].restore_places(self._part)

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
            low, high = self.theme.reach(self.height)
            self._warning.place(self.x, self.y + low, self.width, high)
        self.focus.begin(self.layer, again=seconds_left is None)

    def touched(self) -> None:
        """Reports that someone is there."""
        self._reply(Touched())

    def toggle_help(self) -> None:
        """Shows or removes the explanation of the keys."""
        from screens.keys_help import KeysHelp

        self._toggle(lambda: KeysHelp(self.theme, self.toggle_help, speaks=self.narrator.has_voice))

    def toggle_display(self) -> None:
        """Shows or removes the choices of how pages are displayed."""
        self._toggle(lambda: DisplayPanel(self.theme, self.switch, self.toggle_display, portrait=self.portrait))

    def _toggle(self, build: Callable[[], Part]) -> None:
        """Removes what lies over the page; where nothing does, lays this there."""
        shown = self._over is not None
        self._drop_over()
        if not shown:
            self._over = build()
            self.add_widget(self._over)
            self._over.place(*self.pos, *self.size)
        self.focus.begin(self.layer, again=shown)

    def go_back(self) -> None:
        """Acts as a tap on "back" does, where the page has that."""
        if self._over:
            self.toggle_help()
        elif self._part:
            for button in [button for button in buttons(self._part) if button.key == "back"]:
                button.tap()

    @property
    def layer(self) -> Part | None:
        """Returns the topmost layer: nothing below it can be reached."""
        return self._warning or self._over or self._part

    @property
    def warned(self) -> bool:
        """Returns whether the idle warning is shown."""
        return self._warning is not None

    def clear(self) -> None:
        """Removes the page and everything it held."""
        self._drop_warning()
        self._drop_over()
        self.focus.drop()
        if self._page_context:
            self._page_context.stop()
        if self._part:
            self._part.wipe()
            self.remove_widget(self._part)
        self.page = self._part = self._page_context = None
        self._reply = drop

    def on_touch_down(self, touch: Any) -> bool:
        if not self.collide_point(*touch.pos):
            return False
        self.focus.hide()
        self._unused()
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

    def may_tap(self, part: Part, moment: float, place: tuple[float, float]) -> bool:
        return self._taps.counts(part, moment, place)

    def on_parent(self, _: object, parent: object) -> None:
        """Watches the frames while it is in the window."""
        (Window.fbind if parent else Window.funbind)("on_flip", self._flipped)

    def _flipped(self, *_: object) -> None:
        self._taps.note(list_visible(self.layer) if self.layer else ())

    def _drop_over(self) -> None:
        self._drop(self._over)
        self._over = None

    def _drop_warning(self) -> None:
        self._drop(self._warning)
        if self._warning and self._part and self._part.parent is None:
            self.add_widget(self._part, index=len(self.children))
        self._warning = None

    def _drop(self, part: Part | None) -> None:
        if part:
            part.wipe()
            self.remove_widget(part)
