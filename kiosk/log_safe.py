"""An unexpected error for the log: where it happened and of what kind, without its text, which may quote a resident."""

from pathlib import Path
from traceback import extract_tb


def traceback_summary(error: BaseException) -> str:
    """Returns `ValueError at session.py:41 visit > apply.py:88 fill`."""
    frames = extract_tb(error.__traceback__)[-6:]
    places = " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{type(error).__name__} at {places}"
