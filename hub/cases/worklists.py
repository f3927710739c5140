"""Lists of cases for staff. Each is one scan of an index; none reads what residents wrote."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from contract.cases import CaseState
from contract.casework import WorkColour, WorkCounts, WorkList, WorkRow
from contract.catalogue import NEUTRAL_NAME, Privacy
from contract.text import text
from hub.calendar.selectors import provisional_from
from hub.calendar.working_days import is_announced
from hub.cases import clocks
from hub.cases.limits import NEVER
from hub.cases.models import Case, Task, TaskState
from hub.cases.states import OPEN
from hub.catalogue.models import Area, Department
from hub.catalogue.selectors import item_name
from hub.core.clock import check_moment
from hub.core.problems import refused_field
from hub.staff.scopes import departments_of, list_areas

PAGE = 50
MOST_COUNTED = 1000  # or sent up to one
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


class WorkOrder(StrEnum):
    DUE = "due"  # the nearest limit first
    SUBMITTED = "submitted"  # the oldest first


STILL = "still"  # beside the colours: the limits stand still


@dataclass(frozen=True, slots=True)
class WorkFilter:
    """Narrows a worklist; what is empty narrows nothing. `item` and `area` are codes, `colour` is a WorkColour
    or STILL."""

    item: str = ""
    state: str = ""
    colour: str = ""
    area: str = ""
    order: WorkOrder = WorkOrder.DUE


_ALL = WorkFilter()


def worklist(user: User, which: Which, today: date, after: str = "", chosen: WorkFilter = _ALL) -> WorkList:
    """Returns a page of open cases. `after` is `more` of the page before. Raises Refused."""
    column = "due_by" if chosen.order is WorkOrder.DUE else "submitted_at"
    rows = _narrowed(_rows(user, which, today), chosen, today).order_by(column, "pk")
    if after:
        rows = rows.filter(_beyond(after, column))
    page = list(rows.select_related(*_RELATED).only(*_COLUMNS)[: PAGE + 1])
    last = page[PAGE - 1] if len(page) > PAGE else None
    more = f"{getattr(last, column).isoformat()}_{last.pk}" if last else None
    return WorkList(cases=tuple(work_row(case, today) for case in page[:PAGE]), more=more)


def count(user: User, which: Which, today: date, chosen: WorkFilter = _ALL) -> int:
    """Returns how many cases the list has, as far as MOST_COUNTED."""
    return _narrowed(_rows(user, which, today), chosen, today)[:MOST_COUNTED].count()


def list_items(user: User, which: Which, today: date) -> set[int]:
    """Returns the keys of the items of a list's cases, of at most MOST_COUNTED of them; confidential ones tell none."""
    rows = _rows(user, which, today).exclude(privacy=Privacy.CONFIDENTIAL.value).order_by("due_by", "pk")
    return set(rows.values_list("item_version__item", flat=True)[:MOST_COUNTED])


def _narrowed(rows: QuerySet[Case], chosen: WorkFilter, today: date) -> QuerySet[Case]:
    if chosen.item:  # a confidential case tells nobody its item
        rows = rows.filter(item_version__item__code=chosen.item).exclude(privacy=Privacy.CONFIDENTIAL.value)
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.area:
        rows = rows.filter(area__code=chosen.area)
    if chosen.colour == STILL:
        return rows.exclude(pause="")
    late, soon = Q(due_by__lt=today), Q(amber_from__isnull=False, amber_from__lte=today)
    colours = {
        WorkColour.RED: late,
        WorkColour.AMBER: soon & ~late,
        WorkColour.GREEN: Q(due_by__lt=NEVER) & ~late & ~soon,
    }
    return rows.filter(colours[WorkColour(chosen.colour)], pause="") if chosen.colour else rows


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
    """Returns the cases of which the whole, or a part, was escalated to somebody."""
    whole = Case.objects.filter(overdue_to=user, state__in=OPEN).values_list("pk", flat=True)
    parts = Task.objects.filter(overdue_to=user, state=TaskState.OPEN).values_list("case", flat=True)
    return {*whole[:MOST_COUNTED], *parts[:MOST_COUNTED]}


def counts(user: User) -> WorkCounts:
    """Returns how much waits for oneself: cases one answers for, and what went up to one."""
    mine = Case.objects.filter(responsible=user, state__in=OPEN)[:MOST_COUNTED].count()
    return WorkCounts(mine=mine, sent_up=len(_sent_up(user)))


def _within(user: User) -> tuple[Q, Q]:
    """Returns one's areas and departments as conditions; none where they are all there are, so that the index is
    used."""
    areas = [area.pk for area in list_areas(user)]
    departments = list(departments_of(user).values_list("pk", flat=True))
    everywhere = len(areas) == Area.objects.count()
    everything = len(departments) == Department.objects.count()
    return (Q() if everywhere else Q(area__in=areas)), (Q() if everything else Q(department__in=departments))


def _beyond(place: str, column: str) -> Q:
    value, _, pk = place.partition("_")
    try:
        last: date = date.fromisoformat(value) if column == "due_by" else datetime.fromisoformat(value).astimezone(UTC)
        case = UUID(pk)
    except (ValueError, OverflowError):
        raise refused_field("after", "place", text("This is not where a page begins.")) from None
    if isinstance(last, datetime):
        check_moment(last, "after")
    return Q(**{f"{column}__gt": last}) | Q(**{column: last}, pk__gt=case)


def _is_provisional(case: Case, today: date) -> bool:
    """Returns whether the limit lies in a year whose days off nobody knows; of announced ones that takes no query."""
    return case.due_by < NEVER and not is_announced(case.due_by.year) and provisional_from(today) <= case.due_by


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
        provisional=_is_provisional(case, today),
        colour=None if colour is None else WorkColour(colour.value),
        paused=bool(case.pause),
        privacy=Privacy(case.privacy),
    )
