"""A row that was changed past the hub: its page says so, and it is an alarm."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hub.audit.findings import raise_row_changed
from hub.core.sealing import ChangedPastHub

Handler = Callable[[HttpRequest], HttpResponse]


def changed_past_hub(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ChangedPastHub):
            return None
        raise_row_changed(error)
        return render(request, "409.html", {"row": error.row}, status=409)

    handle.process_exception = process_exception  # type: ignore[attr-defined]
    return handle
