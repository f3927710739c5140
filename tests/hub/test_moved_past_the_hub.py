"""Who can write the database shows nobody what is another's: moved to their case, or with whose it is taken away."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from contract.kiosks import CommandKind
from contract.text import Text
from hub.audit.models import Finding
from hub.cases.models import Case, SavedDraft
from hub.certificates.content import CertificateContent
from hub.certificates.issuing import issue
from hub.core.row_seal import SealedRow
from hub.core.sealing import SealedField
from hub.departments import outbox
from hub.departments.models import Delivery
from hub.files.content import keep_content
from hub.files.models import PaperPage, UploadSession
from hub.kiosks.commands import order, pending
from hub.kiosks.models import Kiosk as KioskRow
from hub.notify.models import MessageFate, ResidentMessage
from hub.notify.queueing import LogInCode, queue_code
from hub.notify.sending import claim
from hub.operations.retention import purge
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.people import a_department, a_street, staff
from tests.hub.sample import GRANT, REPORT, a_number, a_person, a_submission
from tests.hub.signed_in import browser_of
from tests.hub.test_departments import accepted, connect

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
THIEF, VICTIM = a_number(1), a_number(2)


def write(statement: str, *values: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def is_found(table: str) -> bool:
    return Finding.objects.filter(subject__startswith=table).exists()


@pytest.fixture
def cases(kiosk: Kiosk) -> list[Case]:
    """The thief's and the victim's, each with its upload."""
    found = []
    for number in (THIEF, VICTIM):
        submission = a_submission(id=uuid4(), applicant=a_person(number=number))
        assert kiosk.post("submissions", submission).status_code == 200
        found.append(Case.objects.get(pk=submission.id))
    return found


def test_no_result_is_printed_with_anothers_card(kiosk: Kiosk, cases: list[Case]) -> None:
    content = CertificateContent(number=VICTIM, title="低保证明", rows=(), statement="兹证明")
    issue(cases[1], content, NOW)
    write("UPDATE certificates_certificate SET case_id = %s", cases[0].pk.hex)
    for door in ("own", "pages"):
        answer = kiosk.post(f"certificates/{door}", {"code": cases[0].code, "number": THIEF})
        assert answer.status_code == 409, door
        assert "低保" not in answer.content.decode()
    assert is_found("certificates_certificate")


def a_page(case: Case) -> PaperPage:
    """Returns a page of the case's papers."""
    session = UploadSession.objects.create(
        id=uuid4(),
        kiosk=KioskRow.objects.all()[0],
        item_version=case.item_version,
        case=case,
        token_hash=uuid4().hex,
        locale="zh-Hans",
        opened_at=NOW,
        expires_at=NOW,
    )
    file = keep_content(uuid4().bytes, NOW)
    return PaperPage.objects.create(session=session, position=0, file=file, number=1, added_at=NOW)


def move_the_upload(mine: PaperPage, theirs: PaperPage) -> str:
    case = Case.objects.get(upload_sessions=mine.session)
    write("UPDATE files_uploadsession SET case_id = %s WHERE id = %s", case.pk.hex, theirs.session_id.hex)
    return "files_uploadsession"


def move_the_page(mine: PaperPage, theirs: PaperPage) -> str:
    write("UPDATE files_paperpage SET session_id = %s WHERE id = %s", mine.session_id.hex, theirs.pk.hex)
    return "files_paperpage"


def show_its_content(mine: PaperPage, theirs: PaperPage) -> str:
    write("UPDATE files_paperpage SET file_id = %s WHERE id = %s", theirs.file_id.hex, mine.pk.hex)
    return "files_paperpage"


