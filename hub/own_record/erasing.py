"""Erasure, as the resident wishes (个人信息保护法 47): what no law keeps goes at once, and is not collected again
without a new yes. What the law keeps is named, with how long.
"""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from contract import residents as c
from contract.channels import RequestState
from contract.own_record import Erasure, KeptByLaw
from contract.people import Person, PersonKind
from contract.text import Text, plural_text, text
from hub.audit.services import record
from hub.cases.drafts import delete_drafts_of
from hub.cases.models import Case
from hub.channels.models import Question, Request
from hub.core.clock import local_day
from hub.notify.models import MessageFate, ResidentMessage
from hub.queues.models import Appointment
from hub.residents.consents import REUSE, choose, consents_of
from hub.residents.models import Consent, Correction, Mandate, Resident, ResidentFact
from hub.residents.selectors import number_hashes

_PROOF = text(
    "It shows what was agreed, as long as somebody may ask (Civil Code, article 188): three years after it ended."
)

_RUNS = text("By them you receive what was granted. Once they are over they can be erased.")


@transaction.atomic
def erase_record(resident: Resident, by: models.Model | None, now: datetime) -> Erasure:
    """Erases what no law keeps; again, only what came since."""
    counts = {
        "facts": ResidentFact.objects.filter(resident=resident).delete()[0],
        "corrections": Correction.objects.filter(resident=resident, state=c.CorrectionState.OPEN).delete()[0],
        "drafts": delete_drafts_of(resident.number),
        "appointments": _empty_appointments(resident, now),
        "entitlements": resident.entitlements.filter(last_day__lt=local_day(now)).delete()[0],
        "requests": _delete_requests(resident),
        "messages": _empty_messages(resident),
    }
    for consent in consents_of(resident).consents:
        if consent.given or (consent.purpose == REUSE and consent.given is None):
            choose(resident, _no(resident, consent.purpose), by, now)
    record(by, "erase own record", f"resident {resident.pk}", counts)
    return Erasure(erased=sum(counts.values()), kept=tuple(_list_kept(resident)))


def erase_drafts(number: str, by: models.Model | None) -> Erasure | None:
    """Erases what somebody has saved of whom nothing else is kept; None where there is nothing either."""
    count = delete_drafts_of(number)
    if not count:
        return None
    record(by, "erase own record", "resident unknown", {"drafts": count})
    return Erasure(erased=count)


def _no(resident: Resident, purpose: str) -> c.ConsentChoice:
    person = Person(kind=PersonKind(resident.kind), name=resident.name, number=resident.number)
    return c.ConsentChoice(id=uuid4(), person=person, purpose=purpose, given=False)


def _empty_appointments(resident: Resident, now: datetime) -> int:
    """Empties the appointments that are over: they stay for the figures, without a person."""
    rows = Appointment.objects.filter(number_hash__in=number_hashes(resident.number), starts_at__lt=now)
    return rows.update(number=None, number_hash="", phone=None)


def _delete_requests(resident: Resident) -> int:
    """Deletes the requests to a service of the neighbourhood that are over."""
    over = (RequestState.DONE.value, RequestState.DECLINED.value)
    return Request.objects.filter(number_hash__in=number_hashes(resident.number), state__in=over).delete()[0]


def _empty_messages(resident: Resident) -> int:
    rows = ResidentMessage.objects.filter(resident=resident).exclude(fate=MessageFate.WAITING)
    return rows.update(details=None, address=None, text=None, resident=None)


def _list_kept(resident: Resident) -> list[KeptByLaw]:
    of_law = Q(principal=resident) | Q(agent=resident)
    days = plural_text(
        "The record of a case: one day after it ended.",
        "The record of a case: {count} days after it ended.",
        settings.CASE_KEEP_DAYS,
    )
    rows: list[tuple[models.QuerySet[models.Model], Text, Text]] = [
        (Case.objects.filter(resident=resident), text("Cases, with their papers and results"), days),
        (resident.entitlements.all(), text("Entitlements that run"), _RUNS),
        (Consent.objects.filter(resident=resident), text("What you agreed to and refused"), _PROOF),
        (Mandate.objects.filter(of_law), text("Mandates"), _PROOF),
        (
            Question.objects.filter(number_hash__in=number_hashes(resident.number)),
            text("Questions and their answers"),
            _PROOF,
        ),
    ]  # fmt: skip
    by_law = [KeptByLaw(what=what, why=why) for stored, what, why in rows if stored.exists()]
    log = text("The log of who read what: six months at least (Cybersecurity Law, article 21).")
    return [*by_law, KeptByLaw(what=text("The log"), why=log)]
