"""The message by which a resident of a sample is asked. It stands with no case: its staff read nothing of it."""

from datetime import date, datetime, timedelta

from django.conf import settings

from contract.catalogue import Privacy
from contract.text import Text
from hub.assessment.models import SampledMatter
from hub.core.clock import start_of_day
from hub.notify.models import MessageEvent
from hub.notify.queueing import News, in_each_language, queue_message
from hub.residents.models import Resident
from hub.residents.selectors import find_by_hash


def queue_survey(matter: SampledMatter, until: date, now: datetime) -> bool:
    """Returns whether a message is queued: for who is known, agreed to be told, and can be."""
    resident = _resident_of(matter)
    if resident is None:
        return False
    details = {"item": _name(matter).model_dump(), "day": in_each_language(until), "link": _link(matter)}
    over = start_of_day(until + timedelta(days=1))
    news = News(
        MessageEvent.ASSESSMENT, f"survey {matter.pk}", resident, details,
        area=matter.area_id, privacy=_privacy(matter), until=over,
    )  # fmt: skip
    return queue_message(news, now)


def _resident_of(matter: SampledMatter) -> Resident | None:
    if matter.case is not None:
        return matter.case.resident
    return find_by_hash(matter.ticket.holder) if matter.ticket else None


def _name(matter: SampledMatter) -> Text:
    if matter.case is not None:
        return Text.model_validate(matter.case.item_version.content["name"])
    return matter.about


def _privacy(matter: SampledMatter) -> Privacy:
    if matter.case is not None:
        return Privacy(matter.case.privacy)
    return Privacy(matter.ticket.service.privacy) if matter.ticket else Privacy.PUBLIC


def _link(matter: SampledMatter) -> str:
    if not settings.HUB_PAGES or matter.case is None:
        return ""
    return f"{settings.HUB_PAGES}case/{matter.case.code}/"
