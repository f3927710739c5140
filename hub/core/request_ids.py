"""Which request something is done for: in each log line, in the answer, and in what is sent to other systems.

A kiosk, a website or the proxy in front names its request (X-Request-ID); one that is not named gets an id here.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from contract.request_id import CORRELATION_HEADER, HEADER, new_request_id, parse_request_id

Handler = Callable[[HttpRequest], HttpResponse]
_request: ContextVar[str] = ContextVar("request_id", default="")
_correlation: ContextVar[str] = ContextVar("correlation_id", default="")


def request_ids(get_response: Handler) -> Handler:
    """Numbers requests, as the outermost middleware."""

    def handle(request: HttpRequest) -> HttpResponse:
        request_id = parse_request_id(request.META.get("HTTP_X_REQUEST_ID", "")) or new_request_id()
        with work_for(request_id):
            response = get_response(request)
        response.headers[HEADER] = request_id
        return response

    return handle


def get_request_id() -> str:
    """Returns "" for what is done for no request."""
    return _request.get()


@contextmanager
def work_for(request_id: str, correlation_id: str = "") -> Iterator[None]:
    """Logs and sends all within the block for that request, also long after it was answered."""
    request, correlation = _request.set(request_id), _correlation.set(correlation_id)
    try:
        yield
    finally:
        _request.reset(request)
        _correlation.reset(correlation)


@contextmanager
def work_for_any() -> Iterator[None]:
    """Makes what is done for no request a request of its own."""
    with work_for(_request.get() or new_request_id(), _correlation.get()):
        yield


def build_headers() -> dict[str, str]:
    """Returns the headers for a message to another system, within `work_for`."""
    headers = {HEADER: _request.get(), CORRELATION_HEADER: _correlation.get()}
    return {name: value for name, value in headers.items() if value}


class RequestIdFilter(logging.Filter):
    """Notes on each line for which request it was written; `-` for none."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = _request.get() or "-"
        if _correlation.get():
            record.correlation_id = _correlation.get()
        return True
