"""After an action htmx gets the page that it leads to in the same answer, without asking for it once more."""

from copy import copy
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve


def arrive(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Returns the console's page to which a redirect leads, with its address for the browser; any other answer as it
    is, and that to a browser without scripts."""
    if response.status_code != 302 or request.headers.get("HX-Boosted") != "true":
        return response
    address = urlsplit(response["Location"])
    match = None if address.netloc else _find_page(address.path)
    if match is None:
        return response
    page: HttpResponse = match.func(_get(request, address.path, address.query, match), *match.args, **match.kwargs)
    page["HX-Push-Url"] = response["Location"]
    return page


def _find_page(path: str) -> ResolverMatch | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return match if match.app_name == "console" else None


def _get(request: HttpRequest, path: str, query: str, match: ResolverMatch) -> HttpRequest:
    """Returns the request by which a browser would follow the redirect: of the same session, user and messages."""
    following = copy(request)
    following.method, following.path, following.path_info = "GET", path, path
    following.META = {**request.META, "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query}
    following.GET, following.POST = QueryDict(query), QueryDict()
    following.resolver_match = match
    return following
