"""HTTP to the hub. The only module that knows requests.

A call that a resident waits for is over within `PATIENCE` seconds in all, however slowly bytes trickle in. Whatever is
not a proper answer of the hub's is `HubAway`; what the hub has judged and will not take is `HubRefused`. Neither text
says anything about a person, and no URL names one.
"""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from pathlib import Path
from threading import BoundedSemaphore, Event, Thread
from time import monotonic
from typing import Generic, TypeVar
from uuid import UUID

import requests
from pydantic import BaseModel, ValidationError
from urllib3.exceptions import HTTPError

from contract.cases import SIGNATURE_WANTED, CaseDetail, CaseList, CaseSearch, Submission
from contract.catalogue import Catalogue
from contract.channels import Directory, Lookup, Notices, Replies
from contract.epochs import Missing, Reconciliation
from contract.kiosks import Enrolled, Enrolment, Heartbeat, HeartbeatAnswer
from contract.people import Facts, FactsRequest, Person, Token
from contract.problems import REFUSED, Problem
from contract.queues import Appointment, Appointments, AppointmentSearch, Booking, CheckIn, Offer, Slots
from contract.residents import ConsentChoice, Consents, Mandate, MandateGiven, Mandates, ResidentSearch
from contract.tickets import GiveBack, Holding, Ticket, TicketRequest
from kiosk import clock
from kiosk.hub_link.attended import Attend, attended_by_nobody
from kiosk.hub_link.logged_request import LoggedRequest
from kiosk.hub_link.messages import Answer, MessageKind
from kiosk.hub_link.placings import Placings
from kiosk.private_memory import overwrite_unused_stack
from kiosk.storage.atomic_files import write_safely

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")

PATIENCE = 2.5  # seconds a resident is kept waiting for the hub
LONG_PATIENCE = 15.0  # seconds for the catalogue, for which nobody waits
LARGEST = 1 << 20  # bytes of an answer
LARGEST_CATALOGUE = 16 << 20
CALLS_AT_ONCE = 4
_NETWORK = (requests.RequestException, HTTPError, OSError, ValueError)
_ENROL = "kiosks/enrol"  # by which a kiosk gets its token
_JUDGED = (404, 409, 422)  # with a problem of the type REFUSED: what was sent is at fault


class HubAway(Exception):
    """The hub cannot be reached, or does not answer as a hub does."""


class HubRefused(Exception):
    """The hub has judged what was sent, will not take it, and says why. `problem.status` is 404, 409 or 422."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"refused with status {problem.status}")
        self.problem = problem


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Where the hub is, and the file with this kiosk's token in it (it may come later than the kiosk).

    `ca_file`: certificates (PEM) of the authorities that may vouch for the hub; None for the usual ones.
    """

    url: str
    token_file: Path
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Tagged:
    """A catalogue with its ETag."""

    catalogue: Catalogue
    etag: str


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    etag: str
    body: bytes


