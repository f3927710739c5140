"""Drawing a sample: by chance, of what is over, once for each case or visit, and never of what is confidential."""

from collections.abc import Collection
from datetime import date, timedelta
from random import Random
from uuid import UUID

from django.db.models import QuerySet

from contract.catalogue import NEUTRAL_NAME, Privacy
from contract.channels import Channel
from contract.text import Text
from contract.tickets import TicketState
from hub.assessment.models import Assessment, SampledMatter, SampleKind
from hub.cases.models import Case
from hub.core.clock import local_day, start_of_day
from hub.queues.models import Ticket

_CONFIDENTIAL = Privacy.CONFIDENTIAL.value
Frame = QuerySet[Case] | QuerySet[Ticket]


def frame_of(kind: str, areas: Collection[int], first: date, last: date) -> Frame:
    """Returns what a sample is drawn from: cases answered, or people served, in these days and areas, whom no assessor
    has asked yet."""
    since, until = start_of_day(first), start_of_day(last + timedelta(days=1))
    if kind == SampleKind.CASES:
        cases = SampledMatter.objects.filter(case__isnull=False).values("case")
        answered = Case.objects.filter(area__in=areas, answered_at__gte=since, answered_at__lt=until)
        private = answered.exclude(item_version__item__privacy=_CONFIDENTIAL)
        return private.exclude(item_version__content__privacy=_CONFIDENTIAL).exclude(pk__in=cases)
    visits = SampledMatter.objects.filter(ticket__isnull=False).values("ticket")
    served = Ticket.objects.filter(site__area__in=areas, state=TicketState.SERVED.value)
    of_days = served.filter(served_at__gte=since, served_at__lt=until)
    return of_days.exclude(service__privacy=_CONFIDENTIAL).exclude(pk__in=visits)


def draw(frame: Frame, size: int, seed: int) -> list[UUID]:
    """Returns that many of it, each as likely as any other; with the same seed the same ones."""
    keys = sorted(frame.values_list("pk", flat=True))
    return Random(seed).sample(keys, min(size, len(keys)))  # noqa: S311  # no secret: who has the seed may repeat it


def sampled_rows(assessment: Assessment, keys: Collection[UUID]) -> list[SampledMatter]:
    """Returns the rows of a draw, in which nobody is named."""
    if assessment.kind == SampleKind.CASES:
        cases = Case.objects.filter(pk__in=keys).select_related("item_version__item")
        return [_of_case(assessment, case) for case in cases]
    tickets = Ticket.objects.filter(pk__in=keys).select_related("service", "site")
    return [_of_visit(assessment, ticket) for ticket in tickets]


def _of_case(assessment: Assessment, case: Case) -> SampledMatter:
    about = Text.model_validate(case.item_version.content["name"]) if case.public else NEUTRAL_NAME
    return SampledMatter(
        assessment=assessment, case=case, about=about, area_id=case.area_id or assessment.area_id,
        day=local_day(case.answered_at or case.submitted_at), channel=case.channel,
    )  # fmt: skip


def _of_visit(assessment: Assessment, ticket: Ticket) -> SampledMatter:
    return SampledMatter(
        assessment=assessment, ticket=ticket, about=ticket.service.shown_name,
        area_id=ticket.site.area_id or assessment.area_id, day=ticket.day, channel=Channel.WINDOW.value,
    )  # fmt: skip
