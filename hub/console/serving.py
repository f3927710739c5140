"""The window where somebody works, shown on every page: who is there, and the button that calls the next."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from hub.core.worded import WordedQuery
from hub.queues.models import Ticket, Window
from hub.queues.selectors import find_called
from hub.staff.scopes import area_keys


@dataclass(frozen=True, slots=True)
class WindowServing:
    """`ticket`: who is at the window, if anybody is."""

    window: Window
    ticket: Ticket | None

    @property
    def move(self) -> str:
        return "finish_next" if self.ticket else "next"


def find_serving(user: User) -> WindowServing | None:
    window = _WINDOW.first(user.pk, area_keys(user))
    return None if window is None else WindowServing(window, find_called(window))


_WINDOW = WordedQuery(lambda user, areas: Window.objects.filter(staff=user, site__area__in=areas)[:1])
