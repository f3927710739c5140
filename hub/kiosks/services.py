"""Kiosks come and go: registered on the command line, or enrolled with a code that staff made."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from contract.cases import case_code, read_case_code
from contract.kiosks import Enrolled
from contract.text import text
from hub.audit.services import record
from hub.core.problems import refused_field
from hub.kiosks.models import MAIN, EnrolmentCode, Kiosk, Site
from hub.kiosks.tokens import fresh_token, new_token, token_hash

CODE_LASTS = timedelta(hours=1)


class KioskExists(Exception):
    """There is a kiosk of that name."""


class NoSuchKiosk(Exception):
    """There is no kiosk of that name."""


def add(name: str, web: bool = False) -> str:
    """Registers a kiosk, or a website's server; returns its token, which is shown this once. Raises KioskExists."""
    token = new_token()
    try:
        with transaction.atomic():
            now = timezone.now()
            Kiosk.objects.create(name=name, site_id=MAIN, created_at=now, web=web, **fresh_token(token, now))
            record(None, "add kiosk", f"kiosk {name}")
    except IntegrityError as error:
        raise KioskExists(name) from error
    return token


@transaction.atomic
def renew(name: str) -> str:
    """Creates a new token for a kiosk; the old one, revoked or not, is void. Raises NoSuchKiosk."""
    token = new_token()
    if not Kiosk.objects.filter(name=name).update(**fresh_token(token, timezone.now())):
        raise NoSuchKiosk(name)
    record(None, "renew kiosk", f"kiosk {name}")
    return token


@transaction.atomic
def bind(name: str, certificate: str) -> None:
    """Binds a kiosk's token to the client certificate of that SHA-256; "" unbinds it. Raises
    NoSuchKiosk."""
    if not Kiosk.objects.filter(name=name).update(certificate=certificate):
        raise NoSuchKiosk(name)
    record(None, "bind kiosk", f"kiosk {name}", {"certificate": certificate})


@transaction.atomic
def revoke(name: str, by: User | None = None) -> None:
    """Revokes a kiosk's token. Raises NoSuchKiosk."""
    if not Kiosk.objects.filter(name=name).update(revoked_at=timezone.now()):
        raise NoSuchKiosk(name)
    record(by, "revoke kiosk", f"kiosk {name}")


@transaction.atomic
def make_code(name: str, site: Site, by: User | None, now: datetime) -> str:
    """Returns a code with which one kiosk enrols under that name, once and within CODE_LASTS; it is shown this once.

    Where there is a kiosk of that name at the site, the code is for its successor. Raises Refused.
    """
    kiosk = Kiosk.objects.filter(name=name).first()
    if kiosk is not None and kiosk.site_id != site.pk:
        raise refused_field("name", "name_taken", text("Another centre has a kiosk of that name."))
    code = case_code(uuid4())
    EnrolmentCode.objects.create(
        code_hash=token_hash(code), kiosk_name=name, site=site, made_by=by, made_at=now, expires_at=now + CODE_LASTS
    )
    record(by, "make enrolment code", f"kiosk {name}", {"site": site.code})
    return code


@transaction.atomic
def enrol(typed: str, now: datetime) -> Enrolled:
    """Returns the kiosk that the code was made for, with a new token. Raises Refused, ChangedPastHub."""
    hashed = token_hash(read_case_code(typed) or "")
    code = EnrolmentCode.objects.select_for_update(of=("self",)).select_related("site").filter(code_hash=hashed).first()
    if code is not None:
        code.check_seal()
    if code is None or code.used_at is not None or not code.made_at <= now < code.expires_at:
        raise refused_field(
            "code",
            "code",
            text("This code is wrong, used or out of its time; ask for a new one."),
        )
    code.used_at = now
    code.save(update_fields=["used_at"])
    token = new_token()
    fresh = {**fresh_token(token, now), "site": code.site}
    kiosk, _ = Kiosk.objects.update_or_create(
        name=code.kiosk_name, defaults=fresh, create_defaults={**fresh, "created_at": now}
    )
    record(kiosk, "enrol kiosk", f"kiosk {kiosk.name}")
    return Enrolled(kiosk=kiosk.name, token=token, site=code.site.name)
