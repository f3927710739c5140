"""The hub that a kiosk runs as its child."""

import subprocess
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from kiosk.app.embedded_hub import EmbeddedHub


def test_a_child_that_is_born_while_the_kiosk_stops_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    born, go_on = Event(), Event()
    children: list[subprocess.Popen[bytes]] = []

    class SlowBirth(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **more: Any) -> None:
            super().__init__(*arguments, **more)
            children.append(self)
            born.set()
            go_on.wait(20)

    monkeypatch.setattr(subprocess, "Popen", SlowBirth)
    hub = EmbeddedHub(tmp_path, "kiosk-1")
    hub.start()
    assert born.wait(20)
    stopping = Thread(target=hub.stop)
    stopping.start()
    go_on.set()
    stopping.join(30)
    assert [child.poll() is None for child in children] == [False]