class HubClient:
    """Every method raises HubAway or HubRefused. Safe to call from several threads."""

    def __init__(self, address: HubAddress, patience: float = PATIENCE) -> None:
        self._address = address
        self.placings = Placings()
        self._patience = patience
        self._base = address.url.rstrip("/") + "/api/v1/"
        self._session = requests.Session()
        self._session.trust_env = False  # the hub is reached directly, and no .netrc is wanted
        self._session.verify = str(address.ca_file) if address.ca_file else True
        self._places = BoundedSemaphore(CALLS_AT_ONCE)
        self._attend: Attend = attended_by_nobody
        self.heard_at = -inf  # when the hub last answered a heartbeat, by `monotonic`

    def attended(self, attend: Attend) -> "HubClient":
        """Returns the same connection, on which `attend` is called with each message before it is sent."""
        client = copy(self)
        client._attend = attend  # noqa: SLF001  # a copy of this one
        return client

    def close(self) -> None:
        """Hang up, so that the hub need not wait for this kiosk before it can end."""
        self._session.close()

    def send(self, kind: MessageKind, identifier: UUID, message: BaseModel | None) -> Answer:
        """Sends an entry of the outbox."""
        return self._post(kind.path_of(identifier), message, kind.answer, identifier)

    def facts(self, number: str) -> Facts:
        return self._post("residents/facts", FactsRequest(number=number), Facts)

    def resolve(self, token: Token) -> Person:
        """Returns the person it stands for. Raises HubAway; HubRefused where nobody can say."""
        return self._post("residents/token", token, Person)

    def search(self, search: CaseSearch) -> CaseList:
        return self._post("cases/search", search, CaseList)

    def own_case(self, search: CaseSearch) -> CaseDetail:
        """With what staff wrote, for one who has shown whose it is."""
        return self._post("cases/own", search, CaseDetail)

    def replies(self, lookup: Lookup) -> Replies:
        return self._post("questions/search", lookup, Replies)

    def notices(self) -> Notices:
        return self._read(self._call("GET", "notices", None, LONG_PATIENCE, LARGEST), Notices)

    def notices_for(self, person: Lookup) -> Notices:
        return self._post("notices/mine", person, Notices)

    def consents(self, search: ResidentSearch) -> Consents:
        return self._post("residents/consents/search", search, Consents)

    def choose(self, choice: ConsentChoice) -> Consents:
        return self._post("residents/consents", choice, Consents)

    def mandates(self, search: ResidentSearch) -> Mandates:
        return self._post("residents/mandates/search", search, Mandates)

    def give_mandate(self, given: MandateGiven) -> Mandate:
        return self._post("residents/mandates", given, Mandate)

    def directory(self) -> Directory:
        return self._get("directory", Directory)

    def reserve(self, request: TicketRequest) -> Ticket:
        return self._post("tickets", request, Ticket)

    def held_ticket(self, holding: Holding) -> Ticket:
        """Returns the open number that this person holds, as it stands now."""
        return self._post("tickets/held", holding, Ticket)

    def give_back(self, ticket: UUID, holder: GiveBack) -> Ticket:
        return self._post(f"tickets/{ticket}/give-back", holder, Ticket)

    def ticket(self, ticket: UUID) -> Ticket:
        """Returns how the number stands now."""
        return self._get(f"tickets/{ticket}", Ticket)

    def offer(self) -> Offer:
        return self._get("appointments/offer", Offer)

    def slots(self, service: str, day: date) -> Slots:
        return self._get(f"appointments/slots?service={service}&day={day}", Slots)

    def book(self, booking: Booking) -> Appointment:
        return self._post("appointments", booking, Appointment)

    def appointments(self, search: AppointmentSearch) -> Appointments:
        return self._post("appointments/search", search, Appointments)

    def cancel(self, search: AppointmentSearch) -> Appointment:
        return self._post("appointments/cancel", search, Appointment)

    def check_in(self, arrival: CheckIn) -> Ticket:
        return self._post("appointments/check_in", arrival, Ticket)

    def heartbeat(self, heartbeat: Heartbeat) -> HeartbeatAnswer:
        """The kiosk takes the hub's time from the answer."""
        asked_at = monotonic()
        answer = self._post("kiosks/heartbeat", heartbeat, HeartbeatAnswer)
        self.heard_at = monotonic()
        if answer.now.tzinfo:  # half of it has passed on the way back
            clock.learn_hub_time(answer.now + timedelta(seconds=(self.heard_at - asked_at) / 2))
        return answer

    def keep_token(self, token: str) -> None:
        """The next one, from the heartbeat's answer. Raises OSError."""
        write_safely(self._address.token_file, token.encode("ascii"))

    def reconcile(self, told: Reconciliation) -> Missing:
        """Tells a hub of another epoch what it had acknowledged; returns what it lacks."""
        return self._post("kiosks/reconcile", told, Missing)

    def enrol(self, code: str) -> Enrolled:
        """The token that a code is good for, once. Needs no token."""
        return self._post(_ENROL, Enrolment(code=code), Enrolled)

    def catalogue(self, etag: str = "") -> Tagged | None:
        """The catalogue, or None where it is still that of `etag`."""
        answer = self._call("GET", "catalogue", None, LONG_PATIENCE, LARGEST_CATALOGUE, {"If-None-Match": etag})
        if answer.status == 304:
            return None
        return Tagged(self._read(answer, Catalogue), answer.etag)

    def _get(self, path: str, kind: type[M]) -> M:
        self._attend(None)
        return self._read(self._call("GET", path, None, self._patience, LARGEST), kind)

    def _post(self, path: str, message: BaseModel | None, kind: type[M], entry: UUID | None = None) -> M:
        self._attend(message)
        body = message.model_dump_json().encode() if message else None
        headers = self.placings.headers(message, self._token(), entry) if message and path != _ENROL else {}
        if isinstance(message, Submission):
            headers[SIGNATURE_WANTED] = "1"  # a kiosk of an earlier release would not understand it
        return self._read(self._call("POST", path, body, self._patience, LARGEST, headers), kind)

    def _read(self, answer: _Answer, kind: type[M]) -> M:
        if answer.status not in (200, 201):
            raise HubAway(f"unexpected status {answer.status}")
        try:
            return kind.model_validate_json(answer.body)
        except ValidationError:
            raise HubAway(f"an answer that is no {kind.__name__}") from None  # pydantic's text quotes the values

    def _call(
        self, method: str, path: str, body: bytes | None, within: float, largest: int, headers: Mapping[str, str] = {}
    ) -> _Answer:
        call = LoggedRequest(method, path)
        sent = {"Accept": "application/json", **call.headers, **self._authorization(path), **headers}
        if body is not None:
            sent["Content-Type"] = "application/json"
        until = monotonic() + within
        try:
            answer = _bounded(lambda: self._exchange(method, path, body, sent, until, largest), until, self._places)
        except HubAway as away:
            call.log_failure(str(away))
            raise
        call.log_answer(answer.status)
        if 400 <= answer.status < 500:
            raise HubRefused(_problem(answer))
        if answer.status >= 500:
            raise HubAway(f"status {answer.status}")
        return answer

    def _exchange(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], until: float, largest: int
    ) -> _Answer:
        patience = max(until - monotonic(), 0.01)
        with self._session.request(
            method, self._base + path, data=body, headers=headers, timeout=patience, stream=True, allow_redirects=False
        ) as response:
            received = bytearray()
            while part := response.raw.read1(65536, decode_content=True):
                received += part
                if len(received) > largest:
                    raise HubAway("an answer too large")
                if monotonic() > until:
                    raise HubAway("an answer too slow")
            return _Answer(response.status_code, response.headers.get("ETag", ""), bytes(received))

    def _authorization(self, path: str) -> dict[str, str]:
        return {} if path == _ENROL else {"Authorization": f"Bearer {self._token()}"}

    def _token(self) -> str:
        try:
            return self._address.token_file.read_text("ascii").strip()
        except (OSError, ValueError):
            raise HubAway("no token yet") from None


