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
from hub.channels.checks import clean_form
from hub.channels.models import Entry, Request
from hub.core.clock import check_moment, local_day
from hub.core.problems import RequestRefused, refused_field
from hub.kiosks.models import Kiosk
from hub.kiosks.sites import area_of
from hub.residents.selectors import number_hashes

_MOST = 200


def entries(kiosk: Kiosk) -> tuple[c.Entry, ...]:
    """Returns what is on offer where the kiosk stands, above and below it."""
    return entries_near(area_of(kiosk))


def entries_near(area: Area) -> tuple[c.Entry, ...]:
    """Returns what is on offer in an area, above and below it."""
    return tuple(map(_message, _near(area)[:_MOST]))


def ask(entry_request: c.EntryRequest, kiosk: Kiosk, now: datetime) -> Request:
    """Records the request; the same again is the same request. Raises Refused."""
    existing = Request.objects.filter(pk=entry_request.id).first()
    if existing is not None:
        return _same(existing, entry_request)
    is_key = 0 < entry_request.entry < 2**63
    entry = _near(area_of(kiosk)).filter(pk=entry_request.entry, requests=True).first() if is_key else None
    if entry is None:
        raise refused_field("entry", "unknown_entry", text("There is no such service in the directory."))
    answers = {"name": entry_request.name, "phone": entry_request.phone, "wish": entry_request.wish}
    values = clean_form(c.REQUEST_FORM, answers, local_day(now))
    row = Request(
        id=entry_request.id,
        code=case_code(entry_request.id),
        entry=entry,
        **values,
        number=entry_request.number or None,
        number_hash=number_hashes(entry_request.number)[0] if entry_request.number else "",
        made_at=min(check_moment(entry_request.asked_at, "asked_at"), now),
        kiosk=kiosk,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            record(kiosk, "request service", f"request {row.code}", {"entry": entry.pk})
    except IntegrityError:  # the same, at the same time; or an id that was made to have another's code
        return _same(Request.objects.filter(pk=entry_request.id).first(), entry_request)
    return row


def for_staff(areas: QuerySet[Area], by: User, open_only: bool) -> tuple[desk.StaffRequest, ...]:
    rows = Request.objects.filter(entry__area__in=areas).select_related("entry")
    if open_only:
        rows = rows.filter(state__in=(c.RequestState.NEW.value, c.RequestState.TAKEN.value)).order_by("made_at")
    requests = tuple(map(staff_view, rows[:_MOST]))
    record(by, "read requests", "requests", {"codes": [request.code for request in requests]})
    return requests


@transaction.atomic
def move(row: Request, to: desk.RequestMove, by: User) -> None:
    """Sets a request to new, taken, done or declined; one that is over stays so. Raises Refused."""
    locked = Request.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if locked.state in (c.RequestState.DONE, c.RequestState.DECLINED):
        raise RequestRefused(409, text("This request is over."))
    row.state, row.note = to.state.value, to.note
    row.save(update_fields=["state", "note"])
    record(by, f"mark request {to.state.value}", f"request {row.code}")


def entries_for_staff(areas: QuerySet[Area]) -> tuple[desk.StaffEntry, ...]:
    """Returns the entries of these areas, offered or not."""
    return tuple(map(entry_view, Entry.objects.filter(area__in=areas).select_related("area")))


@transaction.atomic
def write_entry(row: Entry, content: desk.EntryWanted, area: Area, by: User) -> Entry:
    """Writes a new entry, or one that is changed. What is no sample any more is not marked as one."""
    verb = "change entry" if row.pk else "add entry"
    for name, value in content.model_dump(mode="json", exclude={"area"}).items():
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


def _near(here: Area) -> QuerySet[Entry]:
    local = here.within() | Area.objects.filter(pk__in=[area.pk for area in here.upwards()])
    return Entry.objects.filter(area__in=local, offered=True)


def _same(existing: Request | None, entry_request: c.EntryRequest) -> Request:
    if existing is None or existing.entry_id != entry_request.entry:
        raise RequestRefused(409, text("This id belongs to another request."))
    return existing


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
