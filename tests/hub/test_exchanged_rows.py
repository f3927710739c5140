"""What is written into the database past the hub neither opens nor stays unseen."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import connection, models

from hub.audit.models import Finding, FindingKind
from hub.cases.models import Case
from hub.core.row_ids import draw_row_ids
from hub.core.row_seal import SealedRow
from hub.core.sealing import ChangedPastHub, SealedField, SealedValue
from hub.residents.models import Resident
from hub.residents.selectors import find_by_hash, number_hashes
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.people import staff
from tests.hub.sample import a_number, a_person, a_submission
from tests.hub.signed_in import browser_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC).isoformat()


def sealed_fields() -> Iterator[SealedField]:
    for model in apps.get_models():
        yield from (field for field in model._meta.local_fields if isinstance(field, SealedField))


def a_row(field: SealedField, number: int) -> models.Model:
    """Returns a row that is known by that number, in all that the field is bound to."""
    meta = field.model._meta
    row = field.model()
    for name in field.bound_to:
        column: Any = meta.pk if name == "pk" else meta.get_field(name)
        kind = column.target_field if column.is_relation else column
        text = str(number) if isinstance(kind, models.CharField) else number
        setattr(row, column.attname, UUID(int=number) if isinstance(kind, models.UUIDField) else text)
    return row


@pytest.mark.parametrize("field", list(sealed_fields()), ids=str)
def test_a_sealed_value_opens_in_its_own_row_alone(field: SealedField, keys_path: object) -> None:
    mine, another = a_row(field, 1), a_row(field, 2)
    setattr(mine, field.attname, "红十字路 4 号")
    cell = field.pre_save(mine, add=True)
    assert isinstance(cell, SealedValue)
    assert cell.bound
    assert field.check() == []
    for row in (mine, another):
        if isinstance(row, SealedRow) and row.guards_content:
            row.seal = row.build_seal()
    mine.__dict__[field.attname] = another.__dict__[field.attname] = cell
    assert str(field.to_json(getattr(mine, field.attname))).find("红十字路 4 号") >= 0
    with pytest.raises(ChangedPastHub):
        getattr(another, field.attname)


def test_keys_of_rows_are_drawn_once_and_follow_those_that_the_database_gave(kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission())
    last = Resident.objects.latest("pk").pk
    drawn = [*draw_row_ids(Resident, 3), *draw_row_ids(Resident, 2)]
    assert drawn == sorted(set(drawn))
    assert drawn[0] > last


@pytest.fixture
def exchanged(kiosk: Kiosk) -> list[Case]:
    """Two cases, whose applicants and answers somebody exchanged who can write the database."""
    for number in (1, 2):
        submission = a_submission(id=uuid4(), applicant=a_person(number=a_number(number)))
        assert kiosk.post("submissions", submission).status_code == 200
    cases = list(Case.objects.order_by("submitted_at")[:2])
    columns = "applicant = %s, answers = %s"
    with connection.cursor() as cursor:
        cells = []
        for case in cases:
            cursor.execute("SELECT applicant, answers FROM cases_case WHERE code = %s", [case.code])
            cells.append(cursor.fetchone())
        for case, other in zip(cases, reversed(cells), strict=True):
            cursor.execute(f"UPDATE cases_case SET {columns} WHERE code = %s", [*other, case.code])
    return cases


def test_two_cases_whose_applicants_were_exchanged_do_not_open(exchanged: list[Case]) -> None:
    browser = browser_of(staff(Role.HEAD))
    for case in exchanged:
        page = browser.get(f"/console/cases/{case.code}/")
        assert page.status_code == 409
        assert "绕过系统" in page.content.decode()
        answer = browser.get(f"/api/v1/casework/{case.code}")
        assert answer.status_code == 409
        assert "绕过系统" in answer.content.decode()
        assert Finding.objects.filter(kind=FindingKind.ROW, subject__startswith="cases_case").count() >= 1
    assert Finding.objects.filter(kind=FindingKind.ROW).count() == 2  # each row once


def exchange(table: str, column: str) -> None:
    """Exchanges a value between two rows of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {column} FROM {table} ORDER BY id DESC LIMIT 2")
        (one, its), (two, other) = cursor.fetchall()
        for key, value in ((one, "nobody"), (two, its), (one, other)):
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, key])


THIEF, VICTIM = a_number(1), a_number(2)


@pytest.fixture
def stolen(kiosk: Kiosk) -> Kiosk:
    """A kiosk of two who handed something in, and agreed; somebody exchanged by which number each is found."""
    for number in (THIEF, VICTIM):
        person = a_person(number=number)
        assert kiosk.post("submissions", a_submission(applicant=person)).status_code == 200
        yes = {"id": str(uuid4()), "person": person.model_dump(mode="json"), "purpose": "reuse", "given": True}
        assert kiosk.post("residents/consents", yes).status_code == 200
    exchange("residents_resident", "number_hash")
    return kiosk


@pytest.mark.parametrize(
    "path",
    [
        "residents/facts",
        "residents/record",
        "residents/consents/search",
        "residents/corrections/search",
        "residents/mandates/search",
        "cases/search",
        "notices/mine",
        "submissions",
    ],
)
def test_nobody_is_found_by_anothers_number(stolen: Kiosk, path: str) -> None:
    body = a_submission(applicant=a_person(number=THIEF)) if path == "submissions" else {"number": THIEF}
    answer = stolen.post(path, body)
    assert answer.status_code == 409, answer.content
    assert Finding.objects.filter(kind=FindingKind.ROW, subject__startswith="residents_resident").count() == 1


@pytest.mark.usefixtures("stolen")
def test_nor_by_the_hash_that_a_ticket_or_a_question_keeps() -> None:
    for number in (THIEF, VICTIM):
        with pytest.raises(ChangedPastHub):
            find_by_hash(number_hashes(number)[0])
    assert find_by_hash("") is None


def test_no_question_is_told_to_who_has_another_number(kiosk: Kiosk) -> None:
    for number, words in ((THIEF, "几点开门"), (VICTIM, "我的低保停了")):
        question = {"id": str(uuid4()), "text": words, "number": number, "asked_at": NOW}
        assert kiosk.post("questions", question).status_code == 200
    exchange("channels_question", "number_hash")
    answer = kiosk.post("questions/search", {"number": THIEF})
    assert answer.status_code == 409
    assert "低保" not in answer.content.decode()
