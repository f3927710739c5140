"""The one reader of handwriting, which a visit opens when it writes and which ends with it. For Kivy's thread alone."""

import logging
from collections.abc import Callable, Sequence

from kiosk.diagnostics.handwriting import list_missing
from screens.handwriting.reader import HandwritingReader, OnRead, Stroke

log = logging.getLogger(__name__)

_open: list[HandwritingReader] = []  # at most one
_failed: list[bool] = []  # its process ended before it could read anything
_chosen: list[bool] = []  # this visit writes
_on_failed: list[Callable[[], None]] = []  # at most one: who writes now


def is_available() -> bool:
    """Returns whether this machine can read handwriting."""
    return not _failed and not list_missing()


def is_chosen() -> bool:
    """Returns whether one writes in this visit; keyboards drawn later begin so."""
    return bool(_chosen) and is_available()


def choose(*, writing: bool) -> None:
    """Notes that for the keyboards of this visit."""
    _chosen[:] = [True] if writing else []


def prepare(on_failed: Callable[[], None]) -> None:
    """Begins to load the model, without waiting; calls `on_failed` where it turns out that it cannot be loaded."""
    _on_failed[:] = [on_failed]
    _find_reader()


def read(strokes: Sequence[Stroke], height: float, on_read: OnRead) -> None:
    """Has the strokes read that were written on a pad of that height, in millimetres. `on_read` is told the candidates
    of each character, the likeliest first; it is told nothing where other strokes were asked about meanwhile."""
    if reader := _find_reader():
        reader.read(strokes, height, on_read)


def drop() -> None:
    """Drops what was asked."""
    for reader in _open:
        reader.forget()


def close() -> None:
    """Drops what was asked, and tells nobody of a failure: the pad is gone."""
    _on_failed.clear()
    drop()


def end_visit() -> None:
    """Ends the process, and with it all that was written."""
    _chosen.clear()
    _on_failed.clear()
    while _open:
        _open.pop().stop()


def _find_reader() -> HandwritingReader | None:
    """Returns the running reader, or a new one; None where this machine cannot read handwriting."""
    if _open and not _open[0].is_running():
        _open.pop().stop()
    if not _open and is_available():
        try:
            _open.append(HandwritingReader(_fail))
        except OSError as error:
            log.warning("no handwriting: %s", type(error).__name__)
            _fail()
    return _open[0] if _open else None


def _fail() -> None:
    _failed[:] = [True]
    for call in tuple(_on_failed):
        call()
