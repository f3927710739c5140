"""A message is a row, written in the transaction of what it tells of. Whether it may be sent, and by which channel, is
decided when it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from contract.catalogue import Privacy
from hub.cases.models import Case
from hub.catalogue.areas import ROOT
from hub.core.clock import local_day
from hub.core.worded import WordedQuery
from hub.notify.models import MessageChannelKind, MessageEvent, MessageTemplate, ResidentMessage
from hub.notify.readiness import PURPOSES, can_use, list_ready
from hub.residents.consents import agreed
from hub.residents.models import Resident
from languages.dates import format_day
from languages.registry import LOCALES

_HELD_FOR = timedelta(days=7)
_OFF_BY_DEFAULT = (MessageEvent.FACTS_READ,)


@dataclass(frozen=True, slots=True, repr=False)
class News:
    """A message to a resident, before it is a row. `details` fill in the template; `phone`: left with the matter
    itself. `privacy`: of what is no case. After `until` there is no point in it; None: a week.
    """

    event: MessageEvent
    subject: str
    resident: Resident
    details: Mapping[str, object] = field(default_factory=dict)
    case: Case | None = None
    area: int | None = ROOT
    phone: str = ""
    privacy: Privacy = Privacy.PUBLIC
    until: datetime | None = None


@dataclass(frozen=True, slots=True, repr=False)
class LogInCode:
    digits: str
    language: str
    lasts: timedelta


def queue_message(news: News, now: datetime) -> bool:
    """Stores a message to be sent, one of each event and subject; returns whether it is new. None is stored for those
    who agree to no channel that can be used."""
    if not is_told(news.event) or not _agrees(news.resident, now):
        return False
    row = ResidentMessage(
        event=news.event.value,
        subject=news.subject,
        resident=news.resident,
        case=news.case,
        area_id=news.area,
        details={**news.details, "phone": news.phone, "privacy": news.privacy.value},
        made_at=now,
        due_at=now,
        until=news.until or now + _HELD_FOR,
    )
    ResidentMessage.objects.bulk_create([row], ignore_conflicts=True)
    return ResidentMessage.objects.filter(pk=row.pk).exists()


def can_send_codes() -> bool:
    return can_use(MessageChannelKind.SMS) and is_told(MessageEvent.LOG_IN)


def queue_code(resident: Resident, attempt: str, code: LogInCode, now: datetime) -> None:
    """Stores a code to log in, to be sent to the telephone that is kept of the resident, who asks for it just now.
    `attempt`: by which the resident is found when they type it."""
    minutes = str(int(code.lasts.total_seconds() // 60))
    details = {"code": code.digits, "minutes": minutes, "language": code.language}
    ResidentMessage.objects.create(
        event=MessageEvent.LOG_IN,
        subject=_subject_of(attempt),
        resident=resident,
        details=details,
        made_at=now,
        due_at=now,
        until=now + code.lasts,
    )


def find_asker(attempt: str) -> Resident | None:
    """Returns who asked for a code by that attempt. Raises ChangedPastHub."""
    rows = ResidentMessage.objects.select_related("resident")
    row = rows.filter(event=MessageEvent.LOG_IN, subject=_subject_of(attempt)).first()
    return None if row is None else row.check_seal().resident


def _subject_of(attempt: str) -> str:
    return f"log-in {attempt}"


def _agrees(resident: Resident, now: datetime) -> bool:
    return any(agreed(resident, PURPOSES[channel.kind], local_day(now)) for channel in list_ready())


def is_told(event: MessageEvent) -> bool:
    active = _ACTIVE.first(event.value)
    return event not in _OFF_BY_DEFAULT if active is None else active


_ACTIVE = WordedQuery(lambda event: MessageTemplate.objects.filter(event=event).values_list("active", flat=True)[:1])


def in_each_language(day: date) -> dict[str, str]:
    """Returns a day for `details`, in each language."""
    return {tag: format_day(day, tag) for tag in LOCALES}
