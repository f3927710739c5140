"""A city's cases and visits, invented: run within the hub's own Django. The database copies the rows.

To each case its timeline and its task, and a visit with a queue number and a turn at a window; reviews of some.
They lie two years back, in all areas and departments, at windows of all centres and in the hands of many.
"""

from datetime import date
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from contract.cases import Submission, case_code
from contract.channels import Grade
from contract.channels import Review as GivenReview
from contract.forms import Answer
from contract.numbers import identity_check_digit
from contract.people import Person, PersonKind
from contract.text import Text
from contract.tickets import TicketRequest
from hub.cases import handling
from hub.cases.actors import By
from hub.cases.models import Case, Task, TimelineEntry
from hub.cases.services import submit
from hub.catalogue.models import Area, Department, Item, ItemVersion, Service
from hub.channels import reviews
from hub.channels.models import Review
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk, Site
from hub.queues import services as queues
from hub.queues import windows
from hub.queues.models import Ticket, Turn, Window
from hub.residents.models import Resident
from hub.residents.selectors import number_hashes
from hub.staff.models import Role, StaffProfile

KIOSKS = 8  # that ask; what one of them may ask in an hour is limited
MEASURED = 40  # residents whose numbers are real
FIRST = 10_000  # cases before the city grows
_RESIDENT = 1_000_000  # their rows begin here
_STREETS, _COMMUNITIES, _WINDOWS = 20, 10, 5  # windows: in each street's centre, each with somebody of its own
_OPEN_SHARE = 20  # one case in so many is open
_REVIEW_SHARE = 8  # one case in so many was reviewed
_BACK = "n.i * 63 % 63072000"  # seconds: two years, a case each 63


def begin() -> dict[str, Any]:
    """Areas, staff, a kiosk, one case that the others are copied from, and the residents to be asked for."""
    city = Area.objects.get(code="city")
    for s in range(_STREETS):
        street = Area.objects.create(code=f"s{s}", name_zh=f"街道{s}", level="street", parent=city)
        for c in range(_COMMUNITIES):
            Area.objects.create(code=f"s{s}c{c}", name_zh=f"社区{s}-{c}", level="community", parent=street)
        _centre(street)
    tokens = [kiosks.add("bench"), *(kiosks.add(f"bench {place}") for place in range(KIOSKS))]
    clerk = _staff(Role.CLERK, [Department.objects.get(code="civil_affairs")])
    head = _staff(Role.HEAD, [])
    case = _template(clerk)
    _visit(Window.objects.all()[0], User.objects.get(username="s0w0"))
    reviews.give(
        GivenReview(id=uuid4(), case=case.code, number=_number(499), grade=Grade.SATISFIED, given_at=timezone.now()),
        Kiosk.objects.get(name="bench"),
        timezone.now(),
    )
    sessions = {user.username: _session(user) for user in (clerk, head)}
    names = {"session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
    return {"tokens": tokens[1:], "sessions": sessions, "numbers": [_number(i) for i in range(MEASURED)], **names}


def _centre(street: Area) -> None:
    """A street's centre, its windows, and who works there."""
    site = Site.objects.create(code=street.code, name_zh=street.name_zh, area=street)
    for place in range(_WINDOWS):
        window = Window.objects.create(site=site, name_zh=f"{place + 1}号窗口")
        window.services.set(Service.objects.all())
        user = User.objects.create_user(f"{street.code}w{place}")
        StaffProfile.objects.create(user=user, role=Role.WINDOW).areas.set([street])
        windows.open_window(window, user, timezone.now())


def _visit(window: Window, user: User) -> None:
    """One queue number, called and served."""
    now, kiosk = timezone.now(), Kiosk.objects.get(name="bench")
    Kiosk.objects.filter(pk=kiosk.pk).update(site=window.site_id)
    kiosk.refresh_from_db()
    wanted = TicketRequest(id=uuid4(), service=Service.objects.all()[0].code)
    ticket = queues.confirm(queues.reserve(wanted, kiosk, now).pk, now)
    windows.call_this(window, ticket.pk, user, now)
    windows.finish(window, ticket.pk, user, now)


def _staff(role: Role, departments: list[Department]) -> User:
    user = User.objects.create_user(role.value)
    profile = StaffProfile.objects.create(user=user, role=role)
    profile.areas.set([Area.objects.get(code="city")])
    profile.departments.set(departments)
    return user


def _session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), "hub.staff.backends.HubBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def _number(i: int) -> str:
    first17 = f"1101011979030{i // 500 + 1}{i % 500 + 1:03d}"
    return first17 + identity_check_digit(first17)


