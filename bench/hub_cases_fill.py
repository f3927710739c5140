"""A city's invented cases and visits: run within the hub's own Django. The database copies the rows.

Each case has its timeline and its task, and a visit with a queue number and a call record; some have reviews. They
lie two years back, in all areas and departments, at windows of all centres and with many clerks.
"""

from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model, QuerySet

from bench.hub_city import MEASURED, number
from bench.hub_copies import copy, day, keys, moment, one_of, sql, uuid
from contract.cases import case_code
from hub.cases.models import Case, Task, TimelineEntry
from hub.catalogue.models import Area, Department, ItemVersion, Service
from hub.channels.models import Review
from hub.core.row_seal import SEAL
from hub.core.sealing import SealedField
from hub.kiosks.models import Site
from hub.queues.models import CallRecord, Ticket, Window
from hub.residents.models import Resident
from hub.residents.selectors import number_hashes
from hub.staff.models import Role

_RESIDENT = 1_000_000  # their rows begin here
_OPEN_SHARE = 20  # one case in this many is open
_REVIEW_SHARE = 8  # one case in this many was reviewed
_BACK = "n.i * 63 % 63072000"  # seconds: two years, a case each 63
_AHEAD = "n.i / 20 % 60 - 10"  # an open case is due between ten days ago and fifty ahead


