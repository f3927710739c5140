"""The picture of a notice: drawn again like a resident's paper, and small enough for every kiosk to keep."""

import io

from PIL import Image

from contract.text import text
from hub.core.problems import refused_field
from hub.files.checking import render_checked

_LONGEST = 900  # dots
_QUALITY = 80
MOST = 20 << 20  # bytes of what is sent


def read_picture(content: bytes) -> bytes:
    """Returns a JPEG of the picture; b"" for no content. Raises Refused."""
    if not content:
        return b""
    if len(content) > MOST:
        raise refused_field("file", "too_large", text("This file is too large."))
    pages = render_checked(content)
    if len(pages) != 1:
        raise refused_field("file", "pages", text("A notice has one picture."))
    picture = Image.open(io.BytesIO(pages[0]), formats=("JPEG",))
    picture.thumbnail((_LONGEST, _LONGEST))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
