"""Questions, reviews, notices and the directory, for kiosks."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from contract import channels as c
from contract.cases import read_case_code
from contract.knowledge import KnowledgeEntries, KnowledgeSearch
from contract.searches import UnfoundWords
from contract.text import text
from hub.audit.services import record
from hub.channels import directory, knowledge, notices, questions, reviews, searches
from hub.core.clock import local_day
from hub.core.problems import refused_field
from hub.kiosks import rate_limits
from hub.kiosks.auth import kiosk_asking
from hub.kiosks.gate import Claim, Proof, find_own
from hub.kiosks.sites import area_of
from hub.residents.lookups import person_of

router = Router(tags=["channels"])


@router.post("questions", response=c.Acknowledgement)
def ask(request: HttpRequest, question: c.Question) -> c.Acknowledgement:
    """Asks. The answer is read with the card, or with the code."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_write(kiosk, now)
    row = questions.ask(question, kiosk, now)
    return c.Acknowledgement(id=row.pk, code=row.code)


@router.post("questions/answered", response=KnowledgeEntries)
def find_answers(request: HttpRequest, search: KnowledgeSearch) -> KnowledgeEntries:
    """Returns answers that stand already to what somebody is about to ask. Nothing of it is kept."""
    return knowledge.search(search.text, area_of(kiosk_asking(request)))


@router.post("questions/search", response=c.Replies)
def read_replies(request: HttpRequest, lookup: c.Lookup) -> c.Replies:
    """List one's own questions and reviews with their answers. The reading is kept on record."""
    now, kiosk = timezone.now(), kiosk_asking(request)
    if not lookup.number and not lookup.code:
        raise refused_field("code", "required", text("Give a number, or a code."))
    if lookup.number:
        record(kiosk, "read answers", person_of(kiosk, lookup.number, now))
        return c.Replies(replies=questions.replies_to(lookup.number, now))
    claim = Claim("question", read_case_code(lookup.code or "") or "", Proof.CODE, "read answers")
    return c.Replies(replies=find_own(claim, lambda: questions.replies_of(claim.code), kiosk, now) or ())


@router.post("reviews", response=c.Acknowledgement)
def review(request: HttpRequest, body: c.Review) -> c.Acknowledgement:
    """Review a case or a visit, once."""
    row = reviews.give(body, kiosk_asking(request), timezone.now())
    return c.Acknowledgement(id=row.pk, code=row.code, answer_by=row.answer_by)


@router.get("notices", response=c.Notices)
def read_notices(request: HttpRequest) -> c.Notices:
    """Returns what is told to everybody where this kiosk stands."""
    return notices.for_everybody(kiosk_asking(request), local_day(timezone.now()))


@router.post("notices/mine", response=c.Notices)
def my_notices(request: HttpRequest, person: c.Lookup) -> c.Notices:
    """Returns what is told to the groups that the person with this card belongs to. That they were looked up is on
    record."""
    now, kiosk = timezone.now(), kiosk_asking(request)
    if not person.number:
        raise refused_field("number", "required", text("Give a number."))
    record(kiosk, "find groups", person_of(kiosk, person.number, now))
    return notices.for_person(kiosk, person.number, local_day(now))


@router.get("directory", response=c.Directory)
def read_directory(request: HttpRequest) -> c.Directory:
    """List convenience services and volunteering near this kiosk."""
    return c.Directory(entries=directory.entries(kiosk_asking(request)))


@router.post("directory/requests", response=c.Acknowledgement)
def request_entry(request: HttpRequest, body: c.EntryRequest) -> c.Acknowledgement:
    """Asks for a service of the directory, or offers to help."""
    kiosk, now = kiosk_asking(request), timezone.now()
    rate_limits.consume_write(kiosk, now)
    row = directory.ask(body, kiosk, now)
    return c.Acknowledgement(id=row.pk, code=row.code)


@router.post("searches", response=c.Acknowledgement)
def count_search(request: HttpRequest, unfound: UnfoundWords) -> c.Acknowledgement:
    """Counts words that were searched for in vain."""
    rate_limits.consume_write(kiosk_asking(request), timezone.now())
    return searches.record_unfound(unfound)
