"""What a resident sends is drawn again in a process of its own before anything of it is kept. See render.py."""

import logging
import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from contract.text import Text, text
from hub.core.problems import RequestRefused, refused_field
from hub.files.render import PAGES, Verdict
from hub.files.virus_scan import check_clean

_log = logging.getLogger("hub.files")
_ROOT = Path(__file__).resolve().parents[2]
_WITHIN = 9.0  # seconds for a file; the page that sent it waits
_WAIT = 5.0  # seconds for those before it
_AT_ONCE = BoundedSemaphore(2)
_PASSED_ON = ("PATH", "LANG", "PYTHONPATH", "VIRTUAL_ENV")


def _sentence(verdict: int) -> Text:
    match verdict:
        case Verdict.UNKNOWN_TYPE:
            return text("Only photographs (JPEG, PNG, WebP) and PDF files can be taken.")
        case Verdict.TOO_LARGE:
            return text("This picture has too many dots. Please take a new photograph of the paper.")
        case Verdict.TOO_MANY_PAGES:
            return text("A PDF may have {count} pages at most. Please send it in parts.", count=PAGES)
        case Verdict.LOCKED:
            return text("This PDF is locked by a password. Please send one without, or photograph the paper.")
        case Verdict.UNREADABLE:
            return text("This file is damaged and cannot be read. Please send it again, or photograph the paper.")
    return text("This file is too much work to read. Please photograph the paper instead.")


def render_checked(content: bytes) -> list[bytes]:
    """Returns the pages of a file as JPEGs. Raises Refused, with a sentence for who sent it."""
    if not _AT_ONCE.acquire(timeout=_WAIT):
        raise RequestRefused(503, text("Many papers are being read just now. Please try again."), for_good=False)
    try:
        check_clean(content)
        status, output = _render(content)
    finally:
        _AT_ONCE.release()
    if status != Verdict.GOOD:
        _log.info("a file was refused: %s", status)
        raise refused_field("file", "unreadable", _sentence(status))
    return _split(output)


def _render(content: bytes) -> tuple[int, bytes]:
    """Returns the verdict, or another status where the process ran out of time or memory; and the pages."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "hub.files.render"],
            cwd=_ROOT, env=environment, input=content, capture_output=True, timeout=_WITHIN, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return -1, b""
    return done.returncode, done.stdout


def _split(output: bytes) -> list[bytes]:
    pages, at = [], 0
    while at < len(output):
        length = int.from_bytes(output[at : at + 4], "big")
        pages.append(output[at + 4 : at + 4 + length])
        at += 4 + length
    return pages