def _problem(answer: _Answer) -> Problem:
    """Returns what the hub says of what was sent. Raises HubAway where it did not judge that: the host, the address,
    the token or the hour is wrong, the hub is of another release or has lost data, or something else has answered."""
    try:
        problem = Problem.model_validate_json(answer.body)
    except ValidationError:
        raise HubAway(f"status {answer.status} without a problem document") from None
    if problem.type != REFUSED or answer.status not in _JUDGED:
        raise HubAway(f"status {answer.status}")
    return problem


def _bounded(work: Callable[[], T], until: float, places: BoundedSemaphore) -> T:
    """Returns what `work` returns until then (by `monotonic`). A call that hangs is left behind, in its place till it
    ends."""
    if not places.acquire(timeout=max(0.0, until - monotonic())):
        raise HubAway("earlier calls still hang")
    call = _CallInFlight(work, places.release)
    Thread(target=call.run, name="hub call", daemon=True).start()
    return call.result(max(0.0, until - monotonic()))


class _CallInFlight(Generic[T]):
    def __init__(self, work: Callable[[], T], release: Callable[[], None]) -> None:
        self._work = work
        self._release = release
        self._over = Event()
        self._result: T
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            self._result = self._work()
        except Exception as error:  # handed to the caller below
            self._error = error
        finally:
            overwrite_unused_stack()
            self._release()
            self._over.set()

    def result(self, within: float) -> T:
        if not self._over.wait(within):
            raise HubAway("no answer in time")
        if isinstance(self._error, HubAway):
            raise self._error
        if isinstance(self._error, _NETWORK):
            raise HubAway(type(self._error).__name__) from None
        if self._error:
            raise self._error
        return self._result
