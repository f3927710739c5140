"""A kiosk that hands in an application, takes a number, and so on until it is killed. Runs in a process of its own."""

import os
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

from devices.manager import DeviceManager, DeviceSpec
from kiosk import clock
from kiosk.app import start
from kiosk.pages.kinds import AttractPage, BrowsePage, BusyPage, FormPage, MenuPage, OutcomePage, Page
from kiosk.pages.ui import Answered, PageReply
from tests.kiosk.conftest import settings


class Applicant:
    """A `Surface` with a tireless resident, who notes each number that is shown, on disk, as one would keep it in mind:
    a case's with the mark that its application has in the field "place", a ticket's with its id."""

    def __init__(self, life: int, seen: Path) -> None:
        self._life = life
        self._count = 0
        self._seen = os.open(seen, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def draw(self, page: Page[Any], reply: Callable[[PageReply], None]) -> None:
        if isinstance(page, OutcomePage):
            mark = page.qr if page.qr.startswith("ticket:") else self._mark()
            os.write(self._seen, f"{mark}|{page.code}\n".encode())
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
                return self._chosen([choice.key for choice in page.choices])
            case BrowsePage():
                return next(entry.key for entry in page.entries if entry.pinyin.startswith("wang ge"))
            case FormPage():
                return self._filled(page)
            case OutcomePage():
                return "finish"
            case _:
                return ""

    def _chosen(self, keys: list[str]) -> str:
        """On the first menu one thing after the other, else the first thing there is."""
        if "apply" in keys:
            return "number" if self._count % 2 else "apply"
        return keys[0]

    def _filled(self, page: FormPage) -> dict[str, object]:
        known = {"place": self._mark(), "category": "noise", "description": "a lamp is broken", "agent": "no"}
        today = clock.today().isoformat()
        return {f.field.key: known.get(f.field.key, today if f.field.kind == "date" else "") for f in page.fields}

    def _mark(self) -> str:
        return f"life {self._life} application {self._count}"


def live(life: int, data_dir: Path, hub_url: str, token_file: Path, seen: Path, printer: str) -> None:
    devices = DeviceManager([DeviceSpec("printer", "printer", "escpos", printer)])
    devices.start()
    start.run(Applicant(life, seen), devices, settings(data_dir), hub_url, token_file, Event())
