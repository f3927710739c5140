"""A kiosk is killed again and again while the hub comes and goes: no case that a resident saw is lost or doubled, and
every number on paper stands in the queue, or staff hear that it is in doubt."""

import json
import multiprocessing
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path
from random import Random, randrange
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from devices.manager import DeviceManager
from devices.simulators.process import SimulatorProcess
from kiosk import clock
from kiosk.app.start import open_hub_link
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.hub_link.connection import HubAddress
from kiosk.storage.service_mode import ServiceMode
from tests.kiosk.doomed_kiosk import live
from tests.kiosk.hub_process import HubProcess

LIVES = 60  # where it is about endurance
FEW = 20
SEED = int(os.environ.get("KIOSK_TEST_SEED") or randrange(2**32))  # of what can be chosen again
_KEPT = """
import json
from hub.cases.models import Case
from hub.queues.models import Ticket
cases = [[case.answers["place"], case.code] for case in Case.objects.filter(answers__isnull=False)]
tickets = [[str(ticket.pk), ticket.number, ticket.state] for ticket in Ticket.objects.all()]
print(json.dumps([cases, tickets]))
"""


@pytest.fixture
def printer() -> Iterator[SimulatorProcess]:
    with SimulatorProcess("escpos", tcp=True) as simulator:
        simulator.do("set", speed=20.0)
        yield simulator


@pytest.mark.timeout(600)
def test_twenty_kills_while_the_hub_comes_and_goes(tmp_path: Path, seeded_hub: Path, printer: SimulatorProcess) -> None:
    kill_again_and_again(tmp_path, seeded_hub, printer, FEW)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_sixty_kills_while_the_hub_comes_and_goes(tmp_path: Path, seeded_hub: Path, printer: SimulatorProcess) -> None:
    kill_again_and_again(tmp_path, seeded_hub, printer, LIVES)


def kill_again_and_again(folder: Path, seeded_hub: Path, printer: SimulatorProcess, lives: int) -> None:
    print(f"KIOSK_TEST_SEED={SEED}")
    hub, chance = HubProcess(folder / "hub", seeded_hub), Random(SEED)
    hub.start()
    data_dir, seen = folder / "kiosk", folder / "seen"
    fetch_catalogue(data_dir, hub)
    over, printed = Event(), []
    weather = Thread(target=come_and_go, args=(hub, over, Random(SEED + 1)))
    weather.start()
    try:
        for life in range(3 * LIVES):
            if life >= lives and proves_enough(seen, lives):
                break
            longest = 1.2 + max(0, life - lives) / 10  # on a busy machine shorter lives are too short
            live_and_die(life, data_dir, hub, seen, printer.port, chance.uniform(0.02, longest))
            printed += printer.do("take")["pieces"]
    finally:
        over.set()
        weather.join()
    hub.start()
    in_doubt = deliver_the_rest(data_dir, hub)
    printed += printer.do("take")["pieces"]
    cases, tickets = json.loads(hub.shell(_KEPT))
    hub.stop()

    assert proves_enough(seen, lives), "too few applications and numbers to prove anything"
    noted = [line.partition("|")[::2] for line in seen.read_text().splitlines()]
    nothing_of_a_case_is_lost([note for note in noted if not note[0].startswith("ticket:")], cases)
    numbers = [(mark.removeprefix("ticket:"), number) for mark, number in noted if mark.startswith("ticket:")]
    print(f"{len(numbers)} numbers seen, {len(in_doubt)} in doubt")
    paper_and_queue_agree(numbers, numbers_on(printed), in_doubt, tickets)


def proves_enough(seen: Path, lives: int) -> bool:
    lines = seen.read_text().splitlines() if seen.exists() else []
    tickets = sum(line.startswith("ticket:") for line in lines)
    return len(lines) - tickets >= lives / 2 and tickets >= lives / 6


def nothing_of_a_case_is_lost(noted: list[tuple[str, str]], cases: list[list[str]]) -> None:
    kept = Counter((mark, code) for mark, code in cases)
    assert [note for note in noted if kept[note] != 1] == []
    marks = Counter(mark for mark, code in kept.elements())
    assert [mark for mark, times in marks.items() if times > 1] == []


def paper_and_queue_agree(
    noted: list[tuple[str, str]], on_paper: list[str], in_doubt: set[str], tickets: list[list[str]]
) -> None:
    waiting = {identifier: number for identifier, number, state in tickets if state == "waiting"}
    assert [note for note in noted if waiting.get(note[0]) != note[1]] == []
    assert [number for number, times in Counter(waiting.values()).items() if times > 1] == []
    assert [number for number, times in Counter(on_paper).items() if times > 1] == []
    assert set(waiting.values()) - set(on_paper) == set(), "nobody holds these"
    assert set(on_paper) - set(waiting.values()) - in_doubt == set(), "they wait at home, and nobody knows"
    assert in_doubt & set(waiting.values()) == set()


def numbers_on(pieces: list[str]) -> list[str]:
    tickets = [piece for piece in pieces if "Queue number" in piece]
    return [number for piece in tickets for number in re.findall(r"^\s*([A-Z]+\d{3})\s*$", piece, re.MULTILINE)]


def live_and_die(life: int, data_dir: Path, hub: HubProcess, seen: Path, printer: str, seconds: float) -> None:
    arguments = (life, data_dir, hub.url, hub.token_file, seen, printer)
    process = _nursery().Process(target=live, args=arguments)
    process.start()
    sleep(seconds)  # the moment of death is what this test is about
    process.kill()
    process.join()
    assert process.exitcode == -9, "the kiosk died before it was killed"


def come_and_go(hub: HubProcess, over: Event, chance: Random) -> None:
    while not over.wait(chance.uniform(0.3, 2.5)):
        hub.stop(kill=chance.random() < 0.5)
        over.wait(chance.uniform(0.1, 2.0))
        hub.start()


def fetch_catalogue(data_dir: Path, hub: HubProcess) -> None:
    """And the letters of its own numbers."""
    catalogue_cache = CatalogueCache(data_dir)
    with open_hub_link(data_dir, address(hub), DeviceManager([]), catalogue_cache, ServiceMode(data_dir)):
        _wait_until(lambda: catalogue_cache.catalogue is not None)


def deliver_the_rest(data_dir: Path, hub: HubProcess) -> set[str]:
    """Returns the numbers that are in doubt."""
    with open_hub_link(
        data_dir, address(hub), DeviceManager([]), CatalogueCache(data_dir), ServiceMode(data_dir)
    ) as post:
        _wait_until(lambda: post.outbox.counts().pending == 0)
        assert post.outbox.counts().refused == 0
        return set(post.book.doubtful(clock.today()))


def address(hub: HubProcess) -> HubAddress:
    return HubAddress(hub.url, hub.token_file)


def _nursery() -> ForkServerContext:
    """Returns processes that begin with everything imported, so that they spend their short lives on applications."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.kiosk.doomed_kiosk", "kiosk.app.session"])
    return context


def _wait_until(condition: Callable[[], bool]) -> None:
    give_up = monotonic() + 60
    while not condition():
        if monotonic() > give_up:
            raise AssertionError("it did not come")
        sleep(0.02)
