"""Pages with a camera's picture: an invented sheet on a desk, drawn dot by dot."""

from devices.document_camera.page_picture import SmallPicture
from kiosk.pages.page_parts import Choice, Tone
from kiosk.pages.paper_kinds import CameraPage

_DESK, _PAPER, _INK = b"\x60\x4a\x3a", b"\xec\xea\xe4", b"\x24\x24\x2a"
_WIDE, _HIGH = 400, 300


class StillPicture:
    """A live picture in which nothing moves."""

    def __init__(self, latest: SmallPicture) -> None:
        self.latest = latest


def _row(y: int, width: int, margin: int) -> bytes:
    """Returns a row of dots; every tenth begins a line of writing."""
    inner = width - 2 * margin
    ink = inner - 60 - (y * 7) % 50 if y % 10 < 3 else 0
    paper = _PAPER * 30 + _INK * ink + _PAPER * (inner - 30 - ink)
    return _DESK * margin + paper + _DESK * margin


def _desk() -> SmallPicture:
    empty = _DESK * _WIDE
    rows = [_row(y, _WIDE, 100) if 20 <= y < _HIGH - 20 else empty for y in range(_HIGH)]
    return SmallPicture(b"".join(rows), _WIDE, _HIGH, has_page=True)


def _sheet() -> SmallPicture:
    rows = [_row(y, 300, 0) for y in range(424)]
    return SmallPicture(b"".join(rows), 300, 424, has_page=True)


CAMERA_PAGES = {
    "camera": CameraPage(
        "户口簿（首页及本人页）",
        "请把材料平放在摄像头下，完整露出，然后点“拍照”。",
        (Choice("take", "拍照"), Choice("done", "拍完了")),
        live=StillPicture(_desk()),
    ),
    "camera_taken": CameraPage(
        "户口簿（首页及本人页）",
        "太模糊了。请把材料放平，不要移动。",
        (Choice("again", "重拍"), Choice("keep", "仍然使用"), Choice("turn", "旋转")),
        tone=Tone.TROUBLE,
        picture=_sheet(),
    ),
}