def grow(first: int, last: int) -> int:
    """Creates cases numbered from first to last, and five times fewer residents; returns how many cases there are."""
    _trust()
    residents = (first // 5, last // 5)
    copy(Resident, "id <> 0", residents[0] + 1, residents[1], _resident_columns())
    for i in range(MEASURED if first == 0 else 0):
        Resident.objects.filter(pk=_RESIDENT + i + 1).update(number_hash=number_hashes(number(i))[0])
    copy(Case, "state = 'decided'", first + 1, last, _case_columns(*residents))
    for state in ("submitted", "accepted", "decided"):
        copy(TimelineEntry, f"state = '{state}'", first + 1, last, {"case_id": uuid("n.i"), "at": moment(_BACK)})
    copy(Task, "step IS NOT NULL", first + 1, last, _task_columns())
    copy(Ticket, "state = 'served'", first + 1, last, _ticket_columns())
    copy(CallRecord, "outcome = 'served'", first + 1, last, _turn_columns())
    copy(Review, "grade = 4", first // _REVIEW_SHARE + 1, last // _REVIEW_SHARE, _review_columns())
    if first == 0:
        _seal(Case.objects.filter(resident__gt=_RESIDENT, resident__lte=_RESIDENT + MEASURED))
    _seal(Case.list_watched())
    _seal(Task.list_watched())
    _settle()
    return Case.objects.count()


def _seal(copies: QuerySet[Any]) -> None:
    """Seals copies, which have their original's seal: those that are read, or watched."""
    rows = list(copies)
    for row in rows:
        row.seal = row.build_seal()
    copies.model.objects.bulk_update(rows, [SEAL], 1000)


def _trust() -> None:
    """Turns off foreign key checks in this session: copies refer to the same rows as their original."""
    with connection.cursor() as cursor:
        cursor.execute(sql("SET session_replication_role = replica", "PRAGMA foreign_keys = OFF"))


def _settle() -> None:
    """Runs the maintenance that the database does when it is idle."""
    quiet = ("VACUUM ANALYZE", "CHECKPOINT"), ("ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)")
    with connection.cursor() as cursor:
        for command in quiet[connection.vendor == "sqlite"]:
            cursor.execute(command)


def codes() -> list[str]:
    """Returns cases that the clerk may open, under codes that can be typed."""
    civil = Department.objects.get(code="civil_affairs")
    open_ones = Case.objects.filter(department=civil, state="in_progress").order_by("due_by").only("code")
    cases = list(open_ones[:MEASURED])
    for case in cases:
        case.code = case_code(case.pk)
        case.save(update_fields=["code"])
    original = Case.objects.order_by("-pk")[0]  # the copies' keys are counted from 1
    for case in cases:
        _seal_as(original, case)
    return [case.code for case in cases]


def _seal_as(original: Case, case: Case) -> None:
    """Seals a value, which opens only in the row it was written for: here it is written for the copy."""
    pairs: list[tuple[Model, Model]] = [(original, case)]
    pairs += zip(original.timeline.order_by("pk"), case.timeline.order_by("pk"), strict=False)
    pairs += [(original.tasks.filter(step__isnull=False)[0], task) for task in case.tasks.all()]
    for source, copied in pairs:
        sealed = [field.attname for field in copied._meta.concrete_fields if isinstance(field, SealedField)]
        for name in sealed:
            setattr(copied, name, getattr(source, name))
        copied.save(update_fields=sealed)


def sizes() -> dict[str, list[int]]:
    """Returns the rows of each PostgreSQL table, and the bytes of it and of its indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::bigint, pg_table_size(oid), pg_indexes_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples > 0 ORDER BY 3 DESC"
        )
        return {name: numbers for name, *numbers in cursor.fetchall()}


def _resident_columns() -> dict[str, str]:
    hash_ = sql("md5(n.i::text) || md5('x' || n.i)", "printf('%064x', n.i)")
    return {"id": f"{_RESIDENT} + n.i", "number_hash": hash_}


def _case_columns(offset: int, residents: int) -> dict[str, str]:
    """Returns the columns of new cases, which belong to new residents, so that no resident's own cases grow."""
    versions = list(ItemVersion.objects.values_list("pk", flat=True))
    is_open = f"n.i % {_OPEN_SHARE} = 0"
    return {
        "id": uuid("n.i"),
        "code": sql("lpad(n.i::text, 14, '0')", "printf('%014d', n.i)"),
        "resident_id": f"{_RESIDENT} + {offset} + n.i % {residents - offset} + 1",
        "submitted_at": moment(_BACK),
        "area_id": _area(),
        "taken_in_id": _area(),
        "department_id": _department(),
        "responsible_id": one_of(_staff_keys(), "n.i / 11"),
        "item_version_id": one_of(versions, "n.i / 5"),
        "state": f"CASE WHEN {is_open} THEN 'in_progress' ELSE 'decided' END",
        "due_by": f"CASE WHEN {is_open} THEN {day(_AHEAD)} ELSE t.due_by END",
        "amber_from": f"CASE WHEN {is_open} THEN {day(f'{_AHEAD} - 2')} ELSE t.amber_from END",
    }


def _task_columns() -> dict[str, str]:
    is_open = f"n.i % {_OPEN_SHARE} = 0"
    return {
        "case_id": uuid("n.i"),
        "area_id": _area(),
        "department_id": _department(),
        "opened_at": moment(_BACK),
        "state": f"CASE WHEN {is_open} THEN 'open' ELSE 'done' END",
        "due_by": f"CASE WHEN {is_open} THEN {day(_AHEAD)} ELSE t.due_by END",
    }


def _ticket_columns() -> dict[str, str]:
    return {
        "id": uuid("n.i"),
        "site_id": one_of(keys(Site), "n.i / 5"),
        "service_id": one_of(keys(Service), "n.i"),
        "day": sql(f"{moment(_BACK)}::date", f"date({moment(_BACK)})"),
        "serial": "n.i",
        "number": "'A' || n.i",
        "issued_at": moment(f"{_BACK} + 1200"),
        "stands_from": moment(f"{_BACK} + 1200"),
        "confirmed_at": moment(f"{_BACK} + 1190"),
        "called_at": moment(f"{_BACK} + 600"),
        "served_at": moment(_BACK),
    }


def _turn_columns() -> dict[str, str]:
    return {
        "ticket_id": uuid("n.i"),
        "service_id": one_of(keys(Service), "n.i"),
        "window_id": one_of(keys(Window), "n.i / 13"),
        "staff_id": one_of(_staff_keys(), "n.i / 13"),
        "waited_from": moment(f"{_BACK} + 1200"),
        "called_at": moment(f"{_BACK} + 600"),
        "ended_at": moment(_BACK),
    }


def _review_columns() -> dict[str, str]:
    case = f"n.i * {_REVIEW_SHARE}"
    return {
        "id": uuid("n.i"),
        "code": sql("lpad(n.i::text, 14, '0')", "printf('%014d', n.i)"),
        "case_id": uuid(case),
        "area_id": one_of(keys(Area), f"{case} / 7"),
        "made_at": moment(f"{case} * 63 % 63072000"),
        "grade": "1 + n.i % 5",
    }


def _area() -> str:
    return one_of(keys(Area), "n.i / 7")


def _department() -> str:
    return one_of(keys(Department), "n.i / 3")


def _staff_keys() -> list[int]:
    return list(User.objects.filter(staff_profile__role=Role.WINDOW).order_by("pk").values_list("pk", flat=True))
