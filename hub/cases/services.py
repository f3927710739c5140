"""Taking submissions in: each exactly once, judged by the day and the form on which it was handed in."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from contract.answers import check_answers, clean_answers
from contract.cases import Accepted, CaseState, ReceiptCopy, Submission, case_code
from contract.catalogue import Item, Privacy
from contract.people import FactSource
from contract.problems import FieldProblem
from contract.rules import agent_problem, card_problem
from contract.text import text
from hub.calendar.selectors import is_provisional
from hub.cases import clocks
from hub.cases.actors import Actor
from hub.cases.drafts import delete_handed_in
from hub.cases.models import Case, Channel, Event
from hub.cases.privacy import stricter
from hub.cases.receipts import sign_receipt
from hub.cases.signals import case_submitted
from hub.cases.timeline import add_timeline_entry
from hub.catalogue.models import Area, Department, ItemVersion
from hub.catalogue.selectors import item_version, list_privacies
from hub.core.clock import check_moment, local_day
from hub.core.problems import RequestRefused, refused_field
from hub.core.request_ids import get_request_id
from hub.core.sealing import fingerprints
from hub.kiosks.models import Kiosk
from hub.kiosks.moments import is_wrong, judge_moment
from hub.kiosks.sites import zone_at
from hub.residents.acting import acting_by
from hub.residents.models import STAFF, Mandate
from hub.residents.services import Provenance, get_or_register, record_facts
from hub.staff.scopes import Action, may

_RECEIVED = {
    Channel.KIOSK: text("Submitted at a kiosk."),
    Channel.WINDOW: text("Submitted at a window."),
    Channel.PHONE: text("Submitted by phone."),
    Channel.WEB: text("Submitted online."),
}

_VOUCHED = {  # who says that what stands on the card is so: the reader, staff who look at it, or the one who tells it
    Channel.KIOSK: FactSource.CARD.value,
    Channel.WINDOW: STAFF,
    Channel.PHONE: FactSource.RESIDENT.value,
    Channel.WEB: FactSource.RESIDENT.value,
}


@dataclass(frozen=True, slots=True)
class Source:
    """The channel of a submission, and the staff member who took it in."""

    by: Actor
    channel: Channel
    area: Area


def submit(submission: Submission, kiosk: Kiosk, now: datetime) -> Accepted:
    """Takes a submission in at a kiosk or online. The same one again gets the first answer. Raises Refused."""
    channel = Channel.WEB if kiosk.web else Channel.KIOSK
    return _submit(submission, Source(Actor(kiosk=kiosk), channel, kiosk.site.area), now)


def submit_at_counter(submission: Submission, user: User, area: Area, by_phone: bool, now: datetime) -> Accepted:
    """Takes a submission in at a window or by phone: the one who does is the first contact. Raises Refused."""
    channel = Channel.PHONE if by_phone else Channel.WINDOW
    return _submit(submission, Source(Actor(staff=user), channel, area), now)


def _submit(submission: Submission, source: Source, now: datetime) -> Accepted:
    existing = Case.objects.filter(pk=submission.id).first()
    if existing is not None:
        return _replayed(existing, submission)
    version, item = _item(submission)
    _check(submission, item, source, now)
    mandate = acting_by(submission, item, _handed_in(submission, source, now).date())
    try:
        with transaction.atomic():
            return _accepted(_keep(submission, version, item, source, mandate, now))
    except IntegrityError:  # the same submission, at the same time; or an id that was made to have another's code
        return _replayed(Case.objects.filter(pk=submission.id).first(), submission)


def _replayed(case: Case | None, submission: Submission) -> Accepted:
    if case is None or case.fingerprint not in _fingerprints(submission):
        raise RequestRefused(409, text("This id belongs to another submission."))
    return _accepted(case)


def _fingerprints(submission: Submission) -> list[str]:
    values = submission.model_dump(mode="json")
    for later in ("area", "agent", "organisation", "machine_at"):  # submissions were once without
        if values[later] is None:
            del values[later]
    content = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return fingerprints(content, "submission")


def copy_receipt(case: Case, now: datetime) -> ReceiptCopy:
    """Returns what the receipt said, on the day of the submission by the calendar there. Raises Refused."""
    zone = zone_at(case.kiosk.site_id) if case.kiosk else None
    if timezone.localtime(case.accepted_at, zone).date() != timezone.localtime(now, zone).date():
        raise RequestRefused(409, text("A receipt is printed again on the same day only."))
    item = case.item_version.item.code
    return ReceiptCopy(item=item, submitted_at=case.submitted_at, accepted=_accepted(case))


def _accepted(case: Case) -> Accepted:
    day = case.promised_first
    provisional = is_provisional(day)
    return Accepted(
        id=case.pk,
        code=case.code,
        accepted_at=case.accepted_at,
        promised_by=day,
        provisional=provisional,
        signature=case.receipt_signature,
    )


def _item(submission: Submission) -> tuple[ItemVersion, Item]:
    """Returns the item as it was published under the submission's version, even if it was changed or withdrawn
    since."""
    version = item_version(submission.item, submission.item_version)
    if version is None:
        raise refused_field(
            "item",
            "unknown_item",
            text("There is no such item, or not in this version."),
            for_good=False,  # it was there when the kiosk had it from here
        )
    return version, Item.model_validate(version.content)


def _handed_in(submission: Submission, source: Source, now: datetime) -> datetime:
    """Returns when it was handed in, at a kiosk by its clock and the hub's, in the time of the office there."""
    kiosk = source.by.kiosk
    if kiosk is None:
        return timezone.localtime(min(submission.submitted_at, now))
    at = judge_moment(submission.submitted_at, submission.machine_at, kiosk, now)
    return at.astimezone(zone_at(kiosk.site_id))


