"""Notices for an area and all below it, for everybody or for a group, from one day to another."""

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from datetime import date, datetime
from time import monotonic

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from contract import channels as c
from contract import desk
from contract.numbers import age, read_identity_number
from contract.text import text
from hub.audit.services import record
from hub.catalogue.areas import Area
from hub.channels.models import AreaNotice
from hub.channels.notice_picture import read_picture
from hub.core.problems import refused_field
from hub.kiosks.models import Kiosk
from hub.kiosks.sites import area_of
from hub.residents.consents import NOTICES, agreed
from hub.residents.models import Resident, ResidentFact
from hub.residents.selectors import find

_MOST = 40
_LOOK_AGAIN = 5  # seconds
_MOST_VERSIONS = 10_000  # in memory
_versions: dict[tuple[int, date, str], tuple[float, str]] = {}
_OLD, _OF_AGE = 60, 18


def for_everybody(kiosk: Kiosk, today: date) -> c.Notices:
    """Returns what stands on the first page of a kiosk, with a version that changes when it does."""
    return _bundle(_to_everybody(area_of(kiosk), today), pictures=True)


def for_area(area: Area, today: date) -> c.Notices:
    """Returns what is told to everybody in an area, without pictures."""
    return _bundle(_to_everybody(area, today))


def version_for_everybody(kiosk: Kiosk, today: date, ids: str) -> str:
    """Returns the version that `for_everybody` has. `ids`: of the notices that it tells now. Another process sees
    within seconds that one of them was edited."""
    key, period = (kiosk.site_id, today, ids), monotonic() // _LOOK_AGAIN
    if not ids:
        return ""
    looked_at, version = _versions.get(key, (-1.0, ""))
    if looked_at != period:
        version = for_area(area_of(kiosk), today).version
        if len(_versions) >= _MOST_VERSIONS:
            _versions.clear()
        _versions[key] = period, version
    return version


@receiver([post_save, post_delete], sender=AreaNotice)
def forget_versions(**about: object) -> None:
    _versions.clear()


def for_person(kiosk: Kiosk, number: str, today: date) -> c.Notices:
    """Returns what is for the groups that the person of that number belongs to, if they have agreed to be told."""
    resident = find(number)
    groups = groups_of(resident, today) if resident and agreed(resident, NOTICES, today) else []
    return _bundle(_current(area_of(kiosk), today).filter(group__in=groups))


def groups_of(resident: Resident, today: date) -> list[str]:
    """Returns the groups by the age that the number tells, and by what is known and still kept."""
    groups = []
    birth = read_identity_number(resident.number, today).birth
    if birth is not None and age(birth, today) >= _OLD:
        groups.append(c.Group.ELDERLY.value)
    if birth is not None and age(birth, today) < _OF_AGE:
        groups.append(c.Group.MINORS.value)
    if ResidentFact.objects.filter(resident=resident, key="disability_card", keep_until__gte=today).exists():
        groups.append(c.Group.DISABLED.value)
    return groups


@transaction.atomic
def publish(new_notice: desk.NewNotice, area: Area, by: User, picture: bytes = b"") -> AreaNotice:
    """Publishes a notice. `picture`: what was sent as one. Raises Refused."""
    if new_notice.until is not None and new_notice.until < new_notice.since:
        raise refused_field("until", "until", text("It ends before it begins."))
    values = new_notice.model_dump(exclude={"area"})
    row = AreaNotice.objects.create(**values, area=area, made_by=by, picture=read_picture(picture))
    record(by, "publish notice", f"notice {row.pk}", {"area": area.code, "group": new_notice.group.value})
    return row


@transaction.atomic
def withdraw(row: AreaNotice, by: User, now: datetime) -> None:
    if AreaNotice.objects.filter(pk=row.pk, withdrawn_at=None).update(withdrawn_at=now):
        record(by, "withdraw notice", f"notice {row.pk}")


def for_staff(areas: QuerySet[Area]) -> tuple[desk.StaffNotice, ...]:
    return tuple(
        map(staff_view, AreaNotice.objects.filter(area__in=areas).select_related("area").defer("picture")[:200])
    )


def staff_view(row: AreaNotice) -> desk.StaffNotice:
    columns = ("id", "since", "until")
    return desk.StaffNotice(
        **{name: getattr(row, name) for name in columns},
        title=desk.ShortText(row.title.root),
        body=desk.Paragraph(row.body.root),
        area=row.area.code,
        group=c.Group(row.group),
        withdrawn=row.withdrawn_at is not None,
    )


def _to_everybody(area: Area, today: date) -> QuerySet[AreaNotice]:
    return _current(area, today).filter(group=c.Group.ALL.value)


def _current(area: Area, today: date) -> QuerySet[AreaNotice]:
    open_end = Q(until=None) | Q(until__gte=today)
    return AreaNotice.objects.filter(open_end, area__in=area.upwards(), since__lte=today, withdrawn_at=None)


def _bundle(rows: QuerySet[AreaNotice], *, pictures: bool = False) -> c.Notices:
    current = list((rows if pictures else rows.defer("picture"))[:_MOST])
    messages = tuple(
        c.Told(
            title=row.title,
            body=row.body,
            since=row.since,
            until=row.until,
            picture=b64encode(row.picture).decode() if pictures else "",
        )
        for row in current
    )
    return c.Notices(notices=messages, version=_version(current))


def _version(rows: Sequence[AreaNotice]) -> str:
    """Returns what changes with any of them; a picture stays as it was published."""
    texts = [(row.pk, row.title.root, row.body.root, str(row.since), str(row.until)) for row in rows]
    return hashlib.sha256(repr(texts).encode()).hexdigest()[:16] if texts else ""
