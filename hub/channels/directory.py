"""The directory of convenience services and volunteering, and what residents ask of it."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from contract import channels as c
from contract import desk
from contract.cases import case_code
from contract.text import text
from hub.audit.services import record
from hub.catalogue.areas import Area
from hub.channels.checks import cleaned
from hub.channels.models import Entry, Request
from hub.core.clock import check_moment, local_day
from hub.core.problems import RequestRefused, refused_field
from hub.kiosks.models import Kiosk
from hub.kiosks.sites import area_of
from hub.residents.selectors import number_hashes

_MOST = 200


def entries(kiosk: Kiosk) -> tuple[c.Entry, ...]:
    """Returns what is on offer where the kiosk stands, above and below it."""
    return tuple(map(_message, _near(kiosk)[:_MOST]))


def ask(wanted: c.EntryRequest, kiosk: Kiosk, now: datetime) -> Request:
    """The same again is the same request. Raises Refused."""
    known = Request.objects.filter(pk=wanted.id).first()
    if known is not None:
        return _same(known, wanted)
    entry = _near(kiosk).filter(pk=wanted.entry, requests=True).first() if 0 < wanted.entry < 2**63 else None
    if entry is None:
        raise refused_field("entry", "unknown_entry", text("There is no such service in the directory."))
    answers = {"name": wanted.name, "phone": wanted.phone, "wish": wanted.wish}
    said = cleaned(c.REQUEST_FORM, answers, local_day(now))
    row = Request(
        id=wanted.id,
        code=case_code(wanted.id),
        entry=entry,
        **said,
        number=wanted.number or None,
        number_hash=number_hashes(wanted.number)[0] if wanted.number else "",
        made_at=min(check_moment(wanted.asked_at, "asked_at"), now),
        kiosk=kiosk,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record(kiosk, "request service", f"request {row.code}", {"entry": entry.pk})
    except IntegrityError:  # the same, at the same time
        return _same(Request.objects.get(pk=wanted.id), wanted)
    return row


def for_staff(areas: QuerySet[Area], by: User, open_only: bool) -> tuple[desk.StaffRequest, ...]:
    rows = Request.objects.filter(entry__area__in=areas).select_related("entry")
    if open_only:
        rows = rows.filter(state__in=(c.RequestState.NEW.value, c.RequestState.TAKEN.value)).order_by("made_at")
    found = tuple(map(staff_view, rows[:_MOST]))
    record(by, "read requests", "requests", {"codes": [request.code for request in found]})
    return found


@transaction.atomic
def move(row: Request, to: desk.RequestMove, by: User) -> None:
    """New, taken, done or declined; what is over stays over. Raises Refused."""
    locked = Request.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.state in (c.RequestState.DONE, c.RequestState.DECLINED):
        raise RequestRefused(409, text("This request is over."))
    row.state, row.note = to.state.value, to.note
    row.save(update_fields=["state", "note"])
    record(by, f"mark request {to.state.value}", f"request {row.code}")


def entries_for_staff(areas: QuerySet[Area]) -> tuple[desk.StaffEntry, ...]:
    """Offered or not, of these areas."""
    return tuple(map(entry_view, Entry.objects.filter(area__in=areas).select_related("area")))


@transaction.atomic
def write_entry(row: Entry, wanted: desk.EntryWanted, area: Area, by: User) -> Entry:
    """A new entry, or one that is changed. What is no sample any more is not marked as one."""
    verb = "change entry" if row.pk else "add entry"
    for name, value in wanted.model_dump(mode="json", exclude={"area"}).items():
        setattr(row, name, value)
    row.area, row.illustrative = area, False
    row.save()
    record(by, verb, f"entry {row.pk}", {"area": area.code, "offered": row.offered})
    return row


def entry_view(row: Entry) -> desk.StaffEntry:
    columns = desk.EntryWanted.model_fields.keys() - {"area", *_TEXTS}
    values = {name: getattr(row, name) for name in columns} | {name: getattr(row, name).root for name in _TEXTS}
    return desk.StaffEntry.model_validate({"id": row.pk, "area": row.area.code, **values})


def staff_view(row: Request) -> desk.StaffRequest:
    return desk.StaffRequest(
        code=row.code,
        entry=row.entry.name,
        name=row.name,
        phone=row.phone,
        wish=row.wish,
        asked_at=row.made_at,
        state=c.RequestState(row.state),
        note=row.note,
    )


def _near(kiosk: Kiosk) -> QuerySet[Entry]:
    here = area_of(kiosk)
    near = here.within() | Area.objects.filter(pk__in=[area.pk for area in here.upwards()])
    return Entry.objects.filter(area__in=near, offered=True)


def _same(known: Request, wanted: c.EntryRequest) -> Request:
    if known.entry_id != wanted.entry:
        raise RequestRefused(409, text("This id belongs to another request."))
    return known


def _message(row: Entry) -> c.Entry:
    texts = {name: getattr(row, name) for name in _TEXTS}
    return c.Entry(
        id=row.pk,
        kind=c.EntryKind(row.kind),
        phone=row.phone,
        requests=row.requests,
        illustrative=row.illustrative,
        **texts,
    )


_TEXTS = ("name", "about", "place", "hours")
