"""The one reader of handwriting, which a visit opens when it writes and which ends with it. For Kivy's thread alone."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.diagnostics.handwriting import list_missing
from screens.handwriting import Stroke
from screens.handwriting.reader import HandwritingReader, OnRead

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _State:
    """`has_failed`: a process ended before it could read anything. `is_chosen`: this visit writes. `on_failed`: of the
    one who writes now."""

    reader: HandwritingReader | None = None
    has_failed: bool = False
    is_chosen: bool = False
    on_failed: Callable[[], None] | None = None


_state = _State()


def is_available() -> bool:
    """Returns whether this machine can read handwriting."""
    return not _state.has_failed and not list_missing()


def is_chosen() -> bool:
    """Returns whether one writes in this visit; keyboards drawn later begin so."""
    return _state.is_chosen and is_available()


def choose(*, writing: bool) -> None:
    """Records that for the keyboards of this visit."""
    _state.is_chosen = writing


def prepare(on_failed: Callable[[], None]) -> None:
    """Begins to load the model, without waiting; calls `on_failed` where it turns out that it cannot be loaded."""
    _state.on_failed = on_failed
    _find_reader()


def read(strokes: Sequence[Stroke], height: float, on_read: OnRead) -> None:
    """Has the strokes read that were written on a pad of that height, in millimetres. `on_read` is told the candidates
    of each character, the likeliest first; it is told nothing where other strokes were asked about meanwhile."""
    if reader := _find_reader():
        reader.read(strokes, height, on_read)


def drop() -> None:
    """Drops what was asked."""
    if _state.reader:
        _state.reader.forget()


def close() -> None:
    """Drops what was asked, and reports no failure: the pad is gone."""
    _state.on_failed = None
    drop()


def end_visit() -> None:
    """Ends the process, and with it all that was written."""
    _state.is_chosen, _state.on_failed = False, None
    _stop()


def _stop() -> None:
    reader, _state.reader = _state.reader, None
    if reader:
        reader.stop()


def _find_reader() -> HandwritingReader | None:
    """Returns the running reader, or a new one; None where this machine cannot read handwriting."""
    if _state.reader and not _state.reader.is_running():
        _stop()
    if not _state.reader and is_available():
        try:
            _state.reader = HandwritingReader(_fail)
        except OSError as error:
            log.warning("no handwriting: %s", type(error).__name__)
            _fail()
    return _state.reader


def _fail() -> None:
    _state.has_failed = True
    if _state.on_failed:
        _state.on_failed()
