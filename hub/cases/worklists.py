"""Lists of cases for staff. Each is one walk along an index; none reads what residents wrote."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from contract.cases import CaseState
from contract.casework import WorkColour, WorkCounts, WorkList, WorkRow
from contract.catalogue import NEUTRAL_NAME, Privacy
from contract.text import text
from hub.calendar.selectors import provisional_from
from hub.cases import clocks
from hub.cases.limits import NEVER
from hub.cases.models import Case, Task, TaskState
from hub.cases.states import OPEN
from hub.catalogue.models import Area, Department
from hub.catalogue.selectors import item_name
from hub.core.problems import refused_field
from hub.staff.scopes import areas_of, departments_of

PAGE = 50
_MOST = 1000  # counted, or sent up to one
_RELATED = ("area", "department", "responsible", "item_version")
_COLUMNS = (
    "code",
    "state",
    "privacy",
    "submitted_at",
    "due_by",
    "amber_from",
    "pause",
    "paused_on",
    "area__code",
    "department__code",
    "responsible__username",
    "item_version__published_at",
)


class Which(StrEnum):
    MINE = "mine"  # I answer for them
    DEPARTMENT = "department"  # my departments have them
    TASKS = "tasks"  # my departments have a part to do in them
    OVERDUE = "overdue"
    SENT_UP = "sent_up"  # overdue, and brought before me


def worklist(user: User, which: Which, today: date, after: str = "") -> WorkList:
    """Returns a page of open cases, the nearest limit first. `after` is `more` of the page before. Raises Refused."""
    rows = _rows(user, which, today).order_by("due_by", "pk")
    if after:
        rows = rows.filter(_beyond(after))
    page = list(rows.select_related(*_RELATED).only(*_COLUMNS)[: PAGE + 1])
    more = f"{page[PAGE - 1].due_by}_{page[PAGE - 1].pk}" if len(page) > PAGE else None
    return WorkList(cases=tuple(work_row(case, today) for case in page[:PAGE]), more=more)


def _rows(user: User, which: Which, today: date) -> QuerySet[Case]:
    rows = Case.objects.filter(state__in=OPEN)
    if which is Which.MINE:
        return rows.filter(responsible=user)
    if which is Which.SENT_UP:
        return rows.filter(pk__in=_sent_up(user))
    places, departments = _within(user)
    if which is Which.TASKS:
        tasks = Task.objects.filter(departments, places, state=TaskState.OPEN)
        return rows.filter(pk__in=tasks.values("case"))
    rows = rows.filter(places, departments)
    return rows.filter(due_by__lt=today, pause="") if which is Which.OVERDUE else rows


def _sent_up(user: User) -> set[UUID]:
    """Cases of which the whole, or a part, was brought before somebody."""
    whole = Case.objects.filter(overdue_to=user, state__in=OPEN).values_list("pk", flat=True)
    parts = Task.objects.filter(overdue_to=user, state=TaskState.OPEN).values_list("case", flat=True)
    return {*whole[:_MOST], *parts[:_MOST]}


def counts(user: User) -> WorkCounts:
    """Returns how much waits for oneself: cases one answers for, and what went up to one."""
    mine = Case.objects.filter(responsible=user, state__in=OPEN)[:_MOST].count()
    return WorkCounts(mine=mine, sent_up=len(_sent_up(user)))


def _within(user: User) -> tuple[Q, Q]:
    """One's areas and departments as conditions; none where they are all there are, which lets the index lead."""
    areas = list(areas_of(user).values_list("pk", flat=True))
    departments = list(departments_of(user).values_list("pk", flat=True))
    everywhere = len(areas) == Area.objects.count()
    everything = len(departments) == Department.objects.count()
    return (Q() if everywhere else Q(area__in=areas)), (Q() if everything else Q(department__in=departments))


def _beyond(place: str) -> Q:
    day, _, pk = place.partition("_")
    try:
        due, case = date.fromisoformat(day), UUID(pk)
    except ValueError:
        raise refused_field("after", "place", text("This is not where a page begins.")) from None
    return Q(due_by__gt=due) | Q(due_by=due, pk__gt=case)


def work_row(case: Case, today: date) -> WorkRow:
    colour = clocks.colour(case, today)
    return WorkRow(
        code=case.code,
        item=NEUTRAL_NAME if case.confidential else item_name(case.item_version),
        state=CaseState(case.state),
        area=case.area.code,
        department=case.department.code if case.department else None,
        responsible=case.responsible.username if case.responsible else None,
        submitted_at=case.submitted_at,
        due_by=None if case.due_by == NEVER else case.due_by,
        provisional=provisional_from(today) <= case.due_by < NEVER,
        colour=None if colour is None else WorkColour(colour.value),
        paused=bool(case.pause),
        privacy=Privacy(case.privacy),
    )
