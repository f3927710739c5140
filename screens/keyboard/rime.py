"""Chinese by pinyin through librime: Debian's librime1 and rime-data-pinyin-simp.

librime is not thread-safe: `open_engine` may run in the background, then one thread alone uses the engine. It keeps no
user dictionary, so what one resident typed is not offered to the next.
"""

import errno
import logging
import os
import subprocess
import sys
from ctypes import byref
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screens.keyboard.rime_api import Commit, Context, Traits, load_api, sized
from screens.keyboard.rime_data import whole_folder

log = logging.getLogger(__name__)

_SHARED = Path("/usr/share/rime-data")
_SCHEMA = b"pinyin_simp"
_FILES = {
    "default.custom.yaml": "patch:\n  schema_list:\n    - schema: pinyin_simp\n  menu/page_size: 9\n",
    "pinyin_simp.custom.yaml": "patch:\n  translator/enable_user_dict: false\n",
}
_BACKSPACE, _PAGE_UP, _PAGE_DOWN = 0xFF08, 0xFF55, 0xFF56


@dataclass(frozen=True, slots=True)
class Composing:
    """The typed letters, and the candidates of this page."""

    letters: str = ""
    candidates: tuple[str, ...] = ()
    first_page: bool = True
    last_page: bool = True


class Engine:
    """One session of librime."""

    def __init__(self, library: Any) -> None:
        self._rime = library
        self._session = library.create_session()
        library.select_schema(self._session, _SCHEMA)

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
        self._rime.clear_composition(self._session)

    def composing(self) -> Composing:
        """Returns what is being typed now."""
        context = sized(Context)
        if not self._rime.get_context(self._session, byref(context)):
            return Composing()
        menu = context.menu
        candidates = tuple(menu.candidates[at].text.decode() for at in range(menu.num_candidates))
        letters = (context.composition.preedit or b"").decode()
        state = Composing(letters, candidates, menu.page_no == 0, bool(menu.is_last_page))
        self._rime.free_context(byref(context))
        return state

    def _press(self, key: int) -> str:
        self._rime.process_key(self._session, key, 0)
        return self._finished()

    def _finished(self) -> str:
        commit = sized(Commit)
        if not self._rime.get_commit(self._session, byref(commit)):
            return ""
        text = (commit.text or b"").decode()
        self._rime.free_commit(byref(commit))
        return text


def open_engine() -> Engine | None:
    """Loads librime and its data, 0.1 to 0.5 s; None where it is not installed, lacks a function, or does not work."""
    try:
        return _open() if _SHARED.is_dir() else None
    except (OSError, AttributeError, subprocess.SubprocessError) as error:
        log.warning("no pinyin: %s", type(error).__name__)
        return None


def _open() -> Engine:
    """Opens the engine. Raises OSError, AttributeError, SubprocessError."""
    library = load_api()
    with whole_folder(_SHARED) as folder:
        _initialise(library, folder)
        engine = Engine(library)
        engine.type("a")
        if not engine.composing().candidates:
            raise OSError(errno.EIO, "librime finds no character")
        engine.clear()
    return engine


def _initialise(library: Any, folder: Path) -> None:
    traits = sized(Traits)
    traits.shared_data_dir, traits.user_data_dir = os.fsencode(_SHARED), os.fsencode(folder)
    traits.distribution_name = traits.distribution_code_name = traits.app_name = b"rime.kiosk"
    traits.distribution_version, traits.log_dir, traits.min_log_level = b"1", b"", 3
    library.setup(byref(traits))
    library.initialize(byref(traits))


def build(folder: Path) -> None:
    """Makes librime build there what it reads from its data. Raises OSError, AttributeError."""
    library = load_api()
    for name, text in _FILES.items():
        (folder / name).write_text(text)
    _initialise(library, folder)
    if library.start_maintenance(1):
        library.join_maintenance_thread()
    library.finalize()


if __name__ == "__main__":
    build(Path(sys.argv[1]))
