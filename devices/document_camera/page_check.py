"""Whether a sheet in a picture can be read: sharp, lit, without a lamp's mirror image, and whole."""

from enum import StrEnum
from typing import Any

from devices.document_camera.frame_picture import opencv

_DARK = 70  # of 255: the paper's brightness at least
_WHITE = 250  # and more tells nothing any more
_GLARE = 0.004  # of the sheet
_OVEREXPOSED = 0.6  # of the sheet is white: light, and no mirror image
_LEAST_SIDE = 560  # dots of the longer side; an identity card has 620 where A4 has 185 an inch
_CHECKED_SIDE = 1800  # dots: sharpness is looked at in one size
_INK = 25  # of 255 between paper and ink; less is an empty sheet
_SHARP = 0.5  # of the way from paper to ink, within one dot at the sharpest edges


class Flaw(StrEnum):
    """What is wrong with a picture. `NO_PAGE`: no sheet was found in it, and it is the whole desk."""

    NO_PAGE = "no_page"
    CUT_OFF = "cut_off"
    DARK = "dark"
    BLURRED = "blurred"
    GLARE = "glare"
    SMALL = "small"


def list_flaws(sheet: Any, *, is_page: bool, is_whole: bool) -> tuple[Flaw, ...]:
    """Returns all that is wrong with the straightened sheet, the gravest first."""
    cv2 = opencv()
    grey = cv2.cvtColor(sheet, cv2.COLOR_BGR2GRAY)
    flaws = {
        Flaw.DARK: _paper_brightness(grey) < _DARK,
        Flaw.NO_PAGE: not is_page,
        Flaw.CUT_OFF: is_page and not is_whole,
        Flaw.SMALL: is_page and max(grey.shape) < _LEAST_SIDE,
        Flaw.BLURRED: is_page and _is_blurred(grey),
        Flaw.GLARE: is_page and _has_glare(grey),
    }
    return tuple(flaw for flaw, there in flaws.items() if there)


def _paper_brightness(grey: Any) -> float:
    import numpy

    return float(numpy.percentile(grey[::4, ::4], 75))


def _is_blurred(grey: Any) -> bool:
    """Returns whether brightness changes slowly even at the sharpest edges; on a sharp picture within a dot or two."""
    import numpy

    cv2 = opencv()
    scale = _CHECKED_SIDE / max(grey.shape)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    inner = grey[grey.shape[0] // 20 : -(grey.shape[0] // 20), grey.shape[1] // 20 : -(grey.shape[1] // 20)]
    paper, ink = numpy.percentile(inner[::2, ::2], (75, 0.5))
    if paper - ink < _INK:
        return False
    steps = numpy.abs(inner[:, 1:].astype(numpy.int16) - inner[:, :-1])
    return float(numpy.percentile(steps, 99.7)) < _SHARP * float(paper - ink)


def _has_glare(grey: Any) -> bool:
    """Returns whether a patch is white all over, where the paper around it is not."""
    import numpy

    cv2 = opencv()
    small = cv2.resize(grey, (400, 400), interpolation=cv2.INTER_AREA)
    white = (small >= _WHITE).astype(numpy.uint8)
    if white.mean() > _OVEREXPOSED:
        return False
    patches = cv2.morphologyEx(white, cv2.MORPH_OPEN, numpy.ones((7, 7), numpy.uint8))
    _count, _labels, sizes, _middles = cv2.connectedComponentsWithStats(patches)
    return bool(max(sizes[1:, cv2.CC_STAT_AREA], default=0) > _GLARE * white.size)
