"""The picture of a drawn map: taken like a paper, and made small enough for every screen that shows it."""

import hashlib
import io

from django.http import Http404, HttpResponse
from PIL import Image

from contract.text import text
from hub.core.problems import refused_field
from hub.files.checking import render_checked
from hub.places.models import AreaMap

_LONGEST = 1600  # pixels: what a kiosk's screen of 1080 × 1920 shows of it, and every graphics chip takes
_QUALITY = 85


def put_picture(row: AreaMap, content: bytes) -> None:
    """Puts the picture of a file, JPEG, PNG, WebP or a PDF of one page, into the row. Raises Refused."""
    pages = render_checked(content)
    if len(pages) != 1:
        raise refused_field("picture", "pages", text("A map is one picture: send one page."))
    with Image.open(io.BytesIO(pages[0])) as picture:  # drawn again by the hub's own process for files
        picture.thumbnail((_LONGEST, _LONGEST))
        row.width, row.height = picture.size
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=_QUALITY, optimize=True)
    row.jpeg = out.getvalue()
    row.digest = hashlib.sha256(row.jpeg).hexdigest()


def send_picture(digest: str) -> HttpResponse:
    """Returns the picture of a map, which never changes under its digest. Raises Http404."""
    row = AreaMap.objects.filter(digest=digest).first()
    if row is None:
        raise Http404
    response = HttpResponse(bytes(row.jpeg), content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
