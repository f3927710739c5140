"""A limit as a guide says it."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from contract.catalogue import Limit, LimitUnit


def limit_words(limit: Limit) -> str:
    """Returns it in the reader's language, with its note."""
    note = limit.note.in_locale(get_language() or "") if limit.note else ""
    return f"{_span(limit)} ({note})" if note else _span(limit)


def _span(limit: Limit) -> str:
    days = {"days": limit.days}
    if limit.unit is LimitUnit.SAME_DAY:
        return _("The same day")
    if limit.unit is LimitUnit.WORKING_DAYS:
        return ngettext("%(days)s working day", "%(days)s working days", limit.days) % days
    return ngettext("%(days)s day", "%(days)s days", limit.days) % days if limit.days else _("no limit is set")
