"""A small kiosk that systemd watches. For each line on its standard input its window hangs until the next."""

import sys
import threading

from kiosk.app.watchdog import Watchdog, systemd
from kiosk.liveness import Liveness
from kiosk.pages.kinds import AttractPage
from screens import window
from screens.liveness import show_life

FRAMES = Liveness()


def started(surface: window.KivySurface) -> None:
    manager = systemd()
    if manager is None:
        raise SystemExit("nobody watches")
    show_life(FRAMES.beat, every=0.2)
    Watchdog(manager, {"the window": (FRAMES, 2.0)}).start()
    threading.Thread(target=hang, args=(surface,), daemon=True).start()


def hang(surface: window.KivySurface) -> None:
    for _ in sys.stdin:
        surface.call(sys.stdin.readline)  # type: ignore[arg-type]  # what it gives is of no use


window.run(
    AttractPage("青石街道社区服务中心", back=False, cancel=False),
    width_px=1080,
    height_px=1920,
    width_mm=268.0,
    fullscreen=True,
    on_started=started,
)
