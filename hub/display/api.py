from django.http import HttpRequest, HttpResponse
from ninja import Router

from contract.queues import Board
from hub.core.problems import RequestRefused
from hub.display.boards import drawn

router = Router(tags=["boards"], auth=None)


@router.get("boards/{site}", response=Board)
def read_board(request: HttpRequest, site: str) -> HttpResponse:
    """A site's display board. Poll it with If-None-Match: 304 where nothing has changed."""
    found = drawn(site)
    if found is None:
        raise RequestRefused(404)
    headers = {"ETag": found.etag, "Cache-Control": "no-cache"}
    return HttpResponse(found.body, content_type="application/json", headers=headers)
