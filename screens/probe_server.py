"""The probe: a Unix socket through which a robot sees the page. Only `--probe` and `--tour` open it.

One JSON object per line. `{"do": "look"}` returns the painted page: its kind, its serial number, its title, what has a
keypad's focus, and what can be tapped, with rectangles in window pixels from the upper left corner; including a dock
beside the page, with keys that begin with "dock:".
`{"do": "texts"}` returns every text of the page, also those scrolled away.
`{"do": "speech"}` returns how many keys of the keypad were pressed, and whether all that they led to was spoken.
"""

import contextlib
import json
import socketserver
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kivy.clock import Clock

from screens import sdl
from screens.probe import target_of, targets, texts
from screens.stage import Stage


class ProbeServer:
    """Serves `stage` at `path` until `stop`."""

    def __init__(self, stage: Stage, path: Path) -> None:
        self._path = path
        path.unlink(missing_ok=True)

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                for line in self.rfile:
                    self.wfile.write(json.dumps(_answer(stage, line), ensure_ascii=False).encode() + b"\n")

        self._server = socketserver.ThreadingUnixStreamServer(str(path), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, name="probe", daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        with contextlib.suppress(FileNotFoundError):
            self._path.unlink()


def _answer(stage: Stage, line: bytes) -> dict[str, Any]:
    try:
        question = json.loads(line)
    except ValueError:
        return {"error": "not JSON"}
    look = _QUESTIONS.get(question.get("do") if isinstance(question, dict) else None)
    if look is None:
        return {"error": f"do must be one of {', '.join(map(str, _QUESTIONS))}"}
    state: dict[str, Any] = {}
    painted = threading.Event()

    def answer(_: float) -> None:
        state.update(look(stage))
        Clock.schedule_once(lambda _: painted.set(), 0)  # by then this frame is on the screen

    Clock.schedule_once(answer, 0)
    sdl.wake()
    return state if painted.wait(10.0) else {"error": "the window does not draw"}


def _look(stage: Stage) -> dict[str, Any]:
    return {
        "page": type(stage.page).__name__,
        "serial": stage.serial,
        "title": stage.page.title if stage.page else "",
        "warning": stage.warned,
        "targets": [asdict(target) for target in targets(stage.parent or stage)],
        "focus": asdict(target_of(focus)) if stage.focus.shown and (focus := stage.focus.button) else None,
    }


def _texts(stage: Stage) -> dict[str, Any]:
    return {"texts": [text.text for text in texts(stage)]}


def _speech(stage: Stage) -> dict[str, Any]:
    return {"keys": stage.narrator.keys, "silent": stage.narrator.is_silent}


_QUESTIONS: dict[object, Callable[[Stage], dict[str, Any]]] = {"look": _look, "texts": _texts, "speech": _speech}
