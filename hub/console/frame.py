"""Common parts of all pages: access, the menu, and how a refusal is shown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, cast
from urllib.parse import urlencode, urlsplit, urlunsplit

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect
from pydantic import ValidationError

from contract.problems import Problem
from contract.text import Text
from hub.console.arrival import arrive
from hub.console.serving import find_serving
from hub.core.database_faults import UNAVAILABLE
from hub.core.problems import RequestRefused
from hub.operations.calendar_reach import find_unknown_year
from hub.staff.backends import is_city_administrator, may_use_admin
from hub.staff.scopes import Action, may, require, role_of, works_for_city

View = Callable[..., HttpResponse]
_AGENT = [settings.WINDOW_AGENT] if settings.WINDOW_AGENT else []
_render = cast(View, csp_update({"connect-src": _AGENT})(cast(Any, render)))


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the menu: a page's name, what it is called, and what one must be allowed to do there. `city`: in the
    whole city."""

    name: str
    label: str | Promise
    action: Action
    city: bool = False

    @property
    def address(self) -> str:
        return _address(self.name)


@cache
def _address(name: str) -> str:
    return reverse(f"console:{name}")


MENU = (
    Place("windows", gettext_lazy("Window"), Action.CALL_QUEUE),
    Place("supervision", gettext_lazy("Supervision"), Action.SUPERVISE_QUEUES),
    Place("appointments", gettext_lazy("Appointments"), Action.CALL_QUEUE),
    Place("intake", gettext_lazy("Take in"), Action.ACCEPT_CASES),
    Place("worklist", gettext_lazy("Cases"), Action.READ_CASES),
    Place("people", gettext_lazy("Residents"), Action.READ_RESIDENTS),
    Place("corrections", gettext_lazy("Corrections"), Action.DECIDE_CORRECTIONS),
    Place("call_backs", gettext_lazy("Calls"), Action.LOG_CALLS),
    Place("questions", gettext_lazy("Questions"), Action.ANSWER_QUESTIONS),
    Place("requests", gettext_lazy("Requests"), Action.EDIT_DIRECTORY),
    Place("directory", gettext_lazy("Directory"), Action.EDIT_DIRECTORY),
    Place("reviews", gettext_lazy("Reviews"), Action.ANSWER_REVIEWS),
    Place("reviews_sent_up", gettext_lazy("Overdue reviews"), Action.OVERSEE_REVIEWS),
    Place("complaints", gettext_lazy("Complaints"), Action.ANSWER_COMPLAINTS),
    Place("complaint_take", gettext_lazy("Take complaint"), Action.ACCEPT_CASES),
    Place("notices", gettext_lazy("Notices"), Action.WRITE_NOTICES),
    Place("items", gettext_lazy("Service items"), Action.REVIEW_ITEMS, city=True),
    Place("words", gettext_lazy("Search words"), Action.EDIT_CATALOGUE, city=True),
    Place("kiosks", gettext_lazy("Kiosks"), Action.READ_KIOSKS),
    Place("upkeep", gettext_lazy("Upkeep"), Action.EDIT_CALENDAR, city=True),
    Place("figures", gettext_lazy("Figures"), Action.READ_FIGURES),
    Place("appraisal", gettext_lazy("Appraisal"), Action.READ_STAFF_FIGURES),
    Place("assessments", gettext_lazy("Assessment"), Action.READ_ASSESSMENTS),
    Place("appraisal_own", gettext_lazy("My appraisal"), Action.READ_CASES),
)


def places_for(user: User) -> list[Place]:
    mine = [place for place in MENU if may(user, place.action)]
    in_city = any(place.city for place in mine) and works_for_city(user)
    return [place for place in mine if in_city or not place.city]


def page(action: Action | None = None, *, post: bool = False) -> Callable[[View], View]:
    """Makes a view a page for staff: `view(request, user, …)`. Who is not signed in is sent to do so; else 403.

    With `post`, it is an action and not a page, and takes nothing but a POST; who loads its answer again, or comes back
    to it, gets the page that the action was done on.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def handle(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            user = request.user
            if not isinstance(user, User):
                return _to_sign_in(request)
            if role_of(user) is None:
                raise PermissionDenied
            if post and request.method == "GET":
                return redirect("../")
            if post != (request.method == "POST"):
                return HttpResponseNotAllowed(["POST"] if post else ["GET"])
            if action is not None:
                require(user, action)
            try:
                response = view(request, user, *args, **named)
            except RequestRefused as refused:
                response = show(request, user, "refused", reason=wording(refused.problem))
                response.status_code = refused.problem.status
            add_never_cache_headers(response)
            return arrive(request, response) if post else response

        return handle

    return wrap


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Redirects to the log-in, and from there back to the page where one was, not to the part of it or the action that
    was asked for."""
    if request.headers.get("HX-Request"):
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        here = urlunsplit(("", "", page.path or "/", page.query, ""))
        return HttpResponseClientRedirect(f"{reverse('login')}?{urlencode({'next': here})}")
    return redirect_to_login(request.get_full_path() if request.method == "GET" else reverse("console:home"))


def show(request: HttpRequest, user: User, template: str, **context: Any) -> HttpResponse:
    """Returns the page, within the frame. It may speak with the agent of the window's devices, which is in `agent`."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    frame: dict[str, Any] = {
        "here": here,
        "reader": user,
        "places": places_for(user),
        "administers": may_use_admin(user),
    }
    frame |= {"agent": settings.WINDOW_AGENT}
    frame |= {"practice": settings.PRACTICE, "sets_up": is_city_administrator(user)}
    frame["serving"] = find_serving(user) if here != "window" and may(user, Action.CALL_QUEUE) else None
    frame["unknown_year"] = find_unknown_year(timezone.now()) if may(user, Action.EDIT_CALENDAR) else None
    return _render(request, f"console/{template}.html", {**frame, **context})


@contextmanager
def report_outcome(request: HttpRequest, done: str = "", *, also_404: bool = False) -> Iterator[None]:
    """Says on the next page what was done, or why not. A 404 stays one, unless that is to be said as well."""
    try:
        yield
    except RequestRefused as refused:
        if refused.problem.status == 404 and not also_404:
            raise Http404 from None
        messages.error(request, wording(refused.problem))
    except ValidationError:
        messages.error(request, _("Something is missing or too long. Nothing was changed."))
    except UNAVAILABLE:  # the database would not wait for another request, or is away
        messages.error(request, _("The hub is busy. Nothing was changed; please try again."))
    else:
        if done:
            messages.success(request, done)


def wording(problem: Problem) -> str:
    """Returns a refusal in the reader's language."""
    language = get_language() or ""
    details = [error.message for error in problem.errors] or [problem.detail or Text.plain(problem.title)]
    return " ".join(text.in_locale(language) for text in details)
