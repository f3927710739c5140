"""Forms that come to no view: whose token is not the browser's, and those that are too large. Residents are told on
their own pages, in their language.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hub.operations.http_request import BODY
from hub.staff.views import stale_form as stale_form_of_staff
from hub.web.frame import page, show_problem

Handler = Callable[[HttpRequest], HttpResponse]


def too_large(get_response: Handler) -> Handler:
    """Answers what was announced as larger than the server takes, and has come without its body."""

    def handle(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length.isdecimal() or int(length) < BODY:
            return get_response(request)
        if settings.HUB_WEB and request.path_info.startswith("/web/"):
            return tell_too_large(request)
        return HttpResponse(_("Too much was sent."), "text/plain; charset=utf-8", 413)

    return handle


def tell_too_large(request: HttpRequest) -> HttpResponse:
    words = _(
        "Together these files are larger than 30 MB, and nothing was taken. Please fill in the form again, with fewer "
        "files; the rest can follow."
    )
    return show_problem(request, 413, words)


@page()
def answer_for_proxy(request: HttpRequest) -> HttpResponse:
    """Returns what a proxy shows that refuses such a form by itself."""
    return tell_too_large(request)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    if not (settings.HUB_WEB and request.path_info.startswith("/web/")):
        return stale_form_of_staff(request, reason)
    return show_problem(request, 403, _("This page was out of date. Nothing was changed; please try again."))
