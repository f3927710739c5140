"""The sheet in a picture of a desk: its corners, and the sheet drawn straight."""

from dataclasses import dataclass
from typing import Any

from devices.document_camera.frame_picture import opencv

_SIDE = 900  # dots of the longer side on which the sheet is looked for
_LEAST_SHARE = 0.015  # of the picture
_EDGE = 0.004  # of the side: a sheet so near to the picture's edge goes on behind it
_CONTRAST = 8  # of 255 between sheet and desk; a desk's own grain has less
_LONGEST = 3508  # dots of a straightened sheet's longer side: A4 at 300 an inch


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """`corners`: four points x, y in the picture, clockwise from the upper left one. `is_whole`: it lies inside the
    picture."""

    corners: Any
    is_whole: bool


def find_sheet(picture: Any) -> PaperSheet | None:
    """Returns the largest sheet that lies there; None where there is none."""
    cv2 = opencv()
    height, width = picture.shape[:2]
    scale = min(1.0, _SIDE / int(max(height, width)))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.medianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), 5)
    outlines = [outline for mask in _masks(grey) for outline in _outlines(mask) if _stands_out(grey, outline)]
    best = max(outlines, key=cv2.contourArea, default=None)
    if best is None:
        return None
    small_height, small_width = small.shape[:2]
    margin = _EDGE * max(small_height, small_width)
    x, y = best[:, 0], best[:, 1]
    inside = x.min() > margin and y.min() > margin
    is_whole = inside and x.max() < small_width - 1 - margin and y.max() < small_height - 1 - margin
    return PaperSheet(_clockwise(best) / scale, bool(is_whole))


def straighten(picture: Any, sheet: PaperSheet) -> Any:
    """Returns the sheet as if it was seen from right above."""
    import numpy

    cv2 = opencv()
    upper_left, upper_right, lower_right, lower_left = sheet.corners
    width: Any = max(numpy.linalg.norm(upper_right - upper_left), numpy.linalg.norm(lower_right - lower_left))
    height: Any = max(numpy.linalg.norm(lower_left - upper_left), numpy.linalg.norm(lower_right - upper_right))
    scale = min(1.0, _LONGEST / max(width, height, 1))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    ends = numpy.array([(0, 0), (size[0], 0), size, (0, size[1])], numpy.float32)
    matrix = cv2.getPerspectiveTransform(sheet.corners.astype(numpy.float32), ends)
    return cv2.warpPerspective(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def _stands_out(grey: Any, outline: Any) -> bool:
    """Returns whether what is inside is another surface than what is around it."""
    import numpy

    cv2 = opencv()
    inside = numpy.zeros(grey.shape, numpy.uint8)
    cv2.fillConvexPoly(inside, outline.astype(numpy.int32), 255)
    around = cv2.dilate(inside, numpy.ones((31, 31), numpy.uint8)) - inside
    if not around.any():
        return False
    return abs(float(numpy.median(grey[inside > 0])) - float(numpy.median(grey[around > 0]))) >= _CONTRAST


def _masks(grey: Any) -> list[Any]:
    """Returns where paper may be: what is brighter than the desk, and what edges enclose."""
    import numpy

    cv2 = opencv()
    _level, bright = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    closing = numpy.ones((9, 9), numpy.uint8)
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, closing)
    bright = cv2.morphologyEx(bright, cv2.MORPH_OPEN, closing)
    edges = cv2.dilate(cv2.Canny(grey, 12, 40), numpy.ones((3, 3), numpy.uint8), iterations=2)
    return [bright, edges]


def _outlines(mask: Any) -> list[Any]:
    """Returns the outlines with four corners, each as 4 x 2 points, that are large enough and no picture's frame."""
    import numpy

    cv2 = opencv()
    whole = mask.shape[0] * mask.shape[1]
    outlines = []
    contours, _tree = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for contour in sorted(contours, key=cv2.contourArea, reverse=True)[:6]:
        hull = cv2.convexHull(contour)
        area = cv2.contourArea(hull)
        if not _LEAST_SHARE * whole <= area <= 0.97 * whole:
            continue
        corners = _four_corners(hull)
        if corners is not None and cv2.contourArea(corners) >= 0.88 * area:
            outlines.append(corners.astype(numpy.float32))
    return outlines


def _four_corners(hull: Any) -> Any:
    """Returns four corners of the hull: bent edges and torn corners are passed over. None where it has not four."""
    cv2 = opencv()
    around = cv2.arcLength(hull, True)
    for tolerance in (0.01, 0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, tolerance * around, True)
        if len(corners) == 4:
            return corners.reshape(4, 2)
    return None


def _clockwise(corners: Any) -> Any:
    import numpy

    middle = corners.mean(axis=0)
    angles = numpy.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    ordered = corners[numpy.argsort(angles)]
    return numpy.roll(ordered, -int(ordered.sum(axis=1).argmin()), axis=0)
