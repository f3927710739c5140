"""Invented assessments."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from contract.fields import FieldKind
from contract.text import Text
from hub.assessment import services
from hub.assessment.models import Assessment, SampledMatter
from hub.assessment.questions import SurveyQuestion
from hub.cases.models import Case
from hub.cases.services import submit
from hub.catalogue.areas import Area
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.queues.models import Ticket
from hub.staff.models import Role
from tests.hub.people import staff
from tests.hub.rows import write_rows
from tests.hub.sample import a_submission

QUESTIONS = (
    SurveyQuestion(Text({"zh-Hans": "整体是否满意？", "en": "Satisfied?"}), FieldKind.RATING),
    SurveyQuestion(Text({"zh-Hans": "是否一次告知？", "en": "Told at once?"}), FieldKind.YES_NO),
    SurveyQuestion(Text({"zh-Hans": "希望改进什么？"}), FieldKind.LONG_TEXT),
)


def answered_cases(many: int, days_ago: int = 3) -> list[Case]:
    """Returns cases that were answered that long ago."""
    kiosks.add(f"asked {days_ago} {many}")
    kiosk, now = Kiosk.objects.get(name=f"asked {days_ago} {many}"), timezone.now()
    for _case in range(many):
        submit(a_submission(stated_at=now, submitted_at=now), kiosk, now)
    rows = Case.objects.filter(kiosk=kiosk)
    then = now - timedelta(days=days_ago)
    write_rows(rows, state="decided", answer={"zh-Hans": "准予。"}, answered_at=then)
    return list(rows)


def a_plan(kind: str = "cases", size: int = 10, area: Area | None = None) -> services.Plan:
    today = timezone.localdate()
    area = area or Area.objects.get(code="city")
    return services.Plan(area, kind, today - timedelta(days=30), today - timedelta(days=1), size)


def an_assessment(assessor: User, *, size: int = 10, asked: bool = True) -> Assessment:
    now = timezone.now()
    row = services.create(a_plan(size=size), QUESTIONS, assessor, now)
    if asked:
        services.ask(row, timezone.localdate(now) + timedelta(days=7), assessor, now)
    row.refresh_from_db()
    return row


def a_sampled_visit(ticket: Ticket) -> SampledMatter:
    """Returns the only visit of a sample whose people are asked."""
    now = timezone.now()
    Ticket.objects.filter(pk=ticket.pk).update(served_at=now - timedelta(days=1))
    assessor = staff(Role.ASSESSOR)
    row = services.create(a_plan("visits"), QUESTIONS[:1], assessor, now)
    services.ask(row, timezone.localdate(now) + timedelta(days=7), assessor, now)
    Ticket.objects.filter(pk=ticket.pk).update(served_at=now)
    return row.sample.get(ticket=ticket)
