"""Kinds of page about papers."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from typing import TYPE_CHECKING, ClassVar, Protocol

from kiosk.pages.kinds import Page
from kiosk.pages.page_parts import Choice, ListRow, Tone

if TYPE_CHECKING:
    from devices.document_camera.page_picture import SmallPicture


@dataclass(frozen=True, slots=True)
class PapersPage(Page[str]):
    """Papers that may be sent from a telephone: its QR, and for each paper how much has come. Answers "" to go on, or
    the key of a paper that is to be scanned.

    A change of it says that somebody is there, at their telephone.
    """

    takes_data: ClassVar[bool] = True
    renewal_counts: ClassVar[bool] = True
    text: str
    rows: tuple[ListRow, ...]
    action: str
    qr: str = ""
    note: str = ""


class LivePicture(Protocol):
    """What a camera sees, again and again."""

    @property
    def latest(self) -> SmallPicture | None:
        """Returns the latest; None before the first. Never waits."""


@dataclass(frozen=True, slots=True)
class CameraPage(Page[str]):
    """A paper under the camera: what it sees now (`live`), or the `picture` that it took. Answers a choice's key."""

    takes_data: ClassVar[bool] = True
    text: str
    choices: tuple[Choice, ...]
    tone: Tone = Tone.CALM
    live: LivePicture | None = attribute(default=None, repr=False, compare=False)
    picture: SmallPicture | None = attribute(default=None, repr=False)
