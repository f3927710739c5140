"""Certificates from a department's answer to the resident's hand: issued, chosen, printed, handed out."""

from datetime import datetime

from django.db import transaction

from contract.cases import CaseState
from contract.certificates import ResultStage, ResultState, ResultWay
from contract.numbers import tidy_number
from contract.people import Person
from contract.text import Text, text
from hub.cases import handling
from hub.cases.actors import Actor
from hub.cases.models import Case, Event
from hub.cases.timeline import add_timeline_entry, lock
from hub.certificates.content import CertificateContent, ResultContent
from hub.certificates.immediate_answers import is_answered_at_once
from hub.certificates.models import Certificate
from hub.certificates.signed_papers import no_paper, prepare_paper
from hub.core.problems import RequestRefused, refused_field

_CHOSEN = {
    ResultWay.PRINT: text("The result is to be printed at a kiosk."),
    ResultWay.WINDOW: text("The result is to be collected at a window, against the card."),
    ResultWay.POST: text("The result is to be posted."),
}
_UNDER_WAY = (CaseState.SUBMITTED, CaseState.ACCEPTED, CaseState.IN_PROGRESS)


def issue(case: Case, content: CertificateContent, now: datetime) -> Certificate:
    """Stores the result with the case, in the caller's transaction, and queues the making of its paper. Raises Refused
    where it is another person's."""
    if case.applicant is None or tidy_number(Person.model_validate(case.applicant).number) != tidy_number(
        content.number
    ):
        raise refused_field("result.number", "other_person", text("This result is not the applicant's."))
    certificate = Certificate.objects.create(case=case, content=content.model_dump(mode="json"), issued_at=now)
    if not content.made_elsewhere:
        prepare_paper.enqueue(str(certificate.pk))
    return certificate


@transaction.atomic
def issue_by_staff(case: Case, content: ResultContent, by: Actor, now: datetime) -> Certificate:
    """Issues what staff made out for a case that is decided, once. Raises Refused."""
    case = lock(case)
    if case.applicant is None:
        raise RequestRefused(409, text("It was handed in without a card: there is nobody to hand a result to."))
    if case.state != CaseState.DECIDED:
        raise RequestRefused(409, text("A result is made out once the case is decided, and before it is delivered."))
    if Certificate.objects.filter(case=case).exists():
        raise RequestRefused(409, text("The result of this case has been made out already."))
    number = Person.model_validate(case.applicant).number
    certificate = issue(case, CertificateContent(number=number, **content.model_dump()), now)
    note = text("The result is made out: {title}.", title=content.title)
    add_timeline_entry(case, Event.RESULT, by, now, note)
    return certificate


def find_state(case: Case) -> ResultState | None:
    """Returns how the case's result stands; None where it has none to be had on paper."""
    certificate = Certificate.objects.filter(case=case).first()
    if certificate is None or certificate.content is None:
        awaited = case.state in _UNDER_WAY and is_answered_at_once(case)
        return ResultState(stage=ResultStage.AWAITED) if awaited else None
    stage = ResultStage.HANDED_OUT if case.state == CaseState.DELIVERED else ResultStage.READY
    content = CertificateContent.model_validate(certificate.content)
    way = ResultWay(certificate.way) if certificate.way else None
    title = Text.plain(content.title)
    return ResultState(stage=stage, title=title, way=way, made_elsewhere=content.made_elsewhere)


def get_state(case: Case) -> ResultState:
    """Returns how the case's result stands. Raises Refused where it has none."""
    state = find_state(case)
    if state is None:
        raise no_paper()
    return state


@transaction.atomic
def choose(case: Case, way: ResultWay, address: str, by: Actor, now: datetime) -> None:
    """Records the resident's choice; the same again changes nothing. Raises Refused."""
    certificate = _lock(case)
    if way is ResultWay.PRINT and CertificateContent.model_validate(certificate.content).made_elsewhere:
        raise no_paper()
    if way is ResultWay.POST and not address.strip():
        raise refused_field("address", "required", text("An address is needed."))
    chosen = address.strip() if way is ResultWay.POST else None
    if certificate.way == way and certificate.address == chosen:
        return
    certificate.way, certificate.address = way.value, chosen
    certificate.save(update_fields=["way", "address"])
    add_timeline_entry(certificate.case, Event.RESULT, by, now, _CHOSEN[way])


@transaction.atomic
def hand_out(case: Case, by: Actor, now: datetime) -> None:
    """Records, once, that it is in the resident's hands. Raises Refused."""
    certificate = Certificate.objects.select_for_update().filter(case=case).first()
    if certificate is None:
        raise no_paper()
    if certificate.handed_out_at is not None:
        return
    certificate.handed_out_at = now
    certificate.save(update_fields=["handed_out_at"])
    handling.deliver(certificate.case, by, now, text("The result was printed at a kiosk.") if by.kiosk else None)


def _lock(case: Case) -> Certificate:
    """Locks the certificate and returns it. Raises Refused where there is none, or it is handed out."""
    certificate = Certificate.objects.select_for_update().filter(case=case).first()
    if certificate is None or certificate.content is None:
        raise no_paper()
    if certificate.case.state != CaseState.DECIDED:
        raise RequestRefused(409, text("The result has been handed out already."))
    return certificate
