"""A kiosk is killed again and again while the hub comes and goes: no case that a resident saw is lost or doubled."""

import json
import multiprocessing
import random
from collections import Counter
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from devices.front import Devices
from kiosk.hub_client import HubAddress
from kiosk.shelf import Shelf
from kiosk.standing import Standing
from kiosk.start import post_office
from tests.kiosk.doomed_kiosk import live
from tests.kiosk.hub_process import HubProcess

LIVES = 60
_CASES = """
import json
from hub.cases.models import Case
print(json.dumps([[case.answers["place"], case.code] for case in Case.objects.filter(answers__isnull=False)]))
"""


@pytest.mark.timeout(240)
def test_sixty_kills_while_the_hub_comes_and_goes(tmp_path: Path) -> None:
    hub = HubProcess(tmp_path / "hub")
    hub.start()
    data_dir, seen = tmp_path / "kiosk", tmp_path / "seen"
    fetch_catalogue(data_dir, hub)
    over = Event()
    weather = Thread(target=come_and_go, args=(hub, over))
    weather.start()
    try:
        for life in range(LIVES):
            live_and_die(life, data_dir, hub, seen)
    finally:
        over.set()
        weather.join()
    hub.start()
    deliver_the_rest(data_dir, hub)

    noted = [(line[:-15], line[-14:]) for line in seen.read_text().splitlines()]
    kept = Counter((mark, code) for mark, code in json.loads(hub.shell(_CASES)))
    hub.stop()
    assert len(noted) >= LIVES / 2, "too few applications were handed in to prove anything"
    assert [note for note in noted if kept[note] != 1] == []
    marks = Counter(mark for mark, code in kept.elements())
    assert [mark for mark, times in marks.items() if times > 1] == []


def live_and_die(life: int, data_dir: Path, hub: HubProcess, seen: Path) -> None:
    process = _nursery().Process(target=live, args=(life, data_dir, hub.url, hub.token_file, seen))
    process.start()
    sleep(random.uniform(0.02, 0.7))  # the moment of death is what this test is about
    process.kill()
    process.join()
    assert process.exitcode == -9, "the kiosk died before it was killed"


def come_and_go(hub: HubProcess, over: Event) -> None:
    while not over.wait(random.uniform(0.3, 2.5)):
        hub.stop(kill=random.random() < 0.5)
        over.wait(random.uniform(0.1, 2.0))
        hub.start()


def fetch_catalogue(data_dir: Path, hub: HubProcess) -> None:
    shelf = Shelf(data_dir)
    with post_office(data_dir, address(hub), Devices([]), shelf, Standing(data_dir)):
        _wait_until(lambda: shelf.catalogue is not None)


def deliver_the_rest(data_dir: Path, hub: HubProcess) -> None:
    with post_office(data_dir, address(hub), Devices([]), Shelf(data_dir), Standing(data_dir)) as post:
        _wait_until(lambda: post.outbox.counts().pending == 0)
        assert post.outbox.counts().refused == 0


def address(hub: HubProcess) -> HubAddress:
    return HubAddress(hub.url, hub.token_file)


def _nursery() -> ForkServerContext:
    """Processes that begin with everything imported, so that they spend their short lives on applications."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.kiosk.doomed_kiosk", "kiosk.session"])
    return context


def _wait_until(condition: Callable[[], bool]) -> None:
    give_up = monotonic() + 60
    while not condition():
        if monotonic() > give_up:
            raise AssertionError("it did not come")
        sleep(0.02)
