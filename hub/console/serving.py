"""The window where somebody works, shown on every page: who is there, and the button that calls the next."""

from dataclasses import dataclass

from django.contrib.auth.models import User

from contract.tickets import TicketState
from hub.queues.models import Ticket, Window
from hub.queues.scopes import sites_of


@dataclass(frozen=True, slots=True)
class WindowServing:
    """`ticket`: who is at the window, if anybody is."""

    window: Window
    ticket: Ticket | None

    @property
    def move(self) -> str:
        return "finish_next" if self.ticket else "next"


def find_serving(user: User) -> WindowServing | None:
    window = Window.objects.filter(staff=user, site__in=sites_of(user)).first()
    if window is None:
        return None
    return WindowServing(window, Ticket.objects.filter(window=window, state=TicketState.CALLED.value).first())
