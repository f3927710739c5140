"""Callers, for staff."""

from django.http import HttpRequest
from ninja import Router

from contract import residents as c
from hub.channels import callers
from hub.staff.auth import StaffSession, staff_asking
from hub.staff.scopes import Action

router = Router(tags=["residents for staff"], auth=StaffSession())


@router.post("people/callers", response=c.Callers)
def read_callers(request: HttpRequest, query: c.CallerWanted) -> c.Callers:
    """Returns who gave this telephone, or that of a call in the log: enough to ask for the rest."""
    return callers.callers(staff_asking(request, Action.READ_RESIDENTS), query)
