"""The picture of a paper, taken by a kiosk's camera: its sheet found, straightened and checked."""

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from devices.base import CameraFrame, DeviceError, DocumentCamera, Fault, JobNotStarted
from devices.document_camera.frame_picture import decode_frame, decode_jpeg, encode_picture, opencv, turn_picture
from devices.document_camera.page_check import Flaw, list_flaws
from devices.document_camera.page_finder import PaperSheet, find_sheet, straighten
from devices.manager import DeviceManager

TAKE_SECONDS = 6.0
_LOOK_SECONDS = 2.0
_PREVIEW_SIDE, _SHOWN_SIDE = 640, 1100  # dots
_TRIES = 3  # of pictures that come damaged


@dataclass(frozen=True, slots=True, repr=False)
class SmallPicture:
    """One to be shown: `rgb` has 3 bytes a dot, the upper left one first. `has_page`: a whole sheet lies there."""

    rgb: bytes
    width: int
    height: int
    has_page: bool

    def __repr__(self) -> str:
        return f"<SmallPicture {self.width} x {self.height}>"


@dataclass(frozen=True, slots=True, repr=False)
class PagePicture:
    """A JPEG of the sheet, or of the whole desk where no sheet was found; `flaws`: the gravest first."""

    jpeg: bytes
    flaws: tuple[Flaw, ...]
    width: int
    height: int
    shown: SmallPicture

    def __repr__(self) -> str:
        return f"<PagePicture {self.width} x {self.height} {', '.join(self.flaws)}>"


def take_picture(devices: DeviceManager, within: float = TAKE_SECONDS) -> PagePicture:
    """Returns the picture of what lies under the camera that is in order. Raises DeviceError."""
    end = time.monotonic() + within
    for _try in range(_TRIES - 1):
        frame = _take_frame(devices, end - time.monotonic())
        with suppress(DeviceError):
            return check_picture(decode_frame(frame))
    return check_picture(decode_frame(_take_frame(devices, end - time.monotonic())))


def look(devices: DeviceManager) -> SmallPicture:
    """Returns what lies under the camera now, with the sheet's outline. Raises DeviceError."""
    frame = _take_frame(devices, _LOOK_SECONDS)
    longest = max(frame.width, frame.height)
    share = next((share for share in (8, 4, 2) if longest / share >= _PREVIEW_SIDE), 1)
    desk = _resize(decode_frame(frame, share), _PREVIEW_SIDE)
    sheet = find_sheet(desk)
    if sheet is not None:
        _draw_outline(desk, sheet)
    return _show(desk, has_page=sheet is not None and sheet.is_whole)


def turn(picture: PagePicture) -> PagePicture:
    """Returns it turned clockwise by a quarter."""
    turned = turn_picture(decode_jpeg(picture.jpeg))
    return replace(
        picture,
        jpeg=encode_picture(turned, quality=92),
        width=picture.height,
        height=picture.width,
        shown=_show(_resize(turned, _SHOWN_SIDE), has_page=picture.shown.has_page),
    )


def check_picture(picture: Any) -> PagePicture:
    """Returns the sheet in it, straightened and checked."""
    sheet = find_sheet(picture)
    page = picture if sheet is None else straighten(picture, sheet)
    flaws = list_flaws(page, is_page=sheet is not None, is_whole=sheet is not None and sheet.is_whole)
    shown = _show(_resize(page, _SHOWN_SIDE), has_page=sheet is not None and sheet.is_whole)
    return PagePicture(encode_picture(page), flaws, page.shape[1], page.shape[0], shown)


def _resize(picture: Any, longest: int) -> Any:
    scale = longest / max(picture.shape[:2])
    if scale >= 1:
        return picture
    cv2 = opencv()
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)


def _show(picture: Any, *, has_page: bool) -> SmallPicture:
    cv2 = opencv()
    height, width = picture.shape[:2]
    return SmallPicture(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).tobytes(), width, height, has_page)


def _draw_outline(picture: Any, sheet: PaperSheet) -> None:
    colour = (80, 170, 0) if sheet.is_whole else (0, 140, 255)
    opencv().polylines(picture, [sheet.corners.astype("int32")], isClosed=True, color=colour, thickness=3)


def _take_frame(devices: DeviceManager, within: float) -> CameraFrame:
    """Returns a frame of the first camera that is in order. Raises DeviceError."""

    def job(camera: DocumentCamera) -> CameraFrame:
        return camera.take_frame(within)

    workers = devices.cameras()
    for worker in workers:
        if worker.works:
            return worker.do(job, within + 0.5)
    status = workers[0].status if workers else None
    fault = (status.fault if status else None) or Fault.DISCONNECTED
    raise JobNotStarted(fault, status.detail if status else "no camera is configured")
