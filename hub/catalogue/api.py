from django.http import HttpRequest, HttpResponse
from ninja import Router

from contract.catalogue import Catalogue
from hub.catalogue import selectors
from hub.core.problems import RequestRefused

router = Router(tags=["catalogue"])


@router.get("catalogue", response={200: Catalogue, 304: None})
def read_catalogue(request: HttpRequest) -> HttpResponse:
    """Returns the published catalogue. Its ETag is its version; 304 where the kiosk has it."""
    version = selectors.current_version()
    etag = f'"{version}"'
    if version and etag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers={"ETag": etag})
    document = selectors.published(version)
    if document is None:
        raise RequestRefused(404)
    return HttpResponse(document, content_type="application/json", headers={"ETag": etag, "Cache-Control": "no-cache"})
