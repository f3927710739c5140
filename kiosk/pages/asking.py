"""The common base of visits and the technician's journeys: asking, telling, waiting."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.pages.kinds import BusyPage, MessagePage, Page
from kiosk.pages.language import _
from kiosk.pages.page_parts import Choice, Tone
from kiosk.pages.ui import A, Ui, never


class Asking:
    """A base for dataclasses that hold a `ui`."""

    __slots__ = ()
    ui: Ui

    def ask(
        self,
        page: Page[A],
        *,
        until: Callable[[], A | None] = never,
        renew: Callable[[], Page[A]] | None = None,
    ) -> A:
        """Returns the answer to the page. Raises what `Ui.ask` raises."""
        renewed = (lambda: self.adapt(renew())) if renew else None
        return self.ui.ask(self.adapt(page), until=until, renew=renewed)

    def adapt(self, page: Page[A]) -> Page[A]:
        """Returns the page as these journeys show it: by default as it is."""
        return page

    def wait_a_moment(self, text: str = "") -> None:
        """Shows that the kiosk is busy, before anything that may take more than a moment."""
        self.ui.show(BusyPage(_("One moment, please"), text=text))

    def tell(self, title: str, text: str, *choices: Choice, tone: Tone = Tone.CALM, back: bool = False) -> str:
        """Shows what happened and what to do. Returns the key of the choice taken, "" for the plain "Continue"."""
        offered = choices or (Choice("", _("Continue")),)
        return self.ask(MessagePage(title, text=text, choices=offered, tone=tone, back=back))
