"""Chinese by pinyin through librime's flat C API (rime_api.h, 1.8): Debian's librime1 and rime-data-pinyin-simp.

librime is not thread-safe: `open_engine` may run in the background, then one thread alone uses the engine. It keeps no
user dictionary, so what one resident typed is not offered to the next.
"""

import ctypes
import errno
import logging
import os
import subprocess
import sys
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_size_t, c_void_p
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screens.keyboard.rime_data import whole_folder

log = logging.getLogger(__name__)

_SHARED = Path("/usr/share/rime-data")
_LIBRARY = "librime.so.1"
_SCHEMA = b"pinyin_simp"
_FILES = {
    "default.custom.yaml": "patch:\n  schema_list:\n    - schema: pinyin_simp\n  menu/page_size: 9\n",
    "pinyin_simp.custom.yaml": "patch:\n  translator/enable_user_dict: false\n",
}
_BACKSPACE, _PAGE_UP, _PAGE_DOWN = 0xFF08, 0xFF55, 0xFF56


class _RimeTraits(Structure):
    _fields_ = [
        ("data_size", c_int), ("shared_data_dir", c_char_p), ("user_data_dir", c_char_p),
        ("distribution_name", c_char_p), ("distribution_code_name", c_char_p), ("distribution_version", c_char_p),
        ("app_name", c_char_p), ("modules", c_void_p), ("min_log_level", c_int), ("log_dir", c_char_p),
        ("prebuilt_data_dir", c_char_p), ("staging_dir", c_char_p),
    ]  # fmt: skip


class _Composition(Structure):
    _fields_ = [
        ("length", c_int), ("cursor_pos", c_int), ("sel_start", c_int), ("sel_end", c_int), ("preedit", c_char_p),
    ]  # fmt: skip


class _Candidate(Structure):
    _fields_ = [("text", c_char_p), ("comment", c_char_p), ("reserved", c_void_p)]


class _Menu(Structure):
    _fields_ = [
        ("page_size", c_int), ("page_no", c_int), ("is_last_page", c_int), ("highlighted", c_int),
        ("num_candidates", c_int), ("candidates", POINTER(_Candidate)), ("select_keys", c_char_p),
    ]  # fmt: skip


class _Context(Structure):
    _fields_ = [
        ("data_size", c_int), ("composition", _Composition), ("menu", _Menu), ("commit_text_preview", c_char_p),
        ("select_labels", c_void_p),
    ]  # fmt: skip


class _Commit(Structure):
    _fields_ = [("data_size", c_int), ("text", c_char_p)]


@dataclass(frozen=True, slots=True)
class Composing:
    """Returns the typed letters, and the candidates of this page."""

    letters: str = ""
    candidates: tuple[str, ...] = ()
    first_page: bool = True
    last_page: bool = True


class Engine:
    """One session of librime."""

    def __init__(self, library: Any) -> None:
        self._rime = library
        self._session = c_size_t(library.RimeCreateSession())
        library.RimeSelectSchema(self._session, _SCHEMA)

    def type(self, letter: str) -> str:
        """Types a small letter; returns the text that it finishes, mostly none."""
        return self._press(ord(letter))

    def erase(self) -> None:
        """Takes back the last letter."""
        self._press(_BACKSPACE)

    def pick(self, at: int) -> str:
        """Takes the candidate at that place of the page; returns the text once it is finished."""
        return self._press(ord("1") + at)

    def turn(self, pages: int) -> None:
        """Shows the next page of candidates, or with a negative number the one before."""
        self._press(_PAGE_DOWN if pages > 0 else _PAGE_UP)

    def clear(self) -> None:
        """Forgets what is being typed."""
        self._rime.RimeClearComposition(self._session)

    def composing(self) -> Composing:
        """Returns what is being typed now."""
        context = _sized(_Context)
        if not self._rime.RimeGetContext(self._session, byref(context)):
            return Composing()
        menu = context.menu
        candidates = tuple(menu.candidates[at].text.decode() for at in range(menu.num_candidates))
        letters = (context.composition.preedit or b"").decode()
        state = Composing(letters, candidates, menu.page_no == 0, bool(menu.is_last_page))
        self._rime.RimeFreeContext(byref(context))
        return state

    def _press(self, key: int) -> str:
        self._rime.RimeProcessKey(self._session, key, 0)
        return self._finished()

    def _finished(self) -> str:
        commit = _sized(_Commit)
        if not self._rime.RimeGetCommit(self._session, byref(commit)):
            return ""
        text = (commit.text or b"").decode()
        self._rime.RimeFreeCommit(byref(commit))
        return text


def open_engine() -> Engine | None:
    """Loads librime and its data, 0.1 to 0.5 s; None where it is not installed, lacks a function, or does not work."""
    try:
        return _open() if _SHARED.is_dir() else None
    except (OSError, AttributeError, subprocess.SubprocessError) as error:
        log.warning("no pinyin: %s", type(error).__name__)
        return None


def _open() -> Engine:
    """Raises OSError, AttributeError, SubprocessError."""
    library = _load()
    with whole_folder(_SHARED) as folder:
        _initialise(library, folder)
        engine = Engine(library)
        engine.type("a")
        if not engine.composing().candidates:
            raise OSError(errno.EIO, "librime finds no character")
        engine.clear()
    return engine


def _load() -> Any:
    """Raises OSError, AttributeError."""
    library: Any = ctypes.CDLL(_LIBRARY)
    library.RimeCreateSession.restype = c_size_t
    return library


def _initialise(library: Any, folder: Path) -> None:
    traits = _sized(_RimeTraits)
    traits.shared_data_dir, traits.user_data_dir = os.fsencode(_SHARED), os.fsencode(folder)
    traits.distribution_name = traits.distribution_code_name = traits.app_name = b"rime.kiosk"
    traits.distribution_version, traits.log_dir, traits.min_log_level = b"1", b"", 3
    library.RimeSetup(byref(traits))
    library.RimeInitialize(byref(traits))


def build(folder: Path) -> None:
    """Has librime build there what it reads from its data. Raises OSError, AttributeError."""
    library = _load()
    for name, text in _FILES.items():
        (folder / name).write_text(text)
    _initialise(library, folder)
    if library.RimeStartMaintenance(1):
        library.RimeJoinMaintenanceThread()
    library.RimeFinalize()


def _sized(kind: Any) -> Any:
    made = kind()
    made.data_size = ctypes.sizeof(kind) - ctypes.sizeof(c_int)
    return made


if __name__ == "__main__":
    build(Path(sys.argv[1]))
