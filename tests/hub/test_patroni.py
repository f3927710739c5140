"""Three servers under Patroni, of which the leader dies again and again while eight clients and a kiosk work: what was
acknowledged is there in the end, and nothing twice."""

import os
import shutil
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from statistics import median
from threading import Event
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command

from contract.tickets import OfflineIssue, TicketRequest
from hub.catalogue.seeding import seed
from hub.kiosks import services as kiosks
from kiosk import clock
from kiosk.hub_link.connection import HubAway
from kiosk.visit import HubLink
from kiosk.visits.take_number import on_paper
from tests.hub import filled
from tests.hub.caller import Wire
from tests.hub.hub_process import Fresh
from tests.hub.patroni import Cluster, cluster
from tests.hub.sample import CATALOGUE, a_submission
from tests.hub.test_gone_back import Centre, hears
from tests.together import wait_until

KILLS, CLIENTS = int(os.environ.get("HA_KILLS", "20")), 8
BULK = next(service for service in CATALOGUE.services if service.code == "bulk")


@dataclass
class Acknowledged:
    """What was answered, and when."""

    tickets: list[UUID] = field(default_factory=list)
    cases: list[UUID] = field(default_factory=list)
    own_numbers: list[str] = field(default_factory=list)
    at: list[float] = field(default_factory=list)

    def note(self, rows: "list[UUID] | list[str]", row: object) -> None:
        rows.append(row)  # type: ignore[arg-type]
        self.at.append(time.monotonic())


def work(port: int, token: str, known: Acknowledged, done: Event) -> None:
    """A client takes numbers, and after each tenth it hands something in."""
    turns = 0
    while not done.is_set():
        try:
            turns += 1
            if not take_turn(Wire(port, token), known, handing_in=turns % 10 == 0):
                done.wait(0.1)  # the hub has no database to ask
        except (OSError, HTTPException, ValueError):
            done.wait(0.1)


def take_turn(wire: Wire, known: Acknowledged, handing_in: bool) -> bool:
    """Returns whether a number was reserved."""
    ticket, submission = uuid4(), a_submission()
    reserved = wire.post("tickets", {"id": str(ticket), "service": BULK.code})[0] == 200
    if reserved and wire.post(f"tickets/{ticket}/confirm")[0] == 200:
        known.note(known.tickets, ticket)
    if handing_in and wire.post("submissions", submission)[0] == 200:
        known.note(known.cases, submission.id)
    return reserved


def give_numbers(hub_link: HubLink, known: Acknowledged, done: Event) -> None:
    """A kiosk gives the hub's numbers, and its own where the hub does not answer in time."""
    while not done.wait(3):  # a hub takes 600 writes an hour from a kiosk
        try:
            with hub_link.book.reservation(on_end=hub_link.sender.wake) as reservation:
                ticket = hub_link.hub.reserve(TicketRequest(id=reservation.id, service=BULK.code))
                reservation.about_to_print(ticket.number)
                reservation.confirm(printed=on_paper(ticket))
            known.tickets.append(ticket.id)
        except HubAway:
            known.own_numbers.append(give_own_number(hub_link))


def give_own_number(hub_link: HubLink) -> str:
    now = clock.now()
    number = hub_link.book.next_own_number(BULK, now.date())
    assert number, "the kiosk has a series of its own"
    with hub_link.book.reservation(number, on_end=hub_link.sender.wake) as reservation:
        issue = OfflineIssue(number=number, issued_at=now)
        reservation.confirm(TicketRequest(id=reservation.id, service=BULK.code, offline=issue))
    return number


@pytest.mark.ha
@pytest.mark.timeout(3600)
def test_the_leader_dies_twenty_times_and_nothing_acknowledged_is_lost(keys_path: Path, tmp_path: Path) -> None:
    keys = Path(shutil.copy(keys_path, tmp_path))  # beside which stands no witness of another database
    with cluster() as servers:
        with filled.django_on(servers.url):
            call_command("migrate", verbosity=0, interactive=False)
            seed(CATALOGUE)
            tokens = [kiosks.add(f"client {number}") for number in range(CLIENTS)]
        centre = Centre(Fresh(servers.url, keys), tmp_path)
        with centre.serving(), centre.kiosk() as hub_link, ThreadPoolExecutor(CLIENTS + 1) as crowd:
            hears(hub_link)
            outages = kill_leaders(servers, centre.port, tokens, hub_link, known := Acknowledged(), crowd)
            wait_until(lambda: hub_link.outbox.counts().pending == 0)
        assert Path(centre.command("backup", str(tmp_path)).strip()).exists()
        numbers = [row[0] for row in centre.rows("SELECT number FROM queues_ticket WHERE state = 'waiting'")]
        tickets = {row[0] for row in centre.rows("SELECT id FROM queues_ticket WHERE state = 'waiting'")}
        cases = {row[0] for row in centre.rows("SELECT id FROM cases_case")}
    print(f"{len(tickets)} numbers, {len(cases)} cases; kiosk's own numbers: {len(known.own_numbers)}")
    print(f"nothing was acknowledged for {median(outages):.1f} s (median), {max(outages):.1f} s at most")
    assert set(known.tickets) <= tickets
    assert set(known.cases) <= cases
    assert known.own_numbers, "the kiosk gave none of its own meanwhile"
    assert set(known.own_numbers) <= set(numbers)
    assert [number for number, count in Counter(numbers).items() if count > 1] == []


def kill_leaders(
    servers: Cluster, port: int, tokens: list[str], hub_link: HubLink, known: Acknowledged, crowd: ThreadPoolExecutor
) -> list[float]:
    """Returns for how many seconds nothing was acknowledged, after each of the kills."""
    done, outages = Event(), []
    working = [crowd.submit(work, port, token, known, done) for token in tokens]
    working.append(crowd.submit(give_numbers, hub_link, known, done))
    try:
        for _ in range(KILLS):
            servers.wait_until_whole()
            outages.append(outage_without_leader(servers, known))
    finally:
        done.set()
    for each in working:
        each.result()
    return outages


def outage_without_leader(servers: Cluster, known: Acknowledged) -> float:
    leader, killed_at = servers.leader(), time.monotonic()
    leader.die()
    gone = time.monotonic()
    wait_until(lambda: known.at and known.at[-1] > gone, within=300)
    back_at = next(at for at in known.at if at > gone)
    leader.start()
    return back_at - killed_at