@pytest.mark.parametrize("move", [move_the_upload, move_the_page, show_its_content])
@pytest.mark.usefixtures("telephones")
def test_no_paper_is_shown_in_anothers_case(move: Callable[[PaperPage, PaperPage], str], cases: list[Case]) -> None:
    mine, theirs = map(a_page, cases)
    browser = browser_of(staff(Role.HEAD))
    shown = mine if move is show_its_content else theirs
    assert browser.get(f"/console/cases/{cases[0].code}/papers/{mine.pk}/").status_code == 200
    table = move(mine, theirs)
    assert browser.get(f"/console/cases/{cases[0].code}/").status_code == 409
    assert browser.get(f"/console/cases/{cases[0].code}/papers/{shown.pk}/").status_code == 409
    assert is_found(table)


def test_what_goes_to_a_departments_system_goes_to_no_other(kiosk: Kiosk) -> None:
    connect(1)
    other = connect(1, department=a_department())
    delivery = Delivery.objects.get(case=accepted(kiosk))
    write("UPDATE departments_delivery SET system_id = %s", other.pk)
    assert outbox.attempt.call(str(delivery.pk)) == "changed past the hub"
    assert is_found("departments_delivery")


def take_away_the_number() -> None:
    write("UPDATE cases_saveddraft SET number = NULL, number_hash = ''")


def make_it_of_an_item_without_a_card() -> None:
    report = SavedDraft.objects.get(item_version__item__code=REPORT)
    write("UPDATE cases_saveddraft SET item_version_id = %s", report.item_version_id)


@pytest.mark.parametrize("attack", [take_away_the_number, make_it_of_an_item_without_a_card])
def test_what_was_saved_with_a_card_opens_to_that_card_alone(attack: Callable[[], None], kiosk: Kiosk) -> None:
    draft = {"item_version": 1, "language": "zh-Hans"}
    mine = {**draft, "id": str(uuid4()), "item": GRANT, "answers": {"reason": "房屋漏水"}, "number": VICTIM}
    code = kiosk.post("drafts", mine).json()["code"]
    kiosk.post("drafts", {**draft, "id": str(uuid4()), "item": REPORT, "answers": {"what": "路灯不亮"}})
    attack()
    for proof in ({}, {"last_four": VICTIM[-4:]}, {"number": THIEF}, {"number": VICTIM}):
        answer = kiosk.post("drafts/own", {"code": code, **proof})
        assert answer.status_code in (404, 409), proof
        assert "漏水" not in answer.content.decode()
    assert is_found("cases_saveddraft")


def test_somebodys_case_does_not_become_nobodys(kiosk: Kiosk, cases: list[Case]) -> None:
    write("UPDATE cases_case SET applicant = NULL WHERE code = %s", cases[1].code)
    for proof in ({}, {"last_four": "0000"}, {"number": THIEF}):
        assert kiosk.post("cases/own", {"code": cases[1].code, **proof}).status_code == 409
    assert is_found("cases_case")


def test_a_code_to_log_in_goes_to_no_other_telephone(kiosk: Kiosk, cases: list[Case]) -> None:
    thief, victim = (case.resident for case in cases)
    assert thief is not None
    assert victim is not None
    queue_code(victim, "an attempt", LogInCode("123456", "zh-Hans", timedelta(minutes=5)), NOW)
    write("UPDATE notify_residentmessage SET resident_id = %s", thief.pk)
    claim(NOW)
    message = ResidentMessage.objects.get()
    assert (message.fate, message.channel) == (MessageFate.GIVEN_UP, "")
    assert is_found("notify_residentmessage")
    purge(NOW + timedelta(days=60))
    assert not ResidentMessage.objects.exclude(details=None, resident=None).exists(), "it is forgotten all the same"


@pytest.mark.parametrize("change", ["kind = 'practice'", 'reason = \'{"zh-Hans": "系统关闭"}\''])
def test_no_kiosk_obeys_what_was_ordered_past_the_hub(change: str, kiosk: Kiosk) -> None:
    row = KioskRow.objects.latest("id")
    order(row, CommandKind.LOCK, Text({"zh-Hans": "屏幕维修"}), None, timezone.now())
    assert [one.kind for one in pending(row, timezone.now())] == [CommandKind.LOCK]
    write(f"UPDATE kiosks_command SET {change}")
    assert pending(row, timezone.now()) == ()
    assert is_found("kiosks_command")


