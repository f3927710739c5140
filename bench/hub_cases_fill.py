"""A city's cases, invented: run within the hub's own Django. The database copies the rows, a million a minute."""

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

from contract.cases import Submission
from contract.forms import Answer
from contract.numbers import identity_check_digit
from contract.people import Person, PersonKind
from contract.text import Text
from hub.cases import handling
from hub.cases.actors import By
from hub.cases.models import Case, TimelineEntry
from hub.cases.services import submit
from hub.catalogue.models import Area, Department, Item, ItemVersion
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.residents.models import Resident
from hub.residents.selectors import number_hashes
from hub.staff.models import Role, StaffProfile

MEASURED = 40  # residents whose numbers are real
FIRST = 10_000  # cases before the city grows
_RESIDENT = 1_000_000  # their rows begin here
_STREETS, _COMMUNITIES = 20, 10
_OPEN_SHARE = 20  # one case in so many is open


def begin() -> dict[str, Any]:
    """Areas, staff, a kiosk, one case that the others are copied from, and the residents to be asked for."""
    city = Area.objects.get(code="city")
    for s in range(_STREETS):
        street = Area.objects.create(code=f"s{s}", name_zh=f"街道{s}", level="street", parent=city)
        for c in range(_COMMUNITIES):
            Area.objects.create(code=f"s{s}c{c}", name_zh=f"社区{s}-{c}", level="community", parent=street)
    token = kiosks.add("bench")
    clerk = _staff(Role.CLERK, [Department.objects.get(code="civil_affairs")])
    head = _staff(Role.HEAD, [])
    _template(clerk)
    sessions = {user.username: _session(user) for user in (clerk, head)}
    names = {"session": settings.SESSION_COOKIE_NAME, "csrf": settings.CSRF_COOKIE_NAME}
    return {"token": token, "sessions": sessions, "numbers": [_number(i) for i in range(MEASURED)], **names}


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


def _template(clerk: User) -> None:
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
    submit(submission, Kiosk.objects.get(), at)
    case = handling.accept(Case.objects.get(), By(staff=clerk), at)
    handling.decide(case, Text(zh="已办理。", en="Done."), By(staff=clerk), at)


def grow(first: int, last: int) -> int:
    """Cases numbered from first to last, and five times fewer residents; gives how many cases there are."""
    residents = (first // 5, last // 5)
    _copy(Resident, "id <> 0", residents[0] + 1, residents[1], _resident_columns())
    for i in range(MEASURED if first == 0 else 0):
        Resident.objects.filter(pk=_RESIDENT + i + 1).update(number_hash=number_hashes(_number(i))[0])
    _copy(Case, "state = 'decided'", first + 1, last, _case_columns(*residents))
    _copy(TimelineEntry, "state = 'submitted'", first + 1, last, _entry_columns())
    with connection.cursor() as cursor:
        for command in _sql("VACUUM ANALYZE; CHECKPOINT", "ANALYZE").split(
            ";"
        ):  # as it does by itself when it is quiet
            cursor.execute(command)
    return Case.objects.count()


def _copy(model: type[Model], where: str, first: int, last: int, columns: dict[str, str]) -> None:
    """Copies of the model's first row that fits, with some columns worked out from the number `n.i`."""
    table, fields = model._meta.db_table, [str(field.column) for field in model._meta.local_concrete_fields]
    kept = [name for name in fields if name in columns or name != "id" or model is not TimelineEntry]
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
    return _sql(f"now() - make_interval(secs => {seconds})", f"datetime('now', '-' || ({seconds}) || ' seconds')")


def _resident_columns() -> dict[str, str]:
    hash_ = _sql("md5(n.i::text) || md5('x' || n.i)", "printf('%064x', n.i)")
    return {"id": f"{_RESIDENT} + n.i", "number_hash": hash_}


def _case_columns(known: int, residents: int) -> dict[str, str]:
    """Two years of cases; new ones belong to new residents, so that nobody's own become more."""
    areas = list(Area.objects.values_list("pk", flat=True))
    departments = list(Department.objects.values_list("pk", flat=True))
    versions = list(ItemVersion.objects.values_list("pk", flat=True))
    is_open = f"n.i % {_OPEN_SHARE} = 0"
    ahead = "n.i / 20 % 60 - 10"  # an open case is due between ten days ago and fifty ahead
    return {
        "id": _uuid("n.i"),
        "code": _sql("lpad(n.i::text, 14, '0')", "printf('%014d', n.i)"),
        "resident_id": f"{_RESIDENT} + {known} + n.i % {residents - known} + 1",
        "submitted_at": _moment("n.i * 63 % 63072000"),
        "area_id": _one_of(areas, "n.i / 7"),
        "department_id": _one_of(departments, "n.i / 3"),
        "item_version_id": _one_of(versions, "n.i / 5"),
        "state": f"CASE WHEN {is_open} THEN 'in_progress' ELSE 'decided' END",
        "due_by": f"CASE WHEN {is_open} THEN {_day(ahead)} ELSE t.due_by END",
        "amber_from": f"CASE WHEN {is_open} THEN {_day(f'{ahead} - 2')} ELSE t.amber_from END",
    }


def _entry_columns() -> dict[str, str]:
    return {"case_id": _uuid("n.i")}


def _one_of(keys: list[int], number: str) -> str:
    """One key after the other. Where they follow each other, as fresh rows do, that is a sum."""
    if keys and sorted(keys) == list(range(min(keys), min(keys) + len(keys))):
        return f"{min(keys)} + ({number}) % {len(keys)}"
    cases = " ".join(f"WHEN {place} THEN {key}" for place, key in enumerate(keys))
    return f"CASE ({number}) % {len(keys)} {cases} END"
