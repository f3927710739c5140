"""The two limits of a case: when they are over, when they stand still, and what colour that makes."""

from datetime import date, datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from contract.catalogue import DayOffRule, Item, Limit, LimitUnit
from contract.text import text
from hub.audit.findings import do_each
from hub.calendar.selectors import special_days
from hub.calendar.working_days import Special
from hub.cases.actors import SYSTEM, Actor
from hub.cases.limits import NEVER, amber_from, last_calendar_day, moved, promised_by
from hub.cases.models import Case, Event, Pause, TaskState
from hub.cases.states import OPEN
from hub.cases.timeline import add_timeline_entry, lock
from hub.catalogue.validation import LONGEST_NOTICE
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field
from hub.kiosks.models import Site
from hub.kiosks.office_hours import dealt_with_on

_WORKING_DAYS = Limit(unit=LimitUnit.WORKING_DAYS)
_AT_ONCE = 500  # notices ended in one round


class DeadlineColour(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


def colour(case: Case, today: date) -> DeadlineColour | None:
    """Returns the colour; None for a case that is over, or has no limit. One whose clock stands still keeps the colour
    it had. `today` is the newest day on which offices have opened.
    """
    if case.state not in OPEN or case.amber_from is None:
        return None
    day = min(case.paused_on or today, today)
    if day > case.due_by:
        return DeadlineColour.RED
    return DeadlineColour.AMBER if day >= case.amber_from else DeadlineColour.GREEN


def start(case: Case, item: Item, at: datetime) -> None:
    """Sets both limits running from the day after that of `at`, in the time of the office. The same day is that on
    which the office deals with it.
    """
    day = at.date()
    special = special_days(day)
    same_day = dealt_with_on(at, offices_of(case), special)
    begins = {LimitUnit.SAME_DAY: same_day}
    case.promised_by = promised_by(item.promised, begins.get(item.promised.unit, day), special)
    case.statutory_by = promised_by(item.statutory, begins.get(item.statutory.unit, day), special)
    case.promised_first = case.promised_by
    set_nearest(case, item, special)


def offices_of(case: Case) -> list[int]:
    """Returns the sites whose hours a case goes by: that of its kiosk, else those of the area that took it in."""
    if case.kiosk is not None:
        return [case.kiosk.site_id]
    return list(Site.objects.filter(area=case.taken_in).values_list("pk", flat=True))


def counted_from(case: Case) -> date:
    """Returns the day after which the limits of a case run."""
    return local_day(min(case.submitted_at, case.accepted_at))


def pause(case: Case, why: Pause, now: datetime) -> None:
    """Makes both limits stand still. The caller saves the case."""
    case.pause, case.paused_on = why.value, local_day(now)


def go_on(case: Case, now: datetime) -> None:
    """Lets both limits run again with what was left of them. The caller saves the case."""
    if case.paused_on is None:
        return
    item = Item.model_validate(case.item_version.content)
    special = special_days(min(case.paused_on, counted_from(case)))
    case.days_paused += (local_day(now) - case.paused_on).days
    case.promised_by = _resumed(case, case.promised_by, item.promised, now, special)
    case.statutory_by = _resumed(case, case.statutory_by, item.statutory, now, special)
    if case.pause == Pause.PAPERS:
        _move_tasks(case, case.paused_on, local_day(now), special)
    case.pause, case.paused_on, case.notice_until = Pause.NONE.value, None, None
    set_nearest(case, item, special)


def _resumed(case: Case, due: date | None, limit: Limit, now: datetime, special: Special) -> date | None:
    """Returns the end of a limit of a case that stood still until now. One that was over before stays over."""
    if due is None or case.paused_on is None or due < case.paused_on:
        return due
    if limit.unit is LimitUnit.SAME_DAY:
        return dealt_with_on(timezone.localtime(now), offices_of(case), special)
    if limit.unit is LimitUnit.DAYS and limit.day_off is DayOffRule.NEXT_WORKING_DAY:
        return last_calendar_day(limit, counted_from(case), case.days_paused, special)
    return moved(due, limit.unit, case.paused_on, local_day(now), special)


def _moved(due: date | None, limit: Limit, paused_on: date, today: date, special: Special) -> date | None:
    return None if due is None else moved(due, limit.unit, paused_on, today, special)


def _move_tasks(case: Case, paused_on: date, today: date, special: Special) -> None:
    """Moves the limits of the departments' parts, which stood still with the case."""
    for task in case.tasks.filter(state=TaskState.OPEN, due_by__isnull=False):
        task.due_by = _moved(task.due_by, _WORKING_DAYS, paused_on, today, special)
        task.save(update_fields=["due_by"])


def set_nearest(case: Case, item: Item, special: Special) -> None:
    """Sets which of the two limits is the nearer, and when it turns amber. The caller saves the case."""
    limits = [(case.promised_by, item.promised), (case.statutory_by, item.statutory)]
    running = [(due, limit) for due, limit in limits if due is not None]
    if not running:
        case.due_by, case.amber_from = NEVER, None
        return
    case.due_by, limit = min(running, key=lambda pair: pair[0])
    case.amber_from = amber_from(case.due_by, limit, special)


@transaction.atomic
def begin_notice(case: Case, by: Actor, now: datetime, until: date) -> Case:
    """Starts a public notice up to and with that day; the limits stand still. Once a case, of an item that has such a
    step: it begins with that step, unless papers were awaited just then. Raises Refused.
    """
    case = lock(case)
    put_on_notice(case, by, now, until)
    return case


def may_be_noticed(case: Case) -> bool:
    """Returns whether a public notice can begin now."""
    if case.state not in OPEN or case.pause or case.confidential:
        return False
    item = Item.model_validate(case.item_version.content)
    return any(step.public_notice for step in item.steps) and not _had_notice(case)


def _had_notice(case: Case) -> bool:
    return case.timeline.filter(event=Event.NOTICE_BEGUN).exists()


def put_on_notice(case: Case, by: Actor, now: datetime, until: date) -> None:
    """Starts a notice as `begin_notice` does, where the caller holds the case's lock."""
    if not may_be_noticed(case):
        raise _no_notice(case)
    if not 0 <= (until - local_day(now)).days <= LONGEST_NOTICE:
        raise refused_field("until", "date", text("The last day of the notice is not right."))
    pause(case, Pause.NOTICE, now)
    case.notice_until = until
    case.save()
    add_timeline_entry(case, Event.NOTICE_BEGUN, by, now, text("Public notice until {day}.", day=until.isoformat()))


def _no_notice(case: Case) -> RequestRefused:
    if case.state not in OPEN or case.pause:
        return RequestRefused(409, text("The case is over, or its clock stands still already."))
    if case.confidential:
        return RequestRefused(409, text("A confidential matter is given no public notice."))
    if _had_notice(case):
        return RequestRefused(409, text("There was a public notice already."))
    return RequestRefused(409, text("This item has no step of public notice."))


def end_notice_early(case: Case, by: Actor, now: datetime) -> None:
    """Ends the notice that runs, if one does: its step was left out. The caller holds the case's lock."""
    if case.pause == Pause.NOTICE:
        go_on(case, now)
        case.save()
        add_timeline_entry(case, Event.NOTICE_ENDED, by, now)


def end_notices(now: datetime) -> int:
    """Lets the clocks run again whose notice ended before today; returns how many."""
    ended = Case.objects.filter(pause=Pause.NOTICE, notice_until__lt=local_day(now)).order_by("notice_until")
    return do_each(list(ended.only("pk")[:_AT_ONCE]), lambda case: _end_notice(case, now))


@transaction.atomic
def _end_notice(case: Case, now: datetime) -> bool:
    case = lock(case)
    if case.pause != Pause.NOTICE:
        return False
    go_on(case, now)
    case.save()
    add_timeline_entry(case, Event.NOTICE_ENDED, SYSTEM, now)
    return True
