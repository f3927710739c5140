"""The questions and messages of the kiosk to the hub: a method for each path.

A call that a resident waits for is over within `PATIENCE` seconds in all.
"""

from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from time import monotonic
from uuid import UUID

from pydantic import BaseModel

from contract.cases import (
    CaseDetail,
    CaseList,
    CaseSearch,
    ComplaintGiven,
    OwnComplaint,
    ReceiptCopy,
)
from contract.catalogue import Catalogue
from contract.certificates import ResultChoice, ResultPages, ResultSearch, ResultState
from contract.channels import Directory, Lookup, Notices, Replies
from contract.epochs import Missing, Reconciliation
from contract.kiosks import Enrolled, Enrolment, Heartbeat, HeartbeatAnswer
from contract.knowledge import KnowledgeEntries, KnowledgeSearch
from contract.own_record import PLACES_WANTED, Erasure, OwnRecord, RecordCopy, RecordLink
from contract.people import DUE_FACTS_WANTED, FactChecked, Facts, FactsRequest, Person, Token
from contract.places import DrawnMapPicture, PlaceBook
from contract.queues import (
    Appointment,
    Appointments,
    AppointmentSearch,
    Booking,
    CheckIn,
    Offer,
    ServiceWaits,
    Slots,
)
from contract.registers import FACTS_WANTED, LicenceWanted
from contract.residents import (
    ConsentChoice,
    Consents,
    Correction,
    CorrectionWanted,
    Mandate,
    MandateGiven,
    Mandates,
    ResidentSearch,
)
from contract.surveys import Survey, Surveys, SurveySearch
from contract.tickets import GiveBack, Holding, Ticket, TicketRequest
from contract.uploads import FilePiece, FileReceived, SupplementOpening, UploadLink, UploadOpening, UploadProgress
from kiosk import clock
from kiosk.hub_link.connection import ENROL, HubAway
from kiosk.hub_link.draft_calls import DraftCalls
from kiosk.hub_link.hub_calls import LARGEST
from kiosk.hub_link.messages import ANSWERED_SLOWLY, Answer, MessageKind
from kiosk.storage.atomic_files import write_safely

LONG_PATIENCE = 15.0  # seconds for the catalogue, for which nobody waits, and for a paper that is drawn meanwhile
LARGEST_CATALOGUE = 16 << 20


@dataclass(frozen=True, slots=True)
class Tagged:
    """A catalogue with its ETag."""

    catalogue: Catalogue
    etag: str


