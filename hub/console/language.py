"""The console, and the pages before it, speak the language that the cookie names, else the default one."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Handler = Callable[[HttpRequest], HttpResponse]
_PAGES = ("/console/", "/login/", "/second-factor/", "/password/", "/setup/", "/web/")


def console_language(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(_PAGES):
            return get_response(request)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        is_offered = chosen in dict(settings.LANGUAGES)
        with translation.override(chosen if is_offered else settings.LANGUAGE_CODE):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response

    return handle
