"""What residents searched for in vain: staff say which item is meant, or that none is."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hub.catalogue.models import Item
from hub.channels import searches
from hub.console.frame import page, report_outcome, show
from hub.staff.backends import is_city_administrator
from hub.staff.scopes import Action


@page(Action.EDIT_CATALOGUE)
def word_list(request: HttpRequest, user: User) -> HttpResponse:
    """Shows what more than one search was for, the most frequent first."""
    _require_city(user)
    items = Item.objects.filter(offered=True)
    return show(request, user, "words", rows=searches.list_unfound(), items=items)


@page(Action.EDIT_CATALOGUE, post=True)
def decide(request: HttpRequest, user: User) -> HttpResponse:
    _require_city(user)
    words, code = request.POST.get("words", ""), request.POST.get("item", "")
    if request.POST.get("decision") == "dismiss":
        with report_outcome(request, _("These words are not offered any more.")):
            searches.dismiss(words, user)
    else:
        with report_outcome(request, _("From now on these words lead there.")):
            searches.add_to_item(words, code, user)
    return redirect("console:words")


def _require_city(user: User) -> None:
    """Requires the whole city as area, as the catalogue is the whole city's."""
    if not is_city_administrator(user):
        raise PermissionDenied