class HubClient(DraftCalls):
    """Every method raises HubAway or HubRefused. Safe to call from several threads."""

    def send(self, kind: MessageKind, identifier: UUID, message: BaseModel | None) -> Answer:
        """Sends an entry of the outbox."""
        patience = LONG_PATIENCE if kind in ANSWERED_SLOWLY else None
        return self._post(kind.path_of(identifier), message, kind.answer, identifier, patience)

    def facts(self, number: str, lacking: Iterable[str] = ()) -> Facts:
        """Returns what is known of a person. `lacking`: facts that no card told, for which a register may be asked."""
        keys = ",".join(sorted(lacking))
        further = {DUE_FACTS_WANTED: "1", **({FACTS_WANTED: keys} if keys else {})}
        return self._post("residents/facts", FactsRequest(number=number), Facts, further=further)

    def check_fact(self, checked: FactChecked) -> Facts:
        """Tells what the person said to a fact that is to be checked again. Returns which are still to be."""
        return self._post("residents/facts/checked", checked, Facts)

    def resolve(self, token: Token) -> Person:
        """Returns the person it stands for. Raises HubAway; HubRefused where nobody can say."""
        return self._post("residents/token", token, Person)

    def search(self, search: CaseSearch) -> CaseList:
        return self._post("cases/search", search, CaseList)

    def own_case(self, search: CaseSearch) -> CaseDetail:
        """Returns the case with what staff wrote, for one who has shown whose it is."""
        return self._post("cases/own", search, CaseDetail)

    def surveys(self, search: SurveySearch) -> tuple[Survey, ...]:
        """Returns what an assessor asks about a case or a visit of one's own."""
        return self._post("surveys/own", search, Surveys).surveys

    def receipt(self, search: CaseSearch) -> ReceiptCopy:
        """Returns the receipt, to be printed again on the same day. Raises HubRefused (409) on another."""
        return self._post("cases/receipt", search, ReceiptCopy)

    def result(self, search: ResultSearch) -> ResultState:
        """Returns how the case's result stands. Raises HubRefused (404) where there is none to be had on paper, or the
        hub knows of none."""
        return self._post("certificates/own", search, ResultState)

    def result_pages(self, search: ResultSearch) -> bytes:
        """Returns the signed PDF, which may be drawn meanwhile. Raises HubAway also for what is none."""
        return _decode(self._post("certificates/pages", search, ResultPages, patience=LONG_PATIENCE).pdf)

    def result_printed(self, search: ResultSearch) -> ResultState:
        """Tells the hub that the result is in the resident's hands. Sent again it changes nothing."""
        return self._post("certificates/printed", search, ResultState)

    def choose_result(self, choice: ResultChoice) -> ResultState:
        return self._post("certificates/choose", choice, ResultState)

    def withdraw(self, search: CaseSearch) -> CaseDetail:
        return self._post("cases/withdraw", search, CaseDetail)

    def complain(self, complaint: ComplaintGiven) -> OwnComplaint:
        return self._post("cases/complaints", complaint, OwnComplaint)

    def record(self, search: ResidentSearch) -> OwnRecord:
        """Returns all that the hub keeps of the person whose card lies here."""
        further = {DUE_FACTS_WANTED: "1", PLACES_WANTED: "1"}
        return self._post("residents/record", search, OwnRecord, further=further)

    def record_copy(self, search: ResidentSearch) -> bytes:
        """Returns a signed PDF, which is drawn meanwhile. Raises HubAway also for what is none."""
        return _decode(self._post("residents/record/copy", search, RecordCopy, patience=LONG_PATIENCE).pdf)

    def record_link(self, search: ResidentSearch) -> RecordLink:
        return self._post("residents/record/link", search, RecordLink)

    def erase_record(self, search: ResidentSearch) -> Erasure:
        return self._post("residents/record/erase", search, Erasure)

    def ask_correction(self, correction: CorrectionWanted) -> Correction:
        return self._post("residents/corrections", correction, Correction)

    def revoke_mandate(self, mandate: UUID, search: ResidentSearch) -> Mandate:
        return self._post(f"residents/mandates/{mandate}/revoke", search, Mandate)

    def replies(self, lookup: Lookup) -> Replies:
        return self._post("questions/search", lookup, Replies)

    def notices(self) -> Notices:
        return self._read(self._connection.call("GET", "notices", None, LONG_PATIENCE, LARGEST), Notices)

    def notices_for(self, person: Lookup) -> Notices:
        return self._post("notices/mine", person, Notices)

    def consents(self, search: ResidentSearch) -> Consents:
        return self._post("residents/consents/search", search, Consents)

    def choose(self, choice: ConsentChoice) -> Consents:
        return self._post(MessageKind.CONSENT.path, choice, Consents)

    def find_answers(self, search: KnowledgeSearch) -> KnowledgeEntries:
        return self._post("questions/answered", search, KnowledgeEntries)

    def mandates(self, search: ResidentSearch) -> Mandates:
        return self._post("residents/mandates/search", search, Mandates)

    def give_mandate(self, mandate: MandateGiven) -> Mandate:
        return self._post("residents/mandates", mandate, Mandate)

    def directory(self) -> Directory:
        return self._get("directory", Directory)

    def places(self) -> PlaceBook:
        """Returns the areas, houses, shops and facilities where this kiosk stands."""
        return self._get("places", PlaceBook)

    def map_picture(self) -> bytes:
        """Returns the JPEG of the map of these places. Raises HubAway also for what is none."""
        answer = self._connection.call("GET", "places/map", None, LONG_PATIENCE, LARGEST_CATALOGUE)
        return _decode(self._read(answer, DrawnMapPicture).jpeg)

    def open_upload(self, opening: UploadOpening | SupplementOpening) -> UploadLink:
        """Opens the way for a telephone of this visit; again, with a new link."""
        path = "uploads/supplement" if isinstance(opening, SupplementOpening) else "uploads"
        return self._post(path, opening, UploadLink)

    def upload_progress(self, upload: UUID) -> UploadProgress:
        """Returns how many pages have come, and nothing of what is on them."""
        return self._get(f"uploads/{upload}", UploadProgress)

    def send_piece(self, upload: UUID, piece: FilePiece) -> FileReceived:
        """Sends a piece; the last one of a file is answered once its pages are drawn."""
        return self._post(f"uploads/{upload}/pieces", piece, FileReceived, patience=LONG_PATIENCE)

    def fetch_licence(self, upload: UUID, request: LicenceWanted) -> UploadProgress:
        """Returns the progress once a copy is there. Raises HubRefused where there is none."""
        return self._post(f"uploads/{upload}/licences", request, UploadProgress, patience=LONG_PATIENCE)

    def end_upload(self, upload: UUID) -> UploadProgress:
        """Ends the upload: the link takes nothing any more."""
        return self._post(f"uploads/{upload}/end", None, UploadProgress)

    def hand_in_papers(self, upload: UUID) -> CaseDetail:
        """Hands in what has come as papers that a case lacked."""
        return self._post(f"uploads/{upload}/hand-in", None, CaseDetail)

    def reserve(self, request: TicketRequest) -> Ticket:
        return self._post(MessageKind.TICKET_ISSUED.path, request, Ticket)

    def held_ticket(self, holding: Holding) -> Ticket:
        """Returns the open number that this person holds, as it stands now."""
        return self._post("tickets/held", holding, Ticket)

    def give_back(self, ticket: UUID, holder: GiveBack) -> Ticket:
        return self._post(f"tickets/{ticket}/give-back", holder, Ticket)

    def ticket(self, ticket: UUID) -> Ticket:
        """Returns how the number stands now."""
        return self._get(f"tickets/{ticket}", Ticket)

    def waits(self) -> ServiceWaits:
        """Returns how long one waits for each service now."""
        return self._get("waits", ServiceWaits)

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
        """Sends the heartbeat; the kiosk takes the hub's time from the answer."""
        asked_at = monotonic()
        answer = self.report(heartbeat)
        self.heard_at = monotonic()
        if answer.now.tzinfo:  # half of it has passed on the way back
            clock.learn_hub_time(answer.now + timedelta(seconds=(self.heard_at - asked_at) / 2))
        return answer

    def report(self, heartbeat: Heartbeat) -> HeartbeatAnswer:
        """Sends the heartbeat; the kiosk goes by another clock."""
        return self._post("kiosks/heartbeat", heartbeat, HeartbeatAnswer)

    def keep_token(self, token: str) -> None:
        """Stores the next token, from the heartbeat's answer. Raises OSError."""
        write_safely(self._address.token_file, token.encode("ascii"))

    def reconcile(self, reconciliation: Reconciliation) -> Missing:
        """Tells a hub of another epoch what it had acknowledged; returns what it lacks."""
        return self._post("kiosks/reconcile", reconciliation, Missing)

    def enrol(self, code: str) -> Enrolled:
        """Exchanges a code, once, for a token. Needs no token."""
        return self._post(ENROL, Enrolment(code=code), Enrolled)

    def catalogue(self, etag: str = "") -> Tagged | None:
        """Returns the catalogue, or None where it is still that of `etag`."""
        answer = self._connection.call(
            "GET", "catalogue", None, LONG_PATIENCE, LARGEST_CATALOGUE, {"If-None-Match": etag}
        )
        if answer.status == 304:
            return None
        return Tagged(self._read(answer, Catalogue), answer.etag)


def _decode(pdf: str) -> bytes:
    """Returns the decoded bytes. Raises HubAway."""
    try:
        return b64decode(pdf, validate=True)
    except ValueError as error:
        raise HubAway("pages that cannot be read") from error
