"""Under /api/ every error is a problem document, whichever layer found it; a query with a NUL is one. No page asks
where a device is but that which says so."""

from collections.abc import Callable
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hub.core.problems import CONTENT_TYPE, problem, problem_response

Handler = Callable[[HttpRequest], HttpResponse]


def problem_documents(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return get_response(request)
        status = _refusal(request)
        if status:
            return problem_response(problem(status))
        response = get_response(request)
        if response.status_code >= 400 and response.get("Content-Type") != CONTENT_TYPE:
            return _reworded(response)
        return response

    return handle


def permissions_policy(get_response: Handler) -> Handler:
    """Adds the header to pages that have none."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path_info.startswith("/api/"):
            response.headers.setdefault("Permissions-Policy", "geolocation=()")
        return response

    return handle


def _refusal(request: HttpRequest) -> int | None:
    """Returns the status to refuse it with, before any of its body is read."""
    if _has_nul(request):
        return 400
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
        return 413 if length.isdecimal() else 400
    is_form = (request.content_type or "").startswith("multipart/")  # one without a body cannot be parsed either
    if (int(length) or is_form) and request.content_type != "application/json":
        return 415
    return None


def _has_nul(request: HttpRequest) -> bool:
    """Returns whether the query has a NUL: PostgreSQL takes none in a text."""
    return "\0" in unquote(request.META.get("QUERY_STRING", ""))


def _reworded(response: HttpResponse) -> HttpResponse:
    reworded = problem_response(problem(response.status_code))
    if response.has_header("Allow"):
        reworded["Allow"] = response["Allow"]
    return reworded
