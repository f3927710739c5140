"""Making an assessment, asking the residents of its sample, releasing its report. All of it is on record."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from contract.text import text
from hub.assessment.messages import queue_survey
from hub.assessment.models import LARGEST_SAMPLE, Assessment, SampledMatter, SampleKind
from hub.assessment.questions import SurveyQuestion, build_form
from hub.assessment.sampling import draw, frame_of, sampled_rows
from hub.audit.services import record
from hub.catalogue.models import Area
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field
from hub.staff.scopes import areas_of

_LONGEST_DAYS = 366
_LONGEST_ASKING = 60  # days


@dataclass(frozen=True, slots=True)
class Plan:
    area: Area
    kind: str
    first: date
    last: date
    size: int


def within(user: User) -> "QuerySet[Assessment]":
    """Returns those of one's areas."""
    return Assessment.objects.filter(area__in=areas_of(user)).select_related("area", "made_by")


@transaction.atomic
def create(plan: Plan, questions: Sequence[SurveyQuestion], by: User, now: datetime) -> Assessment:
    """Draws a sample. Raises RequestRefused, also where there is nothing to draw from."""
    _check(plan, now)
    form, seed = build_form(questions), secrets.randbelow(2**31)
    frame = frame_of(plan.kind, [area.pk for area in plan.area.within()], plan.first, plan.last)
    keys = draw(frame, plan.size, seed)
    if not keys:
        raise refused_field("first", "empty", text("There is nothing to draw from in these days."))
    row = Assessment.objects.create(
        area=plan.area, kind=plan.kind, first=plan.first, last=plan.last, size=plan.size, seed=seed,
        drawn_from=frame.count(), questions=form.model_dump(mode="json"), made_by=by, made_at=now,
    )  # fmt: skip
    SampledMatter.objects.bulk_create(sampled_rows(row, keys))
    record(by, "draw sample", f"assessment {row.pk}", {"seed": seed, "size": len(keys), "of": row.drawn_from})
    return row


def _check(plan: Plan, now: datetime) -> None:
    if plan.kind not in SampleKind.values:
        raise refused_field("kind", "invalid", text("A sample is of cases or of visits."))
    if not plan.first <= plan.last < local_day(now):
        raise refused_field("last", "days", text("Choose days that are over, the first before the last."))
    if (plan.last - plan.first).days >= _LONGEST_DAYS:
        raise refused_field("first", "days", text("Choose a year at most."))
    if not 1 <= plan.size <= LARGEST_SAMPLE:
        raise refused_field("size", "size", text("A sample has 1 to 500 matters."))


@transaction.atomic
def ask(assessment: Assessment, until: date, by: User, now: datetime) -> int:
    """Asks the residents: at kiosks and on the pages from now on, and by message who agreed to that. Returns how many
    messages are queued. Raises RequestRefused."""
    row = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if row.asked_at is not None:
        raise RequestRefused(409, text("The residents of this sample have been asked already."))
    if not 1 <= (until - local_day(now)).days <= _LONGEST_ASKING:
        raise refused_field("until", "days", text("Give them until tomorrow at least, and sixty days at most."))
    row.asked_at, row.until = now, until
    row.save(update_fields=["asked_at", "until"])
    messages = [matter for matter in _sample(row) if queue_survey(matter, until, now)]
    SampledMatter.objects.filter(pk__in=[matter.pk for matter in messages]).update(told=True)
    record(by, "ask residents of sample", f"assessment {row.pk}", {"until": str(until), "messages": len(messages)})
    return len(messages)


def _sample(row: Assessment) -> "QuerySet[SampledMatter]":
    return row.sample.select_related("case__resident", "case__item_version", "ticket__service")


@transaction.atomic
def drop(assessment: Assessment, by: User) -> None:
    """Deletes one of which nobody was asked. Raises RequestRefused."""
    row = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if row.asked_at is not None:
        raise RequestRefused(409, text("The residents of this sample have been asked already."))
    record(by, "drop assessment", f"assessment {row.pk}")
    row.delete()


@transaction.atomic
def release(assessment: Assessment, by: User, now: datetime) -> None:
    """Lets those in charge read the report, once asking is over. Raises RequestRefused."""
    row = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if row.until is None or local_day(now) <= row.until:
        raise RequestRefused(409, text("The report is released once the time for answers is over."))
    if row.released_at is None:
        row.released_at = now
        row.save(update_fields=["released_at"])
        record(by, "release assessment", f"assessment {row.pk}")