def ask_a_question(kiosk: Kiosk) -> None:
    question = {"id": str(uuid4()), "text": "我的低保停了", "asked_at": NOW.isoformat()}
    assert kiosk.post("questions", question).status_code == 200


def correct_a_fact(kiosk: Kiosk) -> None:
    person = a_person(number=VICTIM).model_dump(mode="json")
    assert kiosk.post("submissions", a_submission(applicant=a_person(number=VICTIM))).status_code == 200
    wrong = {"id": str(uuid4()), "person": person, "key": "phone", "value": "13900000001", "reason": "我的低保停了"}
    assert kiosk.post("residents/corrections", wrong).status_code == 200


@pytest.mark.parametrize(
    ("make", "table", "door"),
    [
        (ask_a_question, "channels_question", "questions/list"),
        (correct_a_fact, "residents_correction", "corrections/list"),
    ],
)
def test_no_words_are_shown_to_staff_of_another_street(
    make: Callable[[Kiosk], None], table: str, door: str, kiosk: Kiosk
) -> None:
    make(kiosk)
    street = a_street("西街")
    browser = browser_of(staff(Role.CLERK, [street]))
    assert "低保" not in browser.get(f"/api/v1/{door}").content.decode()
    write(f"UPDATE {table} SET area_id = %s", street.pk)
    answer = browser.get(f"/api/v1/{door}")
    assert answer.status_code == 409
    assert "低保" not in answer.content.decode()
    assert is_found(table)


# What a row with sealed values hangs at, and neither these nor its seal are bound to: why.
OPEN_TO_MOVES = {
    "appointment hours": "a place at a time; by a card it is found by its hash, which is checked",
    "appointment ticket": "the number that it became, on paper by then",
    "ticket for_window": "where a number is called",
    "ticket service": "where a number is called",
    "ticket window": "where a number is called",
    "mandate agent": "sealed, and checked where it is used",
    "mandate organisation": "sealed, and checked where it is used",
    "mandate principal": "sealed, and checked where it is used",
    "registeranswer resident": "found by its subject, which is compared",
    "system area": "sealed, and checked where it is used",
    "system department": "sealed, and checked where it is used",
    "apikey area": "sealed, and checked where it is used",
    "apikey department": "sealed, and checked where it is used",
    "alertrecipient area": "sealed, and checked where it is used",
    "timelineentry department": "who did it; the note is bound to its case",
    "appraisal team": "of the person, who reads it; its answer is the person's own words",
    "residentmessage area": "counted for it, and shown to nobody by it",
    "sampledmatter area": "nothing of a person stands in it",
    "sampledmatter assessment": "nothing of a person stands in it",
    "sampledmatter case": "nothing of a person stands in it",
    "sampledmatter ticket": "nothing of a person stands in it",
}
_WHERE_IT_IS_USED = {"user", "kiosk", "site"}


def hanging() -> Iterator[str]:
    for model in apps.get_models():
        sealed = [field for field in model._meta.local_fields if isinstance(field, SealedField)]
        covered = model.sealed_columns if issubclass(model, SealedRow) and model.guards_content else ()
        for field in model._meta.local_fields:
            if not (sealed and field.is_relation) or field.attname in covered:
                continue
            at: Any = field.related_model
            if at._meta.model_name not in _WHERE_IT_IS_USED and any(
                field.attname not in one.bound_to for one in sealed
            ):
                yield f"{model._meta.model_name} {field.name}"


def test_what_rests_sealed_is_bound_to_what_it_hangs_at() -> None:
    assert sorted(hanging()) == sorted(OPEN_TO_MOVES)
