"""A kiosk is killed again and again while cards are swapped on its reader at random: nothing is ever handed in for a
card that did not lie there."""

import json
import multiprocessing
import os
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path
from random import Random, randrange
from threading import Event, Thread
from time import sleep

import pytest

from devices.manager import DeviceManager
from devices.simulators.people import PEOPLE
from devices.simulators.process import SimulatorProcess
from kiosk.app.start import open_hub_link
from kiosk.hub_link.catalogue_cache import CatalogueCache
from kiosk.storage.service_mode import ServiceMode
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.swapped_kiosk import live
from tests.kiosk.test_crash import address, deliver_the_rest, fetch_catalogue

SEED = int(os.environ.get("KIOSK_TEST_SEED") or randrange(2**32))  # of what can be chosen again
CARDS = ("li", "zhang", "rare")
TOLERANCE = timedelta(seconds=0.5)  # from the reader's answer to the entry in the outbox, on a busy machine
_SUBMITTED = """
import json
from hub.cases.models import Case
cases = Case.objects.filter(applicant__isnull=False)
print(json.dumps([[str(case.pk), case.applicant["number"]] for case in cases if case.applicant]))
"""


class Reader(Thread):
    """Hands that place and lift cards, and know when each lay there."""

    def __init__(self, simulator: SimulatorProcess, chance: Random) -> None:
        super().__init__(daemon=True)
        self._simulator, self._chance, self._over = simulator, chance, Event()
        self.lay: list[tuple[str, datetime, datetime]] = []

    def run(self) -> None:
        while not self._over.is_set():
            card = self._chance.choice(CARDS)
            begun = datetime.now(UTC)
            self._simulator.do("place", card=card)
            self._over.wait(self._chance.uniform(0.3, 3.0))
            if self._chance.random() < 0.6:  # else the next is placed on top of it at once
                self._simulator.do("lift")
            self.lay.append((PEOPLE[card]["number"], begun, datetime.now(UTC)))
            self._over.wait(self._chance.uniform(0.0, 0.6))

    def stop(self) -> None:
        self._over.set()
        self.join(20)

    def had(self, number: str, at: datetime) -> bool:
        """Returns whether a card with that number lay there then."""
        return any(card == number and begun - TOLERANCE <= at <= ended + TOLERANCE for card, begun, ended in self.lay)


@pytest.mark.timeout(240)
def test_nothing_is_handed_in_for_a_card_that_was_not_there(tmp_path: Path, seeded_hub: Path) -> None:
    swap_and_kill(tmp_path, seeded_hub, lives=4)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_nothing_is_handed_in_for_a_card_that_was_not_there_fifty_times(tmp_path: Path, seeded_hub: Path) -> None:
    swap_and_kill(tmp_path, seeded_hub, lives=50)


def swap_and_kill(folder: Path, seeded_hub: Path, lives: int) -> None:
    print(f"KIOSK_TEST_SEED={SEED}")
    hub, chance = HubProcess(folder / "hub", seeded_hub), Random(SEED)
    hub.start()
    data_dir = folder / "kiosk"
    fetch_catalogue(data_dir, hub)
    with SimulatorProcess("sam_v") as simulator:
        reader = Reader(simulator, Random(SEED + 1))
        reader.start()
        for _life in range(lives):
            live_and_die(data_dir, hub, simulator.port, chance)
        reader.stop()
    deliver_the_rest(data_dir, hub)
    handed_in = handed_in_at(data_dir, hub)
    submitted = [(number, handed_in[key]) for key, number in json.loads(hub.shell(_SUBMITTED))]
    hub.stop()
    assert len(submitted) >= lives, "too few applications were handed in to prove anything"
    wrong = [case for case in submitted if not reader.had(*case)]
    near = [lay for lay in reader.lay for _number, at in wrong if abs(at - lay[1]) < timedelta(seconds=8)]
    assert wrong == [], near


def handed_in_at(data_dir: Path, hub: HubProcess) -> dict[str, datetime]:
    """Returns when each message was put into the outbox, by its id."""
    with open_hub_link(
        data_dir, address(hub), DeviceManager([]), CatalogueCache(data_dir), ServiceMode(data_dir)
    ) as hub_link:
        return {str(trace.id): trace.made_at for trace in hub_link.outbox.traces()}


def live_and_die(data_dir: Path, hub: HubProcess, reader: str, chance: Random) -> None:
    process = _nursery().Process(target=live, args=(data_dir, hub.url, hub.token_file, reader))
    process.start()
    sleep(chance.uniform(4.0, 9.0))  # the moment of death is what this test is about
    process.kill()
    process.join()
    assert process.exitcode == -9, "the kiosk died before it was killed"


def _nursery() -> ForkServerContext:
    """Returns processes that begin with everything imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.kiosk.swapped_kiosk", "kiosk.app.session"])
    return context
