"""The picture of a paper, taken by a kiosk's camera: its sheet found, straightened and checked."""

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from devices.base import CameraFrame, DeviceError, DocumentCamera, Fault, JobNotStarted
from devices.document_camera.frame_picture import decode_frame, encode_picture, opencv
from devices.document_camera.page_check import Flaw, list_flaws
from devices.document_camera.page_finder import PaperSheet, find_sheet, straighten
from devices.manager import DeviceManager

TAKE_SECONDS = 6.0
_LOOK_SECONDS = 2.0
_PREVIEW_SIDE = 640  # dots
_TRIES = 3  # of pictures that come damaged


@dataclass(frozen=True, slots=True, repr=False)
class PagePicture:
    """A JPEG of the sheet, or of the whole desk where no sheet was found; `flaws`: the gravest first."""

    jpeg: bytes
    flaws: tuple[Flaw, ...]
    width: int
    height: int

    def __repr__(self) -> str:
        return f"<PagePicture {self.width} x {self.height} {', '.join(self.flaws)}>"


@dataclass(frozen=True, slots=True, repr=False)
class Preview:
    """A small picture of the desk: `rgb` has 3 bytes a dot, the upper left one first. `has_page`: a whole sheet lies
    there; its outline is drawn in."""

    rgb: bytes
    width: int
    height: int
    has_page: bool

    def __repr__(self) -> str:
        return f"<Preview {self.width} x {self.height}>"


def take_picture(devices: DeviceManager, within: float = TAKE_SECONDS) -> PagePicture:
    """Returns the picture of what lies under the camera that is in order. Raises DeviceError."""
    end = time.monotonic() + within
    for _try in range(_TRIES - 1):
        frame = _take_frame(devices, end - time.monotonic())
        with suppress(DeviceError):
            return check_picture(decode_frame(frame))
    return check_picture(decode_frame(_take_frame(devices, end - time.monotonic())))


def look(devices: DeviceManager) -> Preview:
    """Returns what lies under the camera now, small. Raises DeviceError."""
    frame = _take_frame(devices, _LOOK_SECONDS)
    longest = max(frame.width, frame.height)
    share = next((share for share in (8, 4, 2) if longest / share >= _PREVIEW_SIDE), 1)
    return _preview(decode_frame(frame, share))


def check_picture(picture: Any) -> PagePicture:
    """Returns the sheet in it, straightened and checked."""
    sheet = find_sheet(picture)
    page = picture if sheet is None else straighten(picture, sheet)
    flaws = list_flaws(page, is_page=sheet is not None, is_whole=sheet is not None and sheet.is_whole)
    return PagePicture(encode_picture(page), flaws, page.shape[1], page.shape[0])


def _preview(picture: Any) -> Preview:
    cv2 = opencv()
    scale = _PREVIEW_SIDE / max(picture.shape[:2])
    if scale < 1:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    sheet = find_sheet(picture)
    if sheet is not None:
        _draw_outline(picture, sheet)
    height, width = picture.shape[:2]
    rgb = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB).tobytes()
    return Preview(rgb, width, height, has_page=sheet is not None and sheet.is_whole)


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
