"""Entitlements: granted with a decision or after it, ended early by staff with a reason. Each raises RequestRefused
where it is not allowed."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from contract.cases import CaseState
from contract.casework import EntitlementDates, EntitlementEnd, EntitlementView
from contract.catalogue import Grant, Item, Privacy
from contract.text import Text, text
from hub.audit.services import record
from hub.cases import access
from hub.cases.actors import Actor
from hub.cases.models import Case, Entitlement, Event
from hub.cases.timeline import add_timeline_entry, lock
from hub.core.clock import local_day
from hub.core.problems import RequestRefused, refused_field
from hub.core.worded import WordedQuery
from hub.residents.models import Resident
from hub.staff.scopes import Action, area_keys, department_keys, may

_FARTHEST_FIRST = timedelta(days=2 * 366)  # before or after today
_LONGEST = timedelta(days=60 * 366)
_GRANTED = (CaseState.DECIDED, CaseState.DELIVERED)


def grant_of(case: Case) -> Grant | None:
    """Returns what a granted decision of the case entitles its applicant to; None for nothing, and for cases of
    organisations and of nobody."""
    of_nobody = case.resident_id is None or case.organisation_id is not None
    return None if of_nobody else Item.model_validate(case.item_version.content).grants


def propose(case: Case, today: date) -> EntitlementDates | None:
    """Returns the dates as the item says: from today, or from the day after the one that it renews, where a first day
    may be that far ahead."""
    terms = grant_of(case)
    if terms is None:
        return None
    same = _running(case.resident_id, today).filter(item=case.item_version.item_id).exclude(last_day=None)
    renewed = same.exclude(case=case).order_by("-last_day").values_list("last_day", flat=True).first()
    follows = renewed is not None and renewed - today < _FARTHEST_FIRST
    first = renewed + timedelta(days=1) if renewed and follows else today
    return EntitlementDates(first_day=first, last_day=_last_day(first, terms.months) if terms.months else None)


def _running(resident: int | None, today: date) -> QuerySet[Entitlement]:
    return Entitlement.objects.filter(Q(last_day=None) | Q(last_day__gte=today), resident=resident, ended_at=None)


def _last_day(first: date, months: int) -> date:
    """Returns the day before the same day of the month, that many months later."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    longest = monthrange(year, month + 1)[1]
    if first.day > longest:
        return date(year, month + 1, longest)
    return date(year, month + 1, first.day) - timedelta(days=1)


def with_renewals(rows: QuerySet[Entitlement]) -> QuerySet[Any]:
    """Returns the rows with `renewed`: whether the resident has another of the same item that lasts longer."""
    longer = Q(last_day=None) | Q(last_day__gt=OuterRef("last_day"))
    others = Entitlement.objects.filter(longer, resident=OuterRef("resident"), item=OuterRef("item"), ended_at=None)
    return rows.annotate(renewed=Exists(others))


def list_to_renew(today: date) -> QuerySet[Any]:
    """Returns those that end soon and are not renewed, the nearest end first."""
    soon = Entitlement.objects.filter(renew_from__lte=today, last_day__gte=today)
    return with_renewals(soon).filter(renewed=False).order_by("last_day", "pk")


def may_grant(case: Case) -> bool:
    """Returns whether an entitlement can be recorded with a decision that was made already."""
    return case.state in _GRANTED and grant_of(case) is not None and not _has_one(case)


def _has_one(case: Case) -> bool:
    return case.entitlements.filter(ended_at=None).exists()


@transaction.atomic
def grant(case: Case, dates: EntitlementDates, by: Actor, now: datetime) -> Entitlement:
    """Records what a decided case entitles to: one, until that is ended."""
    case = lock(case)
    terms = grant_of(case)
    if terms is None:
        raise RequestRefused(409, text("A decision of this case entitles to nothing."))
    if case.state not in _GRANTED:
        raise RequestRefused(409, text("Only a decision grants something."))
    if _has_one(case):
        raise RequestRefused(409, text("This is recorded already."))
    _check_dates(dates, local_day(now))
    row = Entitlement.objects.create(
        resident_id=case.resident_id,
        case=case,
        item_id=case.item_version.item_id,
        area_id=case.area_id,
        privacy=case.privacy,
        name=terms.name,
        first_day=dates.first_day,
        last_day=dates.last_day,
        renew_from=_renew_from(dates, terms.renew_days),
        granted_at=now,
    )
    add_timeline_entry(case, Event.ENTITLED, by, now, _in_words(row))
    return row


