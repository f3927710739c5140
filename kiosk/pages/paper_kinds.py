"""Kinds of page about papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from kiosk.pages.kinds import ListRow, Page


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
