"""Screens ask again and again whether anything has changed, and mostly get "no": that is answered before anything
else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hub.display.boards import find_board

Handler = Callable[[HttpRequest], HttpResponse]
_BOARDS = "/api/v1/boards/"


def unchanged_boards(get_response: Handler) -> Handler:
    def handle(request: HttpRequest) -> HttpResponse:
        known_etag = request.META.get("HTTP_IF_NONE_MATCH")
        if known_etag and request.method == "GET" and request.path_info.startswith(_BOARDS):
            etag = _board(request.path_info.removeprefix(_BOARDS))
            if etag == known_etag:
                return HttpResponse(status=304, headers={"ETag": etag})
        return get_response(request)

    return handle


def _board(site: str) -> str | None:
    """Returns the board's ETag. Errors are left to the view."""
    try:
        board = find_board(site)
    except Exception:
        return None
    return board.etag if board else None
