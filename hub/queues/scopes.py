"""Sites and windows within a user's areas. One that is outside is not there."""

from django.db.models import QuerySet
from django.http import Http404

from hub.core.worded import WordedQuery
from hub.kiosks.models import Site
from hub.queues.models import Window
from hub.staff.scopes import AnyUser, area_keys, areas_of


def sites_of(user: AnyUser) -> QuerySet[Site]:
    return Site.objects.filter(area__in=areas_of(user))


def site_of(user: AnyUser, code: str) -> Site:
    """Returns the site. Raises Http404."""
    site = sites_of(user).filter(code=code).first()
    if site is None:
        raise Http404
    return site


def window_of(user: AnyUser, window: int) -> Window:
    """Returns the window. Raises Http404."""
    row = _WINDOW.first(window, area_keys(user)) if 0 < window < 2**63 else None
    if row is None:
        raise Http404
    return row


_WINDOW = WordedQuery(
    lambda window, areas: Window.objects.filter(pk=window, site__area__in=areas).select_related("site")
)
