"""A paper under the document camera of this kiosk: page after page, each taken again as often as the resident wants."""

import logging

from contract.uploads import UploadPaper
from devices.base import DeviceError
from devices.document_camera.page_check import Flaw
from devices.document_camera.page_picture import PagePicture, take_picture, turn
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, Tone
from kiosk.pages.paper_kinds import CameraPage
from kiosk.pages.ui import Back
from kiosk.visit import Visit
from kiosk.visits.camera_preview import CameraPreview, previewing
from kiosk.visits.paper_files import PaperWay

log = logging.getLogger(__name__)

_TAKE, _DONE, _KEEP, _AGAIN, _TURN, _FAULT = "take", "done", "keep", "again", "turn", "fault"


def photograph_paper(visit: Visit, paper: UploadPaper, way: PaperWay) -> None:
    """Takes page after page of this paper until the resident says that it is all. Raises Back."""
    text, tone = _("Lay the paper under the camera, flat and whole, and tap “Take the picture”."), Tone.CALM
    try:
        while _await_tap(visit, paper, text, tone) == _TAKE:
            picture = _take(visit, paper)
            if picture is not None:
                text, tone = _send(visit, picture, way)
    except DeviceError as error:
        log.warning("the camera: %s", error)
        words = _("The camera cannot be used now. Please use your telephone, or bring the paper to the counter.")
        visit.tell(paper.name.in_locale(language()), words, tone=Tone.TROUBLE)


def _await_tap(visit: Visit, paper: UploadPaper, text: str, tone: Tone) -> str:
    """Returns the choice that was taken. Raises DeviceError where the camera sees nothing any more, Back."""
    with previewing(visit.devices) as preview:
        answer = visit.ask(live_page(paper, text, tone, preview), until=lambda: _FAULT if preview.fault else None)
    if answer == _FAULT and preview.fault:
        raise preview.fault
    return answer


def _take(visit: Visit, paper: UploadPaper) -> PagePicture | None:
    """Returns the picture that the resident wants to hand in; None where they want another. Raises DeviceError."""
    visit.wait_a_moment(_("Hold still: the picture is being taken."))
    picture = take_picture(visit.devices)
    try:
        while (answer := visit.ask(taken_page(paper, picture))) == _TURN:
            picture = turn(picture)
    except Back:
        return None
    return picture if answer == _KEEP else None


def _send(visit: Visit, picture: PagePicture, way: PaperWay) -> tuple[str, Tone]:
    words, tone = way.send(visit, picture.jpeg)
    next_step = _("Lay the next page under the camera, or go on.")
    return "\n".join((words, next_step)) if tone is Tone.GOOD else words, tone


def live_page(paper: UploadPaper, text: str, tone: Tone, preview: CameraPreview | None) -> CameraPage:
    return CameraPage(
        paper.name.in_locale(language()),
        text=text,
        choices=(Choice(_TAKE, _("Take the picture")), Choice(_DONE, _("Done"))),
        tone=tone,
        live=preview,
    )


def taken_page(paper: UploadPaper, picture: PagePicture) -> CameraPage:
    keep, again = Choice(_KEEP, _("Use this picture")), Choice(_AGAIN, _("Take it again"))
    choices, text, tone = (keep, again), _("Can everything be read? Then use this picture."), Tone.GOOD
    if picture.flaws:
        choices, tone = (again, Choice(_KEEP, _("Use it all the same"))), Tone.TROUBLE
        text = flaw_words(picture.flaws[0])
    return CameraPage(
        paper.name.in_locale(language()),
        text=text,
        choices=(*choices, Choice(_TURN, _("Turn it"))),
        tone=tone,
        picture=picture.shown,
    )


def flaw_words(flaw: Flaw) -> str:
    """Returns what is wrong, and what to do about it."""
    return {
        Flaw.NO_PAGE: _("No sheet can be seen. Lay the paper flat under the camera, with nothing else beside it."),
        Flaw.CUT_OFF: _("A part of the paper is outside the picture. Push it into the middle."),
        Flaw.DARK: _("It is too dark. Take away whatever covers the camera or its light."),
        Flaw.BLURRED: _("It is too blurred. Lay the paper flat and do not move it."),
        Flaw.GLARE: _("A lamp is mirrored on the paper. Turn the paper a little."),
        Flaw.SMALL: _("The paper is too small to be read. Lay it right under the camera."),
    }[flaw]
