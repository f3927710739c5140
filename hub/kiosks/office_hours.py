"""When a site's office is open: by its hours for appointments, else from nine to five on working days."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from hub.calendar.selectors import special_days
from hub.calendar.working_days import Special, is_working_day, next_working_day
from hub.core.worded import WordedQuery
from hub.kiosks.models import Site

OPENS, CLOSES = time(9), time(17)
_A_DAY = timedelta(days=1)


def dealt_with_on(at: datetime, sites: Collection[int], special: Special) -> date:
    """Returns the day on which a matter of the same day is dealt with that was handed in `at`, in the time of the
    sites: that day before closing time, else the next working day.
    """
    day = at.date()
    if is_working_day(day, special) and at.time() >= _closing_time(sites, day):
        day += _A_DAY
    return next_working_day(day, special)


def after_office_time(at: datetime, span: timedelta, sites: Collection[int], special: Special) -> datetime:
    """Returns the moment by which the office has been open for so long since `at`, in the time of the sites."""
    day, left = at.date(), span
    while True:
        if is_working_day(day, special):
            opens, closes = _office_day(day, sites, at)
            begins = max(at, opens)
            if begins + left <= closes:
                return begins + left
            left -= max(closes - begins, timedelta(0))
        day += _A_DAY


def last_office_day(now: datetime) -> date:
    """Returns the newest working day on which offices have opened: the day by which limits are judged, for nobody can
    act before."""
    local = timezone.localtime(now)
    day, special = local.date(), special_days(local.date() - timedelta(days=30))
    if is_working_day(day, special) and local.time() >= _opening_time(day):
        return day
    day -= _A_DAY
    while not is_working_day(day, special):
        day -= _A_DAY
    return day


def _office_day(day: date, sites: Collection[int], at: datetime) -> tuple[datetime, datetime]:
    """Returns when the sites open and close on a day, in the zone of `at`."""
    hours = Site.objects.filter(pk__in=sites, officehours__weekday=day.weekday())
    row = hours.aggregate(first=Min("officehours__starts"), last=Max("officehours__ends"))
    opens, closes = row["first"] or OPENS, row["last"] or CLOSES
    return datetime.combine(day, opens, at.tzinfo), datetime.combine(day, closes, at.tzinfo)


def _closing_time(sites: Collection[int], day: date) -> time:
    hours = Site.objects.filter(pk__in=sites, officehours__weekday=day.weekday())
    last: time | None = hours.aggregate(last=Max("officehours__ends"))["last"]
    return last or CLOSES


def _opening_time(day: date) -> time:
    """Returns the first hour at any site."""
    return _FIRST_HOUR.first(day.weekday()) or OPENS


_FIRST_HOUR = WordedQuery(
    lambda weekday: (
        Site.objects.filter(officehours__weekday=weekday)
        .order_by("officehours__starts")
        .values_list("officehours__starts", flat=True)[:1]
    )
)
