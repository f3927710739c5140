"""A case with all that is in it, for staff. Ask `access.record_opening` first."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from contract.cases import CaseState
from contract.casework import CaseFile, EventView, PaperView, TaskView
from contract.people import OrganisationId, Person
from contract.text import Text
from hub.calendar.selectors import provisional_from
from hub.cases.card_match import list_unlike_card
from hub.cases.entitlements import propose, view
from hub.cases.models import Case, Entitlement, MissingPaper, Task, TimelineEntry
from hub.cases.tasks import list_tasks
from hub.cases.worklists import work_row
from hub.catalogue.selectors import item_name
from hub.core.clock import local_day
from hub.core.worded import WordedQuery


def case_file(case: Case, today: date, tasks: Iterable[Task] | None = None) -> CaseFile:
    """Returns the case with all that is in it. `tasks`: where they were read before."""
    papers, events = _PAPERS.fetch(case.pk), _EVENTS.fetch(case.pk)
    return CaseFile(
        id=case.pk,
        row=work_row(case, today),
        name=item_name(case.item_version),
        channel=case.channel,
        taken_in=case.taken_in.code,
        first_contact=case.first_contact.username if case.first_contact else None,
        promised_by=case.promised_by,
        statutory_by=case.statutory_by,
        provisional_from=provisional_from(today),
        notice_until=case.notice_until,
        applicant=None if case.applicant is None else Person.model_validate(case.applicant),
        agent=_agent(case),
        organisation=_organisation(case),
        answers=case.answers,
        unlike_card=list_unlike_card(case),
        tasks=tuple(map(task_view, list_tasks(case) if tasks is None else tasks)),
        papers=tuple(PaperView(id=p.pk, name=p.name, received_at=p.received_at) for p in papers),
        timeline=tuple(map(_event, events)),
        answer=None if case.answer is None else Text.model_validate(case.answer),
        proposed=propose(case, local_day(timezone.now())),
        entitlements=tuple(map(view, _ENTITLEMENTS.fetch(case.pk))),
    )


_PAPERS = WordedQuery(lambda case: MissingPaper.objects.filter(supplement__case=case))
_ENTITLEMENTS = WordedQuery(lambda case: Entitlement.objects.filter(case=case))
_EVENTS = WordedQuery(
    lambda case: TimelineEntry.objects.filter(case=case).select_related("staff", "kiosk", "department")
)


def _agent(case: Case) -> str | None:
    """Returns who acted for the applicant. For an organisation, the applicant did."""
    return case.mandate.agent.name if case.mandate and case.organisation is None else None


def _organisation(case: Case) -> OrganisationId | None:
    row = case.organisation
    return None if row is None else OrganisationId(code=row.code, name=row.name)


def task_view(task: Task) -> TaskView:
    return TaskView(
        id=task.pk,
        department=task.department.code,
        name=task.name,
        state=task.state,
        assigned_to=task.assigned_to.username if task.assigned_to else None,
        due_by=task.due_by,
        finding=None if task.finding is None else Text.model_validate(task.finding),
    )


def _event(row: TimelineEntry) -> EventView:
    return EventView(
        at=row.at,
        event=row.event,
        state=CaseState(row.state),
        by=_by(row),
        note=row.note or None,
        public=row.public,
    )


def _by(row: TimelineEntry) -> str:
    if row.staff is not None:
        return row.staff.username
    if row.kiosk is not None:
        return row.kiosk.name
    return row.department.code if row.department else ""
