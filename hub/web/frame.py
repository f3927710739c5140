"""Common parts of all pages: whether they are offered, how a refusal is shown, and what a browser may keep."""

import logging
from collections.abc import Callable
from functools import wraps
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import ValidationError

from contract.problems import Problem
from contract.text import Text
from hub.core.database_faults import UNAVAILABLE, name_fault
from hub.core.problems import RequestRefused
from hub.web.compression import compress
from hub.web.limits import consume_post

View = Callable[..., HttpResponse]
_KEPT = 60  # seconds that a browser may keep a page that is the same for everybody
_log = logging.getLogger("hub.web")


def page(*, post: bool = False, public: bool = False) -> Callable[[View], View]:
    """Makes a view a page for residents. With `post` it takes forms as well, counted by address; a `public` one says
    the same to everybody, and a browser may keep it for a moment."""

    def wrap(view: View) -> View:
        @wraps(view)
        def handle(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            if not settings.HUB_WEB:
                raise Http404
            if request.method not in ("GET", "HEAD", *(["POST"] if post else [])):
                return HttpResponseNotAllowed(["GET", "POST"] if post else ["GET"])
            response = _answer(view, request, *args, **named)
            is_public = public and response.status_code == 200
            _say_who_may_keep(response, is_public)
            if is_public:
                compress(request, response)
            return response

        return handle

    return wrap


def action(view: View) -> View:
    """Makes a view an action that takes nothing but a POST; who comes back to its address gets the page above it."""

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        return view(request, *args, **named) if request.method == "POST" else redirect("../")

    return page(post=True)(handle)


def show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """Returns the page, within the frame. `status`: 200 where the context has none."""
    here = (request.resolver_match.url_name if request.resolver_match else None) or ""
    content = {"status": 200, **build_frame(request.path, here), **context}
    return render(request, f"web/{template}.html", content, status=content["status"])


def build_frame(path: str, here: str) -> dict[str, Any]:
    """Returns what the frame of a page at that path needs. `here`: the entry of the menu."""
    return {"here": here, "path": path, "practice": settings.PRACTICE, "status_is_public": settings.HUB_WEB_STATUS}


def show_problem(request: HttpRequest, status: int, words: str = "") -> HttpResponse:
    return show(request, "problem", status=status, words=words or _("There is nothing at this address."))


def wording(problem: Problem) -> str:
    """Returns a refusal in the reader's language."""
    details = [error.message for error in problem.errors] or [problem.detail or Text.plain(problem.title)]
    return " ".join(text.in_locale(get_language() or "") for text in details)


def _answer(view: View, request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
    try:
        if request.method == "POST":
            consume_post(request)
        _check_readable(request)
        return view(request, *args, **named)
    except RequestRefused as refused:
        return show_problem(request, refused.problem.status, wording(refused.problem))
    except Http404:
        return show_problem(request, 404)
    except RequestDataTooBig:
        return show_problem(request, 413, _("Too much was sent."))
    except ValidationError:
        return show_problem(request, 422, _("Something is missing or too long. Nothing was changed."))
    except UNAVAILABLE as error:
        _log.error("database: %s", name_fault(error))
        return show_problem(request, 503, _("The hub is busy. Nothing was changed; please try again."))


def _check_readable(request: HttpRequest) -> None:
    """Checks what was sent. Raises Refused for a character that no database takes, whichever field it is in."""
    values = chain.from_iterable(values for sent in (request.GET, request.POST) for _name, values in sent.lists())
    if any("\0" in value for value in values):
        raise RequestRefused(400)


def _say_who_may_keep(response: HttpResponse, may_be_kept: bool) -> None:
    if not may_be_kept:
        add_never_cache_headers(response)
    elif "Cache-Control" not in response:
        response["Cache-Control"] = f"private, max-age={_KEPT}"
        patch_vary_headers(response, ["Cookie"])  # the language
