"""A small kiosk for the tests to work from outside: the sample menu, whose answers it prints, one line each.

It says where its buttons are once its window is painted, so that a test can click real clicks there.
"""

import json
import sys
import threading
from dataclasses import asdict

from kiosk.pages import kinds
from kiosk.pages.page_parts import Choice
from kiosk.pages.ui import Answered, PageReply
from screens import window

HEAVY = ("pydantic", "requests", "cryptography", "PIL", "django", "qrcode")
ATTRACT = kinds.AttractPage("青石街道社区服务中心", back=False, cancel=False)
MENU = kinds.MenuPage(
    "青石街道社区服务中心",
    (Choice("apply", "办理事项"), Choice("track", "查询进度")),
    back=False,
)


def say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def started(surface: window.KivySurface) -> None:
    say(heavy=[name for name in HEAVY if name in sys.modules])
    threading.Thread(target=visit, args=(surface,), daemon=True).start()


def visit(surface: window.KivySurface) -> None:
    surface.draw(MENU, hear)
    surface.call(lambda: say_when_ready(surface))


def hear(given: PageReply) -> None:
    if isinstance(given, Answered):
        say(answered=given.value)


def say_when_ready(surface: window.KivySurface) -> None:
    """Says where the buttons are once a tap on them counts."""
    targets = look(surface)
    if all(target["ready"] for target in targets):
        say(targets=targets)
    else:
        surface.call(lambda: say_when_ready(surface))


def look(surface: window.KivySurface) -> list[dict[str, object]]:
    from screens.probe import targets

    return [asdict(target) for target in targets(surface.stage)]


window.run(
    ATTRACT,
    width_px=1080,
    height_px=1920,
    width_mm=268.0,
    fullscreen=True,
    on_started=started,
    on_stop=lambda: say(stopped=True),
)
