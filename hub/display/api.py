from django.http import HttpRequest, HttpResponse
from ninja import Router

from contract.queues import Board
from hub.core.problems import RequestRefused
from hub.display.boards import find_board

router = Router(tags=["boards"], auth=None)


@router.get("boards/{site}", response={200: Board, 304: None})
def read_board(request: HttpRequest, site: str) -> HttpResponse:
    """Returns a site's display board. Poll it with If-None-Match: 304 where nothing has changed."""
    board = find_board(site)
    if board is None:
        raise RequestRefused(404)
    headers = {"ETag": board.etag, "Cache-Control": "no-cache"}
    return HttpResponse(board.body, content_type="application/json", headers=headers)
