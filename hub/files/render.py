"""A process of its own, python -m hub.files.render: a file on stdin becomes JPEG pages on stdout.

A fault of the file affects this process alone, which has little memory and time, writes no file, and knows
no key. The pages are drawn again from the pixels, so that nothing else of the file is left: no place, no script.
Each page is its length (4 bytes, big-endian) and the JPEG.
"""

import io
import resource
import struct
import sys
from collections.abc import Iterator
from enum import IntEnum

from PIL import Image, ImageOps

MEMORY = 1_500_000_000  # bytes of address space
CPU = 8  # seconds
PIXELS = 100_000_000  # of a picture that is opened at all
PAGES = 30  # of a PDF
_LONGEST = 3508  # pixels: A4 at 300 dots an inch
_DPI = 200
_QUALITY = 82
_FORMATS = ("JPEG", "PNG", "WEBP")


class Verdict(IntEnum):
    """The exit status."""

    GOOD = 0
    UNKNOWN_TYPE = 10
    TOO_LARGE = 11
    TOO_MANY_PAGES = 12
    UNREADABLE = 13
    LOCKED = 14


class Refused(Exception):
    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.name)
        self.verdict = verdict


def render_pages(content: bytes) -> Iterator[bytes]:
    """Yields JPEGs. Raises Refused."""
    if content[:1024].lstrip()[:5] == b"%PDF-":
        yield from _render_pdf(content)
    elif content[:3] == b"\xff\xd8\xff" or content[:8] == b"\x89PNG\r\n\x1a\n" or content[8:12] == b"WEBP":
        yield _render_picture(content)
    else:
        raise Refused(Verdict.UNKNOWN_TYPE)


def _render_picture(content: bytes) -> bytes:
    try:
        picture = Image.open(io.BytesIO(content), formats=_FORMATS)
        if picture.width * picture.height > PIXELS:
            raise Refused(Verdict.TOO_LARGE)
        picture.draft("RGB", (_LONGEST, _LONGEST))
        return _as_jpeg(ImageOps.exif_transpose(picture))
    except (OSError, ValueError, SyntaxError, struct.error) as error:
        raise Refused(Verdict.UNREADABLE) from error


def _render_pdf(content: bytes) -> Iterator[bytes]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Refused(Verdict.LOCKED if "password" in str(error).lower() else Verdict.UNREADABLE) from error
    if len(document) > PAGES:
        raise Refused(Verdict.TOO_MANY_PAGES)
    if not len(document):
        raise Refused(Verdict.UNREADABLE)
    for page in document:
        longest = max(1.0, *page.get_size())
        bitmap = page.render(scale=min(_DPI / 72, _LONGEST / longest))
        yield _as_jpeg(bitmap.to_pil())
        page.close()


def _as_jpeg(picture: Image.Image) -> bytes:
    picture.thumbnail((_LONGEST, _LONGEST))
    if picture.mode in ("RGBA", "LA", "PA", "P"):
        picture = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _bound_process() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def main() -> int:
    _bound_process()
    Image.MAX_IMAGE_PIXELS = None  # `PIXELS` is checked before anything is decoded
    try:
        for page in render_pages(sys.stdin.buffer.read()):
            sys.stdout.buffer.write(struct.pack(">I", len(page)) + page)
    except Refused as refused:
        return refused.verdict
    except MemoryError:
        return Verdict.TOO_LARGE
    sys.stdout.buffer.flush()
    return Verdict.GOOD


if __name__ == "__main__":
    sys.exit(main())
