from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hub.console.frame import page, places_for, show
from hub.staff.backends import may_use_admin


@page()
def home(request: HttpRequest, user: User) -> HttpResponse:
    """Redirects to the first page of one's own menu; for administrators without one, their own pages."""
    places = places_for(user)
    if not places and may_use_admin(user):
        return redirect("admin:index")
    return redirect(f"console:{places[0].name}") if places else show(request, user, "nothing")
