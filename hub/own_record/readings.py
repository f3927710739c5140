"""Who read what of a resident, by the audit log: a line a day for each who and what, without a name of staff."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import override

from contract.own_record import RecordReading
from contract.text import Text, join_texts, text
from hub.audit.models import AuditEntry
from hub.audit.wording import render_event, render_ground
from hub.core.clock import local_day
from hub.staff.models import Role, StaffProfile
from languages.registry import LOCALES

SINCE = timedelta(days=3 * 366)
_MOST_ENTRIES, _MOST = 2000, 100
_BY_STAFF = ("look up resident", "read case", "read paper", "take result's pages", "send case")
_AT_KIOSKS = (
    "read facts",
    "ask register",
    "read mandates",
    "read corrections",
    "find cases",
    "find drafts",
    "read own record",
    "open own record",
    "log in to own record",
)
_HUB = text("The hub itself, for a department's system")
_ON_PHONE = text("On a telephone, by a link from a kiosk")
_LOGGED_IN = {
    "city": text("On the pages, logged in at the city"),
    "code": text("On the pages, with a code to the telephone"),
}
_NO_LONGER = text("Somebody who works here no longer")
_ROLES: Mapping[Role, Text] = {
    Role.WINDOW: text("Staff at a window"),
    Role.CLERK: text("A department's clerk"),
    Role.HEAD: text("A head of staff"),
}
_OTHER_STAFF = text("Staff")
_USER = "user:"  # before the key of an actor


def list_readings(resident: int, codes: Iterable[str], now: datetime) -> tuple[RecordReading, ...]:
    """Returns them newest first. `codes`: of the resident's cases."""
    subjects = [f"resident {resident}", *(f"case {code}" for code in codes)]
    entries = AuditEntry.objects.filter(
        subject__in=subjects, at__gt=now - SINCE, action__in=(*_BY_STAFF, *_AT_KIOSKS)
    ).order_by("-at")[:_MOST_ENTRIES]
    counts: dict[tuple[date, str, str, str], int] = {}
    first: dict[tuple[date, str, str, str], AuditEntry] = {}
    for entry in filter(_is_of_others, entries):
        key = (local_day(entry.at), entry.actor, entry.action, json.loads(entry.detail or "{}").get("ground", ""))
        counts[key] = counts.get(key, 0) + 1
        first.setdefault(key, entry)
    newest = list(first)[:_MOST]
    posts = _posts_of(first[key].actor for key in newest)
    return tuple(_reading(first[key], key[0], counts[key], posts) for key in newest)


def _is_of_others(entry: AuditEntry) -> bool:
    """Returns whether the reading is another's: of staff and systems; at kiosks also what opens the record, so that a
    stolen card shows too."""
    return entry.action in (_AT_KIOSKS if entry.actor.startswith("kiosk:") else _BY_STAFF)


def _posts_of(actors: Iterable[str]) -> Mapping[str, Text]:
    """Returns the posts of staff who still work here, by actor."""
    keys = {int(actor.removeprefix(_USER)) for actor in actors if actor.startswith(_USER)}
    profiles = StaffProfile.objects.filter(user__in=keys).prefetch_related("departments")
    return {f"{_USER}{profile.user_id}": _post(profile) for profile in profiles}


def _post(profile: StaffProfile) -> Text:
    role = _ROLES.get(Role(profile.role), _OTHER_STAFF)
    departments = tuple(department.name for department in profile.departments.all())
    return text("{role}, {departments}", role=role, departments=join_texts(departments)) if departments else role


def _reading(entry: AuditEntry, day: date, times: int, posts: Mapping[str, Text]) -> RecordReading:
    return RecordReading(
        day=day,
        who=_who(entry, posts),
        what=_in_each_locale(lambda: render_event(entry.action)),
        ground=_in_each_locale(lambda: render_ground(entry)),
        times=times,
    )


def _who(entry: AuditEntry, posts: Mapping[str, Text]) -> Text:
    if entry.action == "open own record":
        return _ON_PHONE
    if entry.action == "log in to own record":
        return _LOGGED_IN.get(json.loads(entry.detail or "{}").get("way", ""), _ON_PHONE)
    if entry.actor.startswith("kiosk:"):
        return text("At the kiosk {name}, with the card", name=entry.actor_name)
    return posts.get(entry.actor, _NO_LONGER) if entry.actor.startswith(_USER) else _HUB


def _in_each_locale(render: Callable[[], str]) -> Text:
    return Text(dict(_render_all(render)))


def _render_all(render: Callable[[], str]) -> Iterator[tuple[str, str]]:
    for tag in LOCALES:
        with override(tag.lower()):
            yield tag, render()
