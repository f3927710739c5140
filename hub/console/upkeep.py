"""Retention, consents, keys, kiosks and channels: each a page that says what is, what should be, and what to do."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.console import upkeep_rows as rows
from hub.console.frame import page, show
from hub.console.items import require_city
from hub.staff.scopes import Action

TABS: dict[str, tuple[Promise, Callable[[datetime], Iterable[rows.UpkeepRow]]]] = {
    "retention": (_("Retention"), rows.list_retention),
    "consents": (_("Consents"), rows.list_consents),
    "keys": (_("Keys"), rows.list_keys),
    "kiosks": (_("Kiosks"), rows.list_kiosks),
    "channels": (_("Channels"), rows.list_channels),
}


@page(Action.EDIT_CALENDAR)
def upkeep(request: HttpRequest, user: User, tab: str = "retention") -> HttpResponse:
    """Returns the rows of one page; what something has to be done about comes first."""
    require_city(user)
    if tab not in TABS:
        raise Http404
    label, list_rows = TABS[tab]
    upkeep_rows = sorted(list_rows(timezone.now()), key=lambda row: not row.remedy)
    tabs = [(name, words) for name, (words, _rows) in TABS.items()]
    return show(request, user, "upkeep", here="upkeep", tab=tab, label=label, tabs=tabs, rows=upkeep_rows)