def _template(clerk: User) -> Case:
    item = Item.objects.get(name_zh="网格事件、诉求")
    person = Person(kind=PersonKind.CITIZEN, name="赵某某", number=_number(499), sex="男", birth=date(1979, 3, 1))
    at = timezone.now()
    answers: dict[str, Answer] = {
        "category": "facility",
        "place": "某街道9号",
        "description": "井盖损坏",
        "phone": "13912345678",
    }
    submission = Submission(
        id=uuid4(), item=item.code, item_version=1, applicant=person, answers=answers, stated_at=at, submitted_at=at
    )
    submit(submission, Kiosk.objects.get(name="bench"), at)
    case = handling.accept(Case.objects.get(), By(staff=clerk), at)
    return handling.decide(case, Text(zh="已办理。", en="Done."), By(staff=clerk), at)


def grow(first: int, last: int) -> int:
    """Cases numbered from first to last, and five times fewer residents; gives how many cases there are."""
    residents = (first // 5, last // 5)
    _copy(Resident, "id <> 0", residents[0] + 1, residents[1], _resident_columns())
    for i in range(MEASURED if first == 0 else 0):
        Resident.objects.filter(pk=_RESIDENT + i + 1).update(number_hash=number_hashes(_number(i))[0])
    _copy(Case, "state = 'decided'", first + 1, last, _case_columns(*residents))
    for state in ("submitted", "accepted", "decided"):
        _copy(TimelineEntry, f"state = '{state}'", first + 1, last, {"case_id": _uuid("n.i"), "at": _moment(_BACK)})
    _copy(Task, "step IS NOT NULL", first + 1, last, _task_columns())
    _copy(Ticket, "state = 'served'", first + 1, last, _ticket_columns())
    _copy(Turn, "outcome = 'served'", first + 1, last, _turn_columns())
    _copy(Review, "grade = 4", first // _REVIEW_SHARE + 1, last // _REVIEW_SHARE, _review_columns())
    with connection.cursor() as cursor:
        for command in _sql("VACUUM ANALYZE; CHECKPOINT", "ANALYZE").split(
            ";"
        ):  # as it does by itself when it is quiet
            cursor.execute(command)
    return Case.objects.count()


def codes() -> list[str]:
    """Cases that the clerk may open, under codes that can be typed."""
    civil = Department.objects.get(code="civil_affairs")
    open_ones = Case.objects.filter(department=civil, state="in_progress").order_by("due_by").only("code")
    found = list(open_ones[:MEASURED])
    for case in found:
        case.code = case_code(case.pk)
    Case.objects.bulk_update(found, ["code"])
    return [case.code for case in found]


def sizes() -> dict[str, list[int]]:
    """Of each table of PostgreSQL its rows, and the bytes of it and of its indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::bigint, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples > 0 ORDER BY 3 DESC"
        )
        return {name: numbers for name, *numbers in cursor.fetchall()}


def _copy(model: type[Model], where: str, first: int, last: int, columns: dict[str, str]) -> None:
    """Copies of the model's first row that fits, with some columns worked out from the number `n.i`."""
    table, fields = model._meta.db_table, [str(field.column) for field in model._meta.local_concrete_fields]
    counted = model._meta.pk.get_internal_type() == "BigAutoField"  # the database numbers its rows by itself
    kept = [name for name in fields if name in columns or name != "id" or not counted]
    values = ", ".join(columns.get(name, f"t.{name}") for name in kept)
    numbers = f"WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})"  # noqa: S608
    source = f"(SELECT * FROM {table} WHERE {where} ORDER BY id LIMIT 1) AS t"  # noqa: S608
    with connection.cursor() as cursor:
        into = f"INSERT INTO {table} ({', '.join(kept)})"
        cursor.execute(f"{into} {numbers} SELECT {values} FROM n CROSS JOIN {source}")  # noqa: S608


def _sql(postgresql: str, sqlite: str) -> str:
    return postgresql if connection.vendor == "postgresql" else sqlite


def _uuid(i: str) -> str:
    return _sql(f"lpad(to_hex({i}), 32, '0')::uuid", f"printf('%032x', {i})")


def _day(days: str) -> str:
    """Today and so many days."""
    return _sql(f"CURRENT_DATE + ({days})::int", f"date('now', ({days}) || ' days')")


def _moment(seconds: str) -> str:
    """So many seconds ago."""
    return _sql(f"(now() - make_interval(secs => {seconds}))", f"datetime('now', '-' || ({seconds}) || ' seconds')")


def _resident_columns() -> dict[str, str]:
    hash_ = _sql("md5(n.i::text) || md5('x' || n.i)", "printf('%064x', n.i)")
    return {"id": f"{_RESIDENT} + n.i", "number_hash": hash_}


def _case_columns(known: int, residents: int) -> dict[str, str]:
    """New ones belong to new residents, so that nobody's own become more."""
    versions = list(ItemVersion.objects.values_list("pk", flat=True))
    is_open = f"n.i % {_OPEN_SHARE} = 0"
    return {
        "id": _uuid("n.i"),
        "code": _sql("lpad(n.i::text, 14, '0')", "printf('%014d', n.i)"),
        "resident_id": f"{_RESIDENT} + {known} + n.i % {residents - known} + 1",
        "submitted_at": _moment(_BACK),
        "area_id": _area(),
        "taken_in_id": _area(),
        "department_id": _department(),
        "responsible_id": _one_of(_staff_keys(), "n.i / 11"),
        "item_version_id": _one_of(versions, "n.i / 5"),
        "state": f"CASE WHEN {is_open} THEN 'in_progress' ELSE 'decided' END",
        "due_by": f"CASE WHEN {is_open} THEN {_day(_AHEAD)} ELSE t.due_by END",
        "amber_from": f"CASE WHEN {is_open} THEN {_day(f'{_AHEAD} - 2')} ELSE t.amber_from END",
    }


_AHEAD = "n.i / 20 % 60 - 10"  # an open case is due between ten days ago and fifty ahead


def _task_columns() -> dict[str, str]:
    is_open = f"n.i % {_OPEN_SHARE} = 0"
    return {
        "case_id": _uuid("n.i"),
        "area_id": _area(),
        "department_id": _department(),
        "opened_at": _moment(_BACK),
        "state": f"CASE WHEN {is_open} THEN 'open' ELSE 'done' END",
        "due_by": f"CASE WHEN {is_open} THEN {_day(_AHEAD)} ELSE t.due_by END",
    }


def _ticket_columns() -> dict[str, str]:
    return {
        "id": _uuid("n.i"),
        "site_id": _one_of(_keys(Site), "n.i / 5"),
        "service_id": _one_of(_keys(Service), "n.i"),
        "day": _sql(f"{_moment(_BACK)}::date", f"date({_moment(_BACK)})"),
        "serial": "n.i",
        "number": "'A' || n.i",
        "issued_at": _moment(f"{_BACK} + 1200"),
        "stands_from": _moment(f"{_BACK} + 1200"),
        "confirmed_at": _moment(f"{_BACK} + 1190"),
        "called_at": _moment(f"{_BACK} + 600"),
        "served_at": _moment(_BACK),
    }


def _turn_columns() -> dict[str, str]:
    return {
        "ticket_id": _uuid("n.i"),
        "service_id": _one_of(_keys(Service), "n.i"),
        "window_id": _one_of(_keys(Window), "n.i / 13"),
        "staff_id": _one_of(_staff_keys(), "n.i / 13"),
        "waited_from": _moment(f"{_BACK} + 1200"),
        "called_at": _moment(f"{_BACK} + 600"),
        "ended_at": _moment(_BACK),
    }


def _review_columns() -> dict[str, str]:
    case = f"n.i * {_REVIEW_SHARE}"
    return {
        "id": _uuid("n.i"),
        "code": _sql("lpad(n.i::text, 14, '0')", "printf('%014d', n.i)"),
        "case_id": _uuid(case),
        "area_id": _one_of(_keys(Area), f"{case} / 7"),
        "made_at": _moment(f"{case} * 63 % 63072000"),
        "grade": "1 + n.i % 5",
    }


def _area() -> str:
    return _one_of(_keys(Area), "n.i / 7")


def _department() -> str:
    return _one_of(_keys(Department), "n.i / 3")


def _keys(model: type[Model]) -> list[int]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True))


def _staff_keys() -> list[int]:
    return list(User.objects.filter(staff_profile__role=Role.WINDOW).order_by("pk").values_list("pk", flat=True))


def _one_of(keys: list[int], number: str) -> str:
    """One key after the other. Where they follow each other, as fresh rows do, that is a sum."""
    if keys and sorted(keys) == list(range(min(keys), min(keys) + len(keys))):
        return f"{min(keys)} + ({number}) % {len(keys)}"
    cases = " ".join(f"WHEN {place} THEN {key}" for place, key in enumerate(keys))
    return f"CASE ({number}) % {len(keys)} {cases} END"
