"""A camera's frame as a picture: an array of height x width x 3, blue first. OpenCV is imported when it is needed."""

from functools import cache
from io import BytesIO
from typing import Any

from devices.base import CameraFrame, DeviceError, Fault

_SHARES = {1: "IMREAD_COLOR", 2: "IMREAD_REDUCED_COLOR_2", 4: "IMREAD_REDUCED_COLOR_4", 8: "IMREAD_REDUCED_COLOR_8"}


@cache
def opencv() -> Any:
    """Returns OpenCV, which leaves the other cores to the pages and runs nothing on a graphics processor."""
    import cv2

    cv2.setNumThreads(1)
    cv2.ocl.setUseOpenCL(False)
    return cv2


def decode_frame(frame: CameraFrame, share: int = 1) -> Any:
    """Returns the picture, upright; of 1, 2, 4 or 8 dots of its side one. Raises DeviceError where it is damaged, or
    has another size than was agreed upon: nothing of it is read then."""
    cv2 = opencv()
    picture = _decode_jpeg(cv2, frame, share) if frame.code == "MJPG" else _decode_raw(cv2, frame, share)
    if not frame.turn:
        return picture
    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    return cv2.rotate(picture, turns[frame.turn])


def encode_picture(picture: Any, quality: int = 88) -> bytes:
    """Returns it as a JPEG."""
    cv2 = opencv()
    _done, encoded = cv2.imencode(".jpg", picture, (cv2.IMWRITE_JPEG_QUALITY, quality))
    return bytes(encoded)


def decode_jpeg(jpeg: bytes) -> Any:
    """Returns a picture that `encode_picture` made."""
    import numpy

    cv2 = opencv()
    return cv2.imdecode(numpy.frombuffer(jpeg, numpy.uint8), cv2.IMREAD_COLOR)


def turn_picture(picture: Any) -> Any:
    """Returns it turned clockwise by a quarter."""
    cv2 = opencv()
    return cv2.rotate(picture, cv2.ROTATE_90_CLOCKWISE)


def _decode_jpeg(cv2: Any, frame: CameraFrame, share: int) -> Any:
    import numpy

    if _jpeg_size(frame.data) != (frame.width, frame.height) or not frame.data.rstrip(b"\0").endswith(b"\xff\xd9"):
        raise DeviceError(Fault.NOT_RESPONDING, "the picture is damaged")
    picture = cv2.imdecode(numpy.frombuffer(frame.data, numpy.uint8), getattr(cv2, _SHARES[share]))
    if picture is None:
        raise DeviceError(Fault.NOT_RESPONDING, "the picture is damaged")
    return picture


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Returns the width and height that it says it has; 0, 0 where it says none."""
    from PIL import Image

    try:
        with Image.open(BytesIO(data), formats=("JPEG",)) as picture:
            return picture.size
    except (OSError, SyntaxError, Image.DecompressionBombError):
        return 0, 0


def _decode_raw(cv2: Any, frame: CameraFrame, share: int) -> Any:
    import numpy

    if len(frame.data) < frame.width * frame.height * 2:
        raise DeviceError(Fault.NOT_RESPONDING, "the picture is damaged")
    raw = numpy.frombuffer(frame.data, numpy.uint8, frame.width * frame.height * 2)
    picture = cv2.cvtColor(raw.reshape(frame.height, frame.width, 2), cv2.COLOR_YUV2BGR_YUYV)
    size = frame.width // share, frame.height // share
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA) if share > 1 else picture
