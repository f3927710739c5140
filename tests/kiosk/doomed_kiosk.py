"""A kiosk that hands in one application after the other until it is killed. Runs in a process of its own."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

from devices.front import Devices
from kiosk import clock, start
from kiosk.pages import AttractPage, BrowsePage, BusyPage, FormPage, MenuPage, OutcomePage, Page
from kiosk.ui import Answered, Reply
from tests.kiosk.conftest import settings


class Applicant:
    """A `Surface` with a tireless resident. Each application has its own mark, in the field "place"; whoever sees a
    case's number notes it with the mark, on disk, as a resident would keep it in mind."""

    def __init__(self, life: int, seen: Path) -> None:
        self._life = life
        self._count = 0
        self._seen = os.open(seen, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def draw(self, page: Page[Any], reply: Callable[[Reply], None]) -> None:
        if isinstance(page, OutcomePage):
            os.write(self._seen, f"{self._mark()} {page.code}\n".encode())
            os.fsync(self._seen)
            self._count += 1
        if not isinstance(page, BusyPage):
            reply(Answered(self._answer(page)))

    def warn(self, seconds_left: int | None) -> None:
        """Nobody is idle here."""

    def _answer(self, page: Page[Any]) -> object:
        match page:
            case AttractPage():
                return "en"
            case MenuPage():
                return "apply"
            case BrowsePage():
                return next(entry.key for entry in page.entries if entry.pinyin.startswith("wang ge"))
            case FormPage():
                return self._filled(page)
            case OutcomePage():
                return "finish"
            case _:
                return ""

    def _filled(self, page: FormPage) -> dict[str, object]:
        known = {"place": self._mark(), "category": "noise", "description": "a lamp is broken", "agent": "no"}
        today = clock.today().isoformat()
        return {f.field.key: known.get(f.field.key, today if f.field.kind == "date" else "") for f in page.fields}

    def _mark(self) -> str:
        return f"life {self._life} application {self._count}"


def live(life: int, data_dir: Path, hub_url: str, token_file: Path, seen: Path) -> None:
    start.run(Applicant(life, seen), Devices([]), settings(data_dir), hub_url, token_file, Event())
