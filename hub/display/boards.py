"""Boards as they are sent: drawn at most twice a second in each process, however many screens ask."""

import hashlib
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from django.utils import timezone

from hub.display.selectors import board
from hub.kiosks.models import Site

FRESH = 0.5  # seconds


@dataclass(frozen=True, slots=True)
class Drawn:
    """A board as JSON, and the ETag that changes with it."""

    etag: str
    body: bytes


@dataclass(slots=True)
class _CachedBoard:
    until: float
    drawn: Drawn


_lock = Lock()
_boards: dict[str, _CachedBoard] = {}  # by the code of a site there is


def find_board(site: str) -> Drawn | None:
    """Returns the board of a site, not older than FRESH; None where there is no such site."""
    with _lock:
        cached = _boards.get(site)
        if cached is not None and monotonic() < cached.until:
            return cached.drawn
        if cached is not None:
            cached.until = monotonic() + FRESH  # this thread draws; the others have the last one meanwhile
    try:
        board = _draw(site)
    except Exception:
        forget(site)  # a board that cannot be drawn must be seen to be missing
        raise
    if board is not None:
        with _lock:
            _boards[site] = _CachedBoard(monotonic() + FRESH, board)
    return board


def forget(site: str) -> None:
    """Forgets the board, which is drawn again when it is next asked for."""
    with _lock:
        _boards.pop(site, None)


def _draw(code: str) -> Drawn | None:
    site = Site.objects.filter(code=code).first()
    if site is None:
        forget(code)
        return None
    body = board(site, timezone.now()).model_dump_json().encode()
    return Drawn(f'"{hashlib.sha256(body).hexdigest()[:20]}"', body)