def _renew_from(dates: EntitlementDates, days: int) -> date | None:
    """Returns the day from which it is to be renewed, its first day at the earliest; None where it has no end."""
    return max(dates.first_day, dates.last_day - timedelta(days=days)) if dates.last_day else None


def _check_dates(dates: EntitlementDates, today: date) -> None:
    first, last = dates.first_day, dates.last_day
    if abs(first - today) > _FARTHEST_FIRST:
        raise refused_field("first_day", "too_far", text("The first day is too far away."))
    if last is not None and last < first:
        raise refused_field("last_day", "before_first", text("The last day is before the first."))
    if last is not None and last - first > _LONGEST:
        raise refused_field("last_day", "too_far", text("The last day is too far away."))


def _in_words(row: Entitlement) -> Text:
    if row.last_day is None:
        return text("{what}, from {first} until further notice", what=row.name, first=row.first_day)
    return text("{what}, from {first} until {last}", what=row.name, first=row.first_day, last=row.last_day)


@transaction.atomic
def end(row: Entitlement, request: EntitlementEnd, by: Actor, now: datetime) -> Entitlement:
    """Ends it early, with the reason, which stands in the timeline of its case too."""
    row = Entitlement.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.ended_at is not None or (row.last_day is not None and row.last_day < local_day(now)):
        raise RequestRefused(409, text("It has ended already."))
    if not request.reason.strip():
        raise refused_field("reason", "required", text("Say why it ends."))
    if request.last_day < row.first_day:
        raise refused_field("last_day", "before_first", text("The last day is before the first."))
    if row.last_day is not None and request.last_day > row.last_day:
        raise refused_field("last_day", "longer", text("It would end later than before."))
    row.last_day, row.renew_from = request.last_day, None
    row.ended_at, row.reason = now, request.reason.strip()
    row.save()
    record(by.audited, "end entitlement", f"entitlement {row.pk}", {"last_day": str(row.last_day)})
    if row.case is not None:
        note = text("{what}, until {last}: {why}", what=row.name, last=row.last_day, why=row.reason)
        add_timeline_entry(row.case, Event.ENTITLEMENT_ENDED, by, now, note)
    return row


def cut_off(row: Entitlement) -> None:
    """Cuts it off from its case, which is emptied."""
    row.case = None
    row.save(update_fields=["case"])


def may_end(user: User, row: Entitlement) -> bool:
    """Returns whether one may end it: who works on its case may. Of a case that is emptied, its item's department in
    its area; one that is confidential, the item's owner and readers of these."""
    if row.case is not None:
        return access.may_work(user, access.check_grounds(row.case))
    item = row.item.check_seal()
    named = item.owner_id == user.pk or item.readers.filter(pk=user.pk).exists()
    hidden = row.privacy == Privacy.CONFIDENTIAL and not (named and may(user, Action.READ_CONFIDENTIAL))
    return not hidden and may(user, Action.WORK_CASES, row.area, item.department)


def get_to_end(user: User, number: int) -> Entitlement:
    """Returns an entitlement that the user may end. Raises Http404."""
    rows = Entitlement.objects.select_related("case__item_version__item", "item__department", "area", "resident")
    row = rows.filter(pk=number).first() if 0 < number < 2**63 else None
    if row is None or not may_end(user, row):
        raise Http404
    return row


def list_visible(user: User, resident: Resident) -> list[Entitlement]:
    """Returns the entitlements of a resident whose file is read, of the user's areas and departments, newest first. One
    that is confidential is listed for those who may end it."""
    rows = _OF_RESIDENT.fetch(resident.pk, area_keys(user), department_keys(user))
    return [row for row in rows if row.privacy != Privacy.CONFIDENTIAL or may_end(user, row)]


_OF_RESIDENT = WordedQuery(
    lambda resident, areas, departments: Entitlement.objects.filter(
        resident=resident, area__in=areas, item__department__in=departments
    ).select_related("case__item_version__item", "item__department", "area")
)


def view(row: Entitlement) -> EntitlementView:
    return EntitlementView(
        id=row.pk,
        name=row.name,
        first_day=row.first_day,
        last_day=row.last_day,
        ended_at=row.ended_at,
        reason=row.reason,
    )
