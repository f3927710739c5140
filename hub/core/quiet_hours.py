"""Hours in which nobody is disturbed: two times of a day, over midnight too; None for none."""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _


def check_quiet_hours(begin: time | None, end: time | None) -> None:
    """Checks two times. Raises ValidationError where only one of them is there, or both are the same."""
    if (begin is None) != (end is None) or (begin is not None and begin == end):
        raise ValidationError(_("Quiet hours have a begin and an end that differ, or neither."))


def quiet_end(begin: time | None, end: time | None, now: datetime) -> datetime | None:
    """Returns when the quiet hours end that it is in, by the hub's time; None outside of them."""
    if begin is None or end is None:
        return None
    local = timezone.localtime(now)
    if not _is_between(begin, local.time(), end):
        return None
    over = local.replace(hour=end.hour, minute=end.minute, second=end.second, microsecond=0)
    return over if over > local else over + timedelta(days=1)


def _is_between(begin: time, moment: time, end: time) -> bool:
    return begin <= moment < end if begin < end else moment >= begin or moment < end
