"""What the hub keeps of a resident, from all apps, as the one whose it is reads it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from contract.fact_fields import FACT_NAMES
from contract.own_record import OwnCase, OwnFact, OwnPaper, OwnRecord
from contract.people import FactSource, PersonKind
from contract.residents import Mandates
from contract.text import Text, text
from hub.cases.drafts import list_drafts
from hub.cases.models import Case
from hub.cases.own_complaints import complaints_of
from hub.cases.selectors import summaries
from hub.cases.states import OPEN
from hub.cases.supplements import still_missing
from hub.catalogue.models import Item, Service
from hub.certificates.content import CertificateContent
from hub.certificates.models import Certificate
from hub.core.clock import local_day
from hub.core.found_rows import list_found
from hub.files.selectors import papers_in
from hub.own_record.entitlements import list_entitlements
from hub.own_record.readings import list_readings
from hub.places.selectors import place_of_fact
from hub.queues.appointments import message as appointment_message
from hub.queues.models import Appointment
from hub.residents.consents import consents_of
from hub.residents.corrections import corrections_of
from hub.residents.mandates import mandates_of
from hub.residents.models import IMPORT, STAFF, Resident, ResidentFact
from hub.residents.rechecking import list_due
from hub.residents.selectors import facts_with_sources, number_hashes

_MOST = 100  # of each
_SOURCES = {
    FactSource.CARD.value: text("From the card"),
    FactSource.RESIDENT.value: text("Said by you"),
    FactSource.HUB.value: text("Given before"),
    STAFF: text("Checked by staff"),
    IMPORT: text("From another system"),
}


def gather_record(resident: Resident, now: datetime) -> OwnRecord:
    rows = Case.objects.filter(resident=resident).select_related("item_version").order_by("-submitted_at")[:_MOST]
    cases = [case.check_seal() for case in rows]
    mandates = mandates_of(resident)
    appointments = _appointments(resident)
    today = local_day(now)
    return OwnRecord(
        at=now,
        name=resident.name,
        number=resident.number,
        kind=PersonKind(resident.kind),
        cases=_own_cases(cases),
        complaints=complaints_of(cases),
        facts=tuple(_fact(row) for row in facts_with_sources(resident, today)),
        corrections=corrections_of(resident).corrections,
        papers=tuple(paper for case in cases for paper in _papers(case)),
        entitlements=list_entitlements(resident, today),
        readings=list_readings(resident.pk, (case.code for case in cases), now),
        consents=consents_of(resident).consents,
        mandates=mandates,
        appointments=tuple(map(appointment_message, appointments)),
        item_names=_item_names(mandates),
        service_names=_service_names(row.hours.service for row in appointments),
        due=tuple(fact.key for fact in list_due(resident, today)),
        drafts=list_drafts(resident.number, now),
    )


def _own_cases(cases: Sequence[Case]) -> tuple[OwnCase, ...]:
    titles = {
        row.case_id: Text.plain(CertificateContent.model_validate(row.content).title)
        for row in Certificate.objects.filter(case__in=cases).exclude(content=None)
    }
    return tuple(
        OwnCase(
            **summary.model_dump(),
            missing=still_missing(case),
            may_withdraw=case.state in OPEN,
            result=titles.get(case.pk),
        )
        for case, summary in zip(cases, summaries(cases), strict=True)
    )


def _fact(row: ResidentFact) -> OwnFact:
    place = place_of_fact(row)
    return OwnFact(
        key=row.key,
        name=FACT_NAMES.get(row.key) or Text.plain(row.key),
        value=row.value,
        source=_SOURCES.get(row.source) or Text.plain(row.source),
        checked_at=row.checked_at,
        keep_until=row.keep_until,
        place=place.shown_name if place else Text(),
    )


def _papers(case: Case) -> Iterable[OwnPaper]:
    for paper in papers_in(case):
        yield OwnPaper(case=case.code, name=paper.name, pages=len(paper.pages))


def _appointments(resident: Resident) -> Sequence[Appointment]:
    """Returns those that are still known to be this person's, at all sites, newest first."""
    rows = Appointment.objects.filter(number_hash__in=number_hashes(resident.number))
    return list_found(rows.select_related("hours__service").order_by("-starts_at")[:_MOST])


def _item_names(mandates: Mandates) -> dict[str, Text]:
    codes = {code for mandate in (*mandates.given, *mandates.held) for code in mandate.items}
    return {item.code: item.name for item in Item.objects.filter(code__in=codes)}


def _service_names(services: Iterable[Service]) -> dict[str, Text]:
    return {service.code: service.name for service in services}
