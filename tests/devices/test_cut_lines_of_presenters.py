"""The line to a presenter is lost anywhere within a ticket: what is told as taken was whole, and alone on its paper."""

import os
import random
from collections import Counter
from collections.abc import Iterator

import pytest

from devices.base import DeviceError
from devices.printer.unfinished_jobs import unfinished_jobs
from devices.simulators.process import SimulatorProcess
from devices.ticket_dispenser.presenter import Driver, Settings
from devices.ticket_dispenser.presenters import PROFILES
from tests.devices.paper import VOID, job
from tests.devices.test_presenter import like

_SAMPLES = 3
_JOBS = int(os.environ.get("SOAK_JOBS", "10000"))
_SEED = os.environ.get("SOAK_SEED", "")
_LINES = (1, 2, 3)  # of the tickets in turn: pictures alone tell which it is by its size
_KEYS = {"answer_seconds": 0.4, "silence_seconds": 0.8, "print_seconds": 4.0, "move_seconds": 0.5, "clear_seconds": 1.0}
PRESENTERS = [(profile, clears) for profile in PROFILES for clears in (True, False)]


class Lobby:
    """A presenter whose tickets are taken as they come, and what was told of them."""

    def __init__(self, presenter: SimulatorProcess, profile: str) -> None:
        self.presenter, self.profile = presenter, profile
        self.driver = Driver(presenter.port, Settings.model_validate({**_KEYS, "profile": profile}))
        self.number = 0
        self.whole_though_failed = 0
        self._told: list[int] = []
        self._templates: list[str] = []

    def issue(self) -> bool:
        """Issues the next ticket; returns whether it was told as taken. The port is opened first where it is not
        open."""
        self.number += 1
        try:
            self._make_sure_it_is_open()
            self.driver.issue(job(self.number, self._lines), lambda: None)
        except DeviceError:
            return False
        self._told.append(self.number)
        return True

    def learn(self) -> int:
        """Returns how whole tickets look on paper; how many bytes one takes, the questions included."""
        self.driver.open()
        for _ in _LINES:
            before = int(self.presenter.do("state")["received"])
            assert self.issue()
            (piece,) = self.presenter.do("take")["taken"]
            self._templates.append(self._without_number(piece))
        self._told.clear()
        return int(self.presenter.do("state")["received"]) - before

    def check(self) -> None:
        """Every ticket that somebody took, or that was thrown out, is one whole job alone, or void; each told as taken
        was taken. A whole one is thrown out where the line was lost behind its cut and nothing can be drawn in."""
        fates = self.presenter.do("take")
        came, thrown_out = ([piece for piece in fates[how] if VOID not in piece] for how in ("taken", "ejected"))
        assert all(self._without_number(piece) in self._templates for piece in [*came, *thrown_out]), fates
        assert not thrown_out or PROFILES[self.profile].retract is None
        expected = [self._template(number) for number in self._told]
        assert not Counter(expected) - Counter(map(self._without_number, came)), (self._told, fates)
        self.whole_though_failed += len(came) + len(thrown_out) - len(expected)
        self._told.clear()

    @property
    def _lines(self) -> int:
        return _LINES[(self.number - 1) % len(_LINES)]

    def _template(self, number: int) -> str:
        return self._templates[(number - 1) % len(_LINES)]

    def _without_number(self, piece: str) -> str:
        numbers = {f"N{number:05}" for number in range(max(0, self.number - 4), self.number + 1)}
        present = [number for number in numbers if number in piece]
        assert len(present) <= 1, piece
        return piece.replace(present[0], "NUMBER") if present else piece

    def _make_sure_it_is_open(self) -> None:
        try:
            self.driver.status()
        except DeviceError:
            self.driver.open()


@pytest.fixture
def lobby(request: pytest.FixtureRequest) -> Iterator[Lobby]:
    profile, clears = request.param
    with SimulatorProcess("presenter", tcp=True) as presenter:
        like(profile, presenter)
        presenter.do("set", speed=5000, taken_after=0.02, clear_all=clears, clear_buffers=clears)
        lobby = Lobby(presenter, profile)
        yield lobby
        lobby.driver.close()
        unfinished_jobs.discard(presenter.port)


def name_of(presenter: tuple[str, bool]) -> str:
    return f"{presenter[0]}-{'clears' if presenter[1] else 'keeps'}"


def is_lost_after(lobby: Lobby, offset: int) -> None:
    """One ticket whose line is lost after that many bytes, and the tickets after it."""
    lobby.presenter.do("cut_line", after=offset)
    lobby.issue()
    lobby.presenter.do("cut_line")
    assert any(lobby.issue() for _ in range(2)), "it gives tickets again"
    lobby.check()


@pytest.mark.parametrize("lobby", PRESENTERS[1::2], indirect=True, ids=name_of)
def test_a_line_lost_within_a_ticket_spoils_no_other(lobby: Lobby) -> None:
    length = lobby.learn()
    step = length // _SAMPLES
    for offset in range(1 + sum(map(ord, lobby.profile)) % step, length, step):
        is_lost_after(lobby, offset)


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("lobby", PRESENTERS, indirect=True, ids=name_of)
def test_a_line_lost_at_each_offset_spoils_no_other(lobby: Lobby) -> None:
    for offset in range(1, lobby.learn()):
        is_lost_after(lobby, offset)
        lobby.presenter.do("left", mm=50_000)  # the roll is changed before it ends


@pytest.mark.soak
@pytest.mark.timeout(0)
@pytest.mark.parametrize("lobby", PRESENTERS, indirect=True, ids=name_of)
def test_many_tickets_with_lines_lost_at_random(lobby: Lobby) -> None:
    """SOAK_JOBS of them, 10,000 where that is not set, elsewhere with another SOAK_SEED; the roll is changed before it
    ends."""
    length, chance = lobby.learn(), random.Random(lobby.profile + _SEED)
    while lobby.number < _JOBS:
        is_lost_after(lobby, chance.randint(1, length - 1))
        lobby.presenter.do("left", mm=50_000)
    print(f"{lobby.profile}: {lobby.number} tickets, {lobby.whole_though_failed} whole though told as failed")
