"""A form whose token is not the browser's: residents are told on their own pages, staff on theirs."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub.staff.views import stale_form as stale_form_of_staff
from hub.web.frame import show_problem


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    if not (settings.HUB_WEB and request.path_info.startswith("/web/")):
        return stale_form_of_staff(request, reason)
    return show_problem(request, 403, _("This page was out of date. Nothing was changed; please try again."))
