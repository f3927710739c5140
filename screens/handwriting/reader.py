"""The kiosk's side of the process that reads handwriting: questions and answers, one JSON line each."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kivy.clock import Clock

from kiosk.diagnostics.handwriting import MODEL
from screens import sdl
from screens.handwriting import Stroke

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-m", "screens.handwriting.process", str(MODEL))
OnRead = Callable[[tuple[tuple[str, ...], ...]], None]


class HandwritingReader:
    """Starts the process; its answers are heard on a thread of their own and passed on to Kivy's. While it reads, only
    the newest question waits. `on_failed` is called where it ended before it could read."""

    def __init__(self, on_failed: Callable[[], None], command: Sequence[str] = _COMMAND) -> None:
        self._on_failed = on_failed
        self._on_read: OnRead | None = None
        self._waiting = b""
        self._busy = True  # until it says that the model is loaded
        self._ready = self._stopped = False
        pipe = subprocess.PIPE
        # its errors are not read: they could tell what was written
        self._process = subprocess.Popen(
            command, cwd=_ROOT, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, bufsize=0
        )
        threading.Thread(target=self._listen, name="handwriting", daemon=True).start()

    def is_running(self) -> bool:
        return not self._stopped and self._process.poll() is None

    def read(self, strokes: Sequence[Stroke], height: float, on_read: OnRead) -> None:
        """Sends the strokes, or keeps them until the answer before has come. Points in millimetres."""
        self._on_read = on_read
        question = json.dumps({"strokes": strokes, "height": height}).encode() + b"\n"
        if self._busy:
            self._waiting = question
        else:
            self._send(question)

    def forget(self) -> None:
        """Drops the answers to what was asked so far."""
        self._on_read, self._waiting = None, b""

    def stop(self) -> None:
        """Ends the process at once."""
        self._stopped = True
        self.forget()
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()

    def _send(self, question: bytes) -> None:
        self._busy, self._waiting = True, b""
        if self._process.stdin:
            try:
                self._process.stdin.write(question)
            except OSError:
                log.warning("handwriting: the process takes no more strokes")

    def _listen(self) -> None:
        """Reads answers on its own thread, until the process ends."""
        if self._process.stdout:
            with self._process.stdout as answers:
                for line in answers:
                    self._pass_on(json.loads(line))
        self._call(self._end)

    def _pass_on(self, answer: Any) -> None:
        self._call(lambda: self._answer(answer))

    def _call(self, call: Callable[[], None]) -> None:
        Clock.schedule_once(lambda _: call(), 0)
        sdl.wake()

    def _answer(self, answer: Any) -> None:
        if self._stopped:
            return
        self._busy = False
        if self._waiting:
            self._send(self._waiting)
        elif self._ready and self._on_read:
            self._on_read(tuple(map(tuple, answer)))
        self._ready = True

    def _end(self) -> None:
        if not self._stopped and not self._ready:
            log.warning("no handwriting: its process ended with %s", self._process.wait())
            self._on_failed()
