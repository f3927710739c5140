"""What lower apps tell of becomes messages, in the transaction of the change."""

from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone

from contract.cases import CaseState
from contract.catalogue import Item, Privacy
from hub.cases.models import Case, Complaint, Event
from hub.cases.signals import complaint_answered, timeline_added
from hub.channels.models import Question
from hub.channels.signals import question_answered
from hub.core.clock import local_day
from hub.notify.models import MessageEvent
from hub.notify.queueing import News, in_each_language, queue_message
from hub.notify.readiness import has_channel
from hub.residents.models import Resident
from hub.residents.selectors import find_by_hash
from hub.residents.signals import facts_read

_MOVES = {
    CaseState.SUBMITTED: MessageEvent.RECEIVED,
    CaseState.SUPPLEMENT_WANTED: MessageEvent.SUPPLEMENT,
    CaseState.DECIDED: MessageEvent.DECIDED,
    CaseState.REFUSED: MessageEvent.DECIDED,
}


@receiver(timeline_added, dispatch_uid="tell residents of cases")
def tell_of_case(sender: object, case: Case, event: Event, at: datetime, **_: object) -> None:
    if case.resident is None or not has_channel():
        return
    item = Item.model_validate(case.item_version.content)
    for message in _events(case, item, event, at):
        queue_message(_news(case, case.resident, item, message), timezone.now())


def _events(case: Case, item: Item, event: Event, at: datetime) -> list[MessageEvent]:
    if event is Event.NOTICE_ENDED:
        return [MessageEvent.NOTICE_ENDED]
    if event is Event.OVERDUE:  # of the whole case, not of a department's part
        return [MessageEvent.OVERDUE] if case.overdue_at == at else []
    message = _MOVES.get(CaseState(case.state)) if event is Event.MOVED else None
    if message is None:
        return []
    if case.state == CaseState.DECIDED and item.result_type:
        return [MessageEvent.RESULT_READY]
    by_agent = message is MessageEvent.RECEIVED and case.mandate is not None and case.organisation is None
    return [message, MessageEvent.MANDATE_USED] if by_agent else [message]


def _news(case: Case, resident: Resident, item: Item, event: MessageEvent) -> News:
    day = in_each_language(local_day(case.accepted_at))
    link = f"{settings.HUB_PAGES}case/{case.code}/" if settings.HUB_PAGES else ""
    details = {"item": item.name.model_dump(), "code": case.code, "day": day, "link": link}
    return News(event, f"case {case.pk}", resident, details, case, case.area_id, _phone(case, item))


def _phone(case: Case, item: Item) -> str:
    """Returns the telephone that was left with the case."""
    answers = (case.answers.get(field.key) for field in item.form.fields if field.fact == "phone")
    return next((answer for answer in answers if isinstance(answer, str) and answer), "")


@receiver(question_answered, dispatch_uid="tell residents of answers")
def tell_of_answer(sender: object, question: Question, at: datetime, **_: object) -> None:
    resident = find_by_hash(question.number_hash)
    if resident is None:
        return
    privacy = Privacy(question.item.privacy) if question.item else Privacy.PUBLIC
    details, phone = {"code": question.code}, question.phone or ""
    queue_message(
        News(
            MessageEvent.ANSWERED, f"question {question.pk}", resident, details,
            area=question.area_id, phone=phone, privacy=privacy,
        ),
        at,
    )  # fmt: skip


@receiver(complaint_answered, dispatch_uid="tell residents of answers to complaints")
def tell_of_answered_complaint(sender: object, complaint: Complaint, at: datetime, **_: object) -> None:
    """Queues a message that does not stand with the case: those who have a part in it read nothing of the complaint."""
    case = complaint.case
    if case.resident is None:
        return
    item = Item.model_validate(case.item_version.content)
    news = _news(case, case.resident, item, MessageEvent.COMPLAINT)
    privacy = Privacy(case.privacy)
    queue_message(replace(news, subject=f"complaint {complaint.pk}", case=None, privacy=privacy), at)


@receiver(facts_read, dispatch_uid="tell residents of readings")
def tell_of_reading(sender: object, resident: Resident, at: datetime, **_: object) -> None:
    """Queues a message, once a day."""
    day = local_day(at)
    details = {"day": in_each_language(day)}
    queue_message(News(MessageEvent.FACTS_READ, f"resident {resident.pk} {day}", resident, details), at)
