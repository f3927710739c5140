"""The centres: how long one waits at each now, what is told there, and who helps nearby."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from hub.channels import directory, notices
from hub.kiosks.models import Site
from hub.kiosks.sites import day_at
from hub.places.map_pictures import send_picture
from hub.places.selectors import find_map
from hub.queues.waits import list_served_now, list_waits
from hub.web.catalogue import get_catalogue
from hub.web.frame import page, show
from hub.web.maps import draw_map
from hub.web.passes import NUMBER, find_pass

_REFRESH = 30  # seconds


@page()
def centres(request: HttpRequest) -> HttpResponse:
    """Returns how long one waits at every centre now; the page fetches itself again."""
    now = timezone.now()
    rows = [(site, list_waits(site, now)) for site in Site.objects.all()]
    return _fresh(show(request, "centres", rows=rows, now=now))


@page()
def centre(request: HttpRequest, code: str) -> HttpResponse:
    """Returns one centre: its waits, notices and directory."""
    site, now = get_site(code), timezone.now()
    messages = notices.for_area(site.area, day_at(site.pk, now)).notices
    entries = directory.entries_near(site.area)
    waits = {"waits": list_waits(site, now), "services": list_served_now(site), "now": now}
    waits["has_number"] = find_pass(request, NUMBER) is not None
    return show(request, "centre", site=site, notices=messages, entries=entries, **waits)


@page(public=True)
def notice_list(request: HttpRequest) -> HttpResponse:
    """Returns the notices of the catalogue, and of each centre's area."""
    today = timezone.localdate()
    numbered = [(number, row) for number, row in enumerate(get_catalogue().notices) if row.since <= today]
    current = [(number, row) for number, row in numbered if row.until is None or today <= row.until]
    by_site = {site: notices.for_area(site.area, day_at(site.pk, timezone.now())).notices for site in _sites()}
    return show(request, "notices", current=current, by_site={site: rows for site, rows in by_site.items() if rows})


@page(public=True)
def entry_list(request: HttpRequest) -> HttpResponse:
    """Returns the directory of convenience services and volunteering, of all centres, and their maps."""
    sites = _sites()
    by_id = {entry.id: entry for site in sites for entry in directory.entries_near(site.area)}
    entries = sorted(by_id.values(), key=lambda entry: (entry.kind, entry.id))
    maps = {drawn.pk: drawn for site in sites if (drawn := find_map(site.area))}
    return show(request, "directory", entries=entries, maps=[draw_map(drawn) for drawn in maps.values()])


@page(public=True)
def map_picture(request: HttpRequest, digest: str) -> HttpResponse:
    """Returns the picture of a map."""
    return send_picture(digest)


def get_site(code: str) -> Site:
    """Returns the site. Raises Http404."""
    site = Site.objects.select_related("area__parent__parent").filter(code=code).first()
    if site is None:
        raise Http404
    return site


def _sites() -> list[Site]:
    return list(Site.objects.select_related("area__parent__parent"))


def _fresh(response: HttpResponse) -> HttpResponse:
    """Returns the page with a header, not an element, that renews it: a page that is read aloud says how it is renewed,
    and needs no script."""
    response["Refresh"] = str(_REFRESH)
    return response
