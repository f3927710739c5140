from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hub.console.frame import page, places_for, show


@page()
def home(request: HttpRequest, user: User) -> HttpResponse:
    """The first page of one's own menu."""
    places = places_for(user)
    return redirect(f"console:{places[0].name}") if places else show(request, user, "nothing")