def _days_there(submission: Submission, source: Source, now: datetime) -> tuple[date, ...]:
    """Returns the day by the calendar there, and where the kiosk's clock was wrong also the day it showed: what was
    right by either when the form was filled in is not refused."""
    at, kiosk = _handed_in(submission, source, now), source.by.kiosk
    if kiosk is None or not is_wrong(kiosk.clock_ahead):
        return (at.date(),)
    shown = submission.submitted_at.astimezone(at.tzinfo)
    return (at.date(), shown.date())


def _check(submission: Submission, item: Item, source: Source, now: datetime) -> None:
    check_moment(submission.submitted_at, "submitted_at")
    check_moment(submission.stated_at, "stated_at")
    errors = [list_mistakes(day, submission, item) for day in _days_there(submission, source, now)]
    if all(errors):
        raise RequestRefused(422, errors=errors[0])


def list_mistakes(day: date, submission: Submission, item: Item) -> tuple[FieldProblem, ...]:
    """Returns everything for which the submission would be refused on that day."""
    problem = card_problem(item, submission.applicant, day)
    errors = check_answers(item.form, submission.answers, day)
    if problem is None and (lone := agent_problem(submission, item, day)):
        errors = (*errors, lone)
    if problem is not None:
        errors = (FieldProblem(field="applicant", code=problem.code, message=problem.message), *errors)
    return errors


def _keep(
    submission: Submission, version: ItemVersion, item: Item, source: Source, mandate: Mandate | None, now: datetime
) -> Case:
    day, person = _handed_in(submission, source, now).date(), submission.applicant
    answers = clean_answers(item.form, submission.answers)
    resident = None if person is None else get_or_register(person, now, day)
    contact = source.by.staff or _owner(version)
    case = Case(
        id=submission.id,
        code=case_code(submission.id),
        fingerprint=_fingerprints(submission)[0],
        request_id=get_request_id(),
        item_version=version,
        privacy=_privacy(version, item, now).value,
        channel=source.channel,
        kiosk=source.by.kiosk,
        area=_own_area(submission, item, source.area),
        taken_in=source.area,
        department=Department.objects.filter(code=item.department).first(),
        resident=resident,
        organisation=mandate.organisation if mandate else None,
        mandate=mandate,
        applicant=None if person is None else person.model_dump(mode="json"),
        answers=answers,
        state=CaseState.SUBMITTED.value,
        stated_at=submission.stated_at,
        submitted_at=submission.submitted_at,
        accepted_at=now,
        first_contact=contact,
        responsible=contact,
    )
    clocks.start(case, item, _handed_in(submission, source, now))
    case.receipt_signature = sign_receipt(case)
    case.save(force_insert=True)
    if person is not None and resident is not None and submission.organisation is None:
        vouched = FactSource.RESIDENT.value if submission.agent else _VOUCHED[source.channel]
        provenance = Provenance(vouched, min(submission.submitted_at, now), source.area.pk)
        record_facts(resident, person, item.form, answers, provenance)
    add_timeline_entry(case, Event.MOVED, source.by, submission.submitted_at, _RECEIVED[source.channel])
    delete_handed_in(submission)
    case_submitted.send(Case, case=case, submission=submission, by=source.by, now=now)
    return case


def _privacy(version: ItemVersion, item: Item, now: datetime) -> Privacy:
    """Returns the item's, as it was filled in or as it is by now, whichever is stricter."""
    today = list_privacies(local_day(now), version.item_id)
    return stricter(item.privacy, today.get(version.item_id, item.privacy))


def _owner(version: ItemVersion) -> User | None:
    """Returns the first contact of a case that no member of staff took in: the item's owner, while they work with
    cases."""
    owner = version.item.owner
    return owner if owner is not None and may(owner, Action.READ_CASES) else None


def _own_area(submission: Submission, item: Item, here: Area) -> Area:
    """Returns where the case belongs: here, within, or anywhere for an item that is taken in elsewhere. Raises
    Refused."""
    if submission.area is None or submission.area == here.code:
        return here
    area = Area.objects.filter(code=submission.area).first()
    if area is None:
        raise refused_field("area", "unknown_area", text("There is no such area."))
    if not item.elsewhere and not here.within().filter(pk=area.pk).exists():
        raise refused_field("area", "elsewhere", text("This item is taken in only in its own area."))
    return area
