"""The residents' pages of this hub are, for each centre, a website of their own (`Kiosk.web`) whose token nobody has.

So whatever is asked, handed in or counted there goes the way of all other websites.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import Http404

from contract.text import text
from hub.audit.findings import holds
from hub.audit.services import record
from hub.core.problems import RequestRefused
from hub.kiosks.models import Kiosk, Site
from hub.kiosks.tokens import fresh_token, new_token

_NAME = "pages/"  # then the centre's code: no kiosk has such a name by chance


def own_pages() -> QuerySet[Kiosk]:
    return Kiosk.objects.filter(web=True, name__startswith=_NAME)


def get_own_page(site: Site, now: datetime) -> Kiosk:
    """Returns the website that stands for this hub's pages at the centre. Raises Refused where it was revoked."""
    name = f"{_NAME}{site.code}"
    kiosk = Kiosk.objects.filter(name=name, web=True, site=site).first() or _create(name, site, now)
    if kiosk.revoked_at is not None or not holds(kiosk):
        raise RequestRefused(403, text("This centre does not take anything over the web now."))
    return kiosk


def pages_of_hub(now: datetime) -> Kiosk:
    """Returns who asks where no centre is chosen: a case may be any centre's. Raises Http404 where there is none."""
    site = Site.objects.order_by("pk").first()
    if site is None:
        raise Http404
    return get_own_page(site, now)


def _create(name: str, site: Site, now: datetime) -> Kiosk:
    try:
        with transaction.atomic():
            token = fresh_token(new_token(), now)
            kiosk = Kiosk.objects.create(name=name, site=site, created_at=now, web=True, **token)
            record(None, "add kiosk", f"kiosk {name}")
            return kiosk
    except IntegrityError:  # another request at the same moment
        return Kiosk.objects.get(name=name, web=True, site=site)
