"""The kiosk: the one place where things are put together.

python run_kiosk.py [--config FILE] [--windowed] [--demo] [--tour DIR] [--check] [--print-config]

Exit status: 0 ended as asked, 1 it could not run or the tour failed, 2 the configuration is wrong.
The first page is painted before anything is imported that it does not need.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import private_memory
from kiosk.app.configuration import load_configuration
from kiosk.app.options import build_parser, for_demonstration
from kiosk.liveness import Liveness

if TYPE_CHECKING:
    import argparse

    from config.settings import Settings
    from config.tolerant_loader import LoadResult
    from demo.simulators import DemoDevices
    from devices.manager import DeviceManager
    from kiosk.hub_link.connection import HubAddress
    from screens.window import Beside, KivySurface

_NO_HUB = "https://hub.invalid"  # RFC 2606: there is no such host
_BREATHLESS = 10.0  # seconds without a page or a frame, and it is not alive
_LAST_WORDS = 10.0  # seconds a visit has to come to its end when the program stops


def main(arguments: list[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    loaded = load_configuration(options)
    if loaded is None:
        return 2
    settings = loaded.settings
    options.demo = options.demo or options.tour is not None
    if options.print_config:
        from config.masked_toml import render_settings

        print(render_settings(settings), end="")
        return 0
    if options.check:
        from kiosk.cli.check_command import check

        return check(settings)
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", level=logging.INFO)
    from kiosk import clock
    from kiosk.app.practice import find_own_hub, for_practice, is_practice
    from kiosk.storage import log_files
    from kiosk.storage.data_dir import DataDirInUse, hold

    clock.keep_time_of(settings.kiosk.timezone)
    try:
        with contextlib.ExitStack() as parts:
            if options.tour:
                options.tour = options.tour.absolute()
                data_dir = Path(parts.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-tour-")))
                settings = for_demonstration(settings, data_dir)
            elif options.demo:
                settings = for_demonstration(settings, settings.kiosk.data_dir / "demo")
            parts.enter_context(hold(settings.kiosk.data_dir))
            home, own_hub = None, None
            if not options.demo and loaded.may_serve and is_practice(settings):
                home, own_hub = settings.kiosk.data_dir, find_own_hub(settings)
                settings = for_practice(settings)
                parts.enter_context(hold(settings.kiosk.data_dir))
            log_files.keep(settings.kiosk.data_dir)
            program = Program(settings, options, parts, loaded, home, own_hub)
            status = program.run()
    except (OSError, DataDirInUse) as error:
        print(f"the kiosk cannot run: {error}", file=sys.stderr)
        return 1
    if program.restart:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  # this very program, as it was called
    return status


class Program:
    """The parts beside the window: devices, hub, session, and in a demonstration the simulators and the robot."""

    def __init__(
        self,
        settings: Settings,
        options: argparse.Namespace,
        parts: contextlib.ExitStack,
        loaded: LoadResult,
        home: Path | None = None,
        own_hub: HubAddress | None = None,
    ) -> None:
        self._settings = settings
        self._loaded = loaded
        self._home, self._own_hub = home, own_hub  # while it practises: its own data directory and hub
        self._options = options
        self._parts = parts  # what has to be stopped, the last one first
        self._stopping = threading.Event()
        self._visits = threading.Thread(target=self._hold_visits, name="visits", daemon=True)
        self._simulators: DemoDevices | None = None
        if options.demo:
            from demo.simulators import open_simulators

            self._simulators = open_simulators(settings.kiosk.data_dir, few=options.tour is not None)
        self._status = 0
        from kiosk.app.start_guard import StartGuard

        self._liveness = Liveness()  # of the visit thread
        self._frames: Liveness | None = None  # where someone watches them
        self._start_guard = StartGuard(settings.kiosk.data_dir)
        self._safe = self._start_guard.begin()
        self.restart = False  # whether it is to start again once it has ended

    def run(self) -> int:
        """Runs until the window closes; returns the exit status."""
        from kiosk.app.start import first_page
        from screens.sdl import NoDisplay
        from screens.window import run

        kiosk, screen = self._settings.kiosk, self._settings.screen
        dock = self._dock()
        try:
            run(
                first_page(kiosk.site, kiosk.language, kiosk.data_dir),
                width_px=screen.width_px,
                height_px=screen.height_px,
                width_mm=screen.width_mm,
                fullscreen=screen.fullscreen and not self._options.windowed and not dock,
                on_started=self._start,
                beside=dock,
                keypad=self._settings.keypad.model_dump(),
                tap_after=screen.tap_after_seconds,
                large_tap_after=screen.large_text_tap_after_seconds,
                bottom_mm=screen.bottom_mm,
                sign=self._sign(kiosk.language),
                mounting=tuple(self._settings.mounting),
            )
        except NoDisplay:
            self._start_guard.mark_healthy()  # nothing of the kiosk's own has failed
            raise
        finally:
            self._stopping.set()
            if self._visits.ident:
                self._visits.join(_LAST_WORDS)
        if self._status == 0:
            self._start_guard.mark_healthy()
        return self._status

    def _sign(self, language: str) -> str:
        """Returns what stands above every page."""
        if self._home is None:
            return ""
        from kiosk.app.practice import practice_sign
        from kiosk.pages.language import in_language

        return in_language(language, practice_sign)

    def _dock(self) -> Beside | None:
        """Returns the dock where people play with the simulated devices; the tour's robot needs none."""
        simulators = self._simulators
        if simulators is None or self._options.tour:
            return None
        from screens.dock import dock

        return dock(simulators)

    def _start(self, surface: KivySurface) -> None:
        self._surface = surface
        self._parts.callback(surface.speak_by(self._settings.voice, self._settings.keypad))
        if self._settings.screen.dark_from:
            from kiosk import clock

            surface.darken_by(self._settings.screen.is_dark_at, lambda: clock.now().time())
        self._visits.start()
        self._watch()

    def _watch(self) -> None:
        """Tells systemd, where it asks, whether frames reach the screen and the visit thread runs."""
        from kiosk.app import watchdog
        from screens.liveness import show_life

        if manager := watchdog.systemd():
            frames = self._frames = Liveness()
            show_life(frames.beat, watchdog.FRAME_EVERY)
            parts = {
                "the window": (frames, watchdog.FRAME_PATIENCE),
                "the visit": (self._liveness, watchdog.VISIT_PATIENCE),
            }
            dog = watchdog.Watchdog(manager, parts, on_stall=self._show_out_of_service)
            dog.start()
            self._parts.callback(dog.stop)

    def _alive(self) -> bool:
        """Returns whether there have been pages and frames just now."""
        parts = [self._liveness, *([self._frames] if self._frames else [])]
        return all(liveness.begun and liveness.silent < _BREATHLESS for liveness in parts)

    def _show_out_of_service(self) -> None:
        from kiosk.app.start import out_of_service

        self._surface.draw(out_of_service(self._settings.kiosk.site), lambda _: None)

    def _hold_visits(self) -> None:
        """Builds the rest on the visit thread, then holds one visit after another."""
        try:
            url, token_file = self._hub()
            devices = self._devices()
            self._open_to_robots()
            from kiosk.app.start import run
            from kiosk.technician.run_context import RunContext

            run_as = RunContext(
                self._options.config,
                problems=self._loaded.problems,
                safe=self._safe,
                unsound=not self._loaded.may_serve,
                unattended=self._options.keep_going,
                practises=self._home is not None,
                home=self._home,
                own_hub=self._own_hub,
                restart=self._start_again,
                liveness=self._liveness,
            )
            self._surface.report_to(run_as.incidents, run_as.calls)
            self._start_guard.mark_healthy_when(self._alive)
            self._parts.callback(self._start_guard.stop)
            run(self._surface, devices, self._settings, url, token_file, self._stopping, run_as)
        except Exception:
            logging.getLogger("kiosk").exception("the kiosk cannot go on")
            self._status = 1
            self._surface.stop()

    def _start_again(self) -> None:
        self.restart = True
        self._surface.stop()

    def _hub(self) -> tuple[str, Path]:
        """Returns where the hub is, and the file with the token for it. With a broken configuration that is not
        certain, and nothing that waits here may reach another hub."""
        hub = self._settings.hub
        if not self._loaded.may_serve:
            return _NO_HUB, self._settings.kiosk.data_dir / "no.token"
        if not hub.embedded and hub.token_file:
            return hub.url, hub.token_file
        from kiosk.app.embedded_hub import start_own_hub

        own = start_own_hub(self._settings.kiosk, self._parts, safe=self._safe)
        if own is None:
            return _NO_HUB, self._settings.kiosk.data_dir / "no.token"
        return self._simulators.network.between(own.url) if self._simulators else own.url, own.token_file

    def _devices(self) -> DeviceManager:
        from devices.manager import DeviceManager, DeviceSpec
        from devices.printer.unfinished_jobs import unfinished_jobs

        unfinished_jobs.persist_to(self._settings.kiosk.data_dir / "printing")
        specs = [DeviceSpec(d.name, d.kind, d.model, d.port, d.settings) for d in self._settings.devices]
        if self._simulators:
            self._simulators.start()
            self._parts.callback(self._simulators.stop)
            specs = list(self._simulators.specs)
        devices = DeviceManager([] if self._safe else specs)
        if self._home is not None:
            from kiosk.app.practice import stamped

            devices.stamp_with(stamped)
        devices.start()
        self._parts.callback(devices.stop)
        return devices

    def _open_to_robots(self) -> None:
        probe = self._options.probe
        if self._options.tour:
            probe = self._settings.kiosk.data_dir / "probe"
        if probe:
            from screens.probe_server import ProbeServer

            self._parts.callback(ProbeServer(self._surface.stage, probe).stop)
        if self._options.tour:
            threading.Thread(target=self._walk_tour, args=(probe,), name="tour", daemon=True).start()

    def _walk_tour(self, probe: Path) -> None:
        from demo.tour_process import run_tour

        self._status = run_tour(probe, self._settings.kiosk.data_dir / "devices", self._options.tour)
        self._surface.stop()


if __name__ == "__main__":
    private_memory.overwrite_freed_memory()
    private_memory.forbid_copies()
    sys.exit(main())
