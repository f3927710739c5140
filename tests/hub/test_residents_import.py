"""Residents come in from another system's file, with a dry run."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from contract.people import PersonKind, Token, TokenKind
from contract.residents import ConsentChoice
from hub.audit.models import AuditEntry
from hub.core.imports import ImportMistake, Report
from hub.core.table_files import UnreadableError
from hub.residents.consents import REUSE, choose
from hub.residents.importing import import_residents
from hub.residents.models import IMPORT, STAFF, Resident, ResidentFact
from hub.residents.selectors import find, residents_of_phone
from hub.residents.services import get_or_register, keep_fact
from hub.residents.tokens import person_of
from languages.registry import DEFAULT, SOURCE
from tests.hub.hub_process import Fresh
from tests.hub.sample import a_number, a_person

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
LONG_AGO, SOON = datetime(2020, 1, 1, tzinfo=UTC), date(2031, 1, 1)
CARD = "A12345678"
Cells = dict[str, str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "residents.csv"


def a_row(order: int = 123, **more: str) -> Cells:
    return {"number": a_number(order), "name": "赵㐂䶮", **more}


def written(file: Path, rows: list[Cells], encoding: str = "utf-8") -> Path:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    file.write_bytes(text.getvalue().encode(encoding))
    return file


def imported(file: Path, *rows: Cells, dry_run: bool = False) -> tuple[Report, list[ImportMistake]]:
    told: list[ImportMistake] = []
    return import_residents(written(file, list(rows)), told.append, NOW, dry_run), told


def places(told: list[ImportMistake]) -> list[tuple[int, str, str]]:
    return [(mistake.row, mistake.column, mistake.code) for mistake in told]


def known(order: int = 123) -> Resident:
    resident = get_or_register(a_person(number=a_number(order)), LONG_AGO, NOW.date())
    assert resident is not None
    return resident


def facts(order: int = 123) -> dict[str, tuple[str, str]]:
    resident = find(a_number(order))
    rows = ResidentFact.objects.filter(resident=resident)
    return {row.key: (row.value, row.source) for row in rows}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_residents_come_in_with_their_facts_and_rest_sealed(file: Path, encoding: str) -> None:
    rows = [a_row(phone="１３９ １２３４ ５６７８", address="某街道9号", checked_at="2025-05-06"), a_row(125)]
    report = import_residents(written(file, rows, encoding), print, NOW)
    assert (report.new, report.changed, report.same, report.mistake_count) == (2, 0, 0, 0)
    resident = find(a_number())
    assert resident is not None
    assert (resident.name, resident.kind) == ("赵㐂䶮", PersonKind.CITIZEN)
    assert facts()["phone"] == ("13912345678", IMPORT)
    assert facts()["address"] == ("某街道9号", IMPORT)
    assert residents_of_phone("13912345678").get() == resident
    fact = ResidentFact.objects.get(resident=resident, key="phone")
    assert timezone.localdate(fact.checked_at) == date(2025, 5, 6)
    later = ResidentFact.objects.get(resident=find(a_number(125)), key="name")
    assert timezone.localdate(later.checked_at) == NOW.date()
    assert b"13912345678" not in bytes(
        ResidentFact.objects.extra(select={"raw": "value"}).values_list("raw", flat=True).get(pk=fact.pk)
    )
    entry = AuditEntry.objects.get(action="import residents")
    assert a_number() not in str(entry.detail)
    again = import_residents(file, print, NOW)
    assert (again.new, again.changed, again.same) == (0, 0, 2)


@pytest.mark.usefixtures("database")
def test_every_problem_is_told_by_row_and_column_and_repeats_nothing(file: Path) -> None:
    rows = [
        a_row(),
        a_row(125, phone="1391234"),
        {"number": a_number(127)[:-1] + "?", "name": "", "birth": "1979-13-05"},
        a_row(),
        a_row(129, birth="1980-03-05", sex="女" if int(a_number(129)[16]) % 2 else "男"),
        a_row(131, card_number=CARD),
        a_row(133, card_number=CARD, checked_at="2026-03-05"),
    ]
    report, told = imported(file, *rows)
    assert places(told) == [
        (3, "phone", "phone"),
        (4, "number", "characters"),
        (4, "name", "required"),
        (4, "birth", "date"),
        (5, "number", "twice"),
        (6, "birth", "unlike"),
        (6, "sex", "unlike"),
        (8, "checked_at", "too_late"),
        (8, "card_number", "twice"),
    ]
    assert report.mistake_count == len(told)
    assert not Resident.objects.exists()
    assert not AuditEntry.objects.filter(action="import residents").exists()
    for mistake in told:
        assert mistake.message.root[DEFAULT]
        assert mistake.message.root[SOURCE]
        personal = {cell for row in rows for cell in row.values() if len(cell) > 2}
        assert not any(cell in str(mistake) for cell in personal)


@pytest.mark.usefixtures("database")
def test_cells_are_taken_as_spreadsheets_in_china_write_them(file: Path) -> None:
    days = ["1979/3/5", "1979年3月5日", "28919", "19790305", "1979/3/5 0:00:00", "1979.03.05", "１９７９－３－５"]
    phones = ["+86 139 1234 5678", "8613912345678", "139-1234-5678", "0086-13912345678"]
    phones += ["(010)62345678", "+86 10 62345678", '="13912345678"']
    order = range(123, 123 + 2 * len(days), 2)
    rows = [[a_number(each), "买买提•艾力", day, phone] for each, day, phone in zip(order, days, phones, strict=True)]
    table = [[" 身份证号码* ", "姓 名", "出生日期", "Mobile"], *rows]
    file.write_text("\n".join("\t".join(row) for row in table), "utf-16")
    report = import_residents(file, print, NOW)
    assert (report.new, report.mistake_count) == (len(days), 0)
    for each in order:
        assert facts(each)["birth"][0] == "1979-03-05"
        assert facts(each)["name"][0] == "买买提·艾力"
        assert facts(each)["phone"][0] in {"13912345678", "010-62345678"}


@pytest.mark.usefixtures("database")
def test_a_number_that_a_spreadsheet_rounded_is_told_as_what_it_is(file: Path) -> None:
    _report, told = imported(
        file, {"number": "1.10101E+17", "name": "周五"}, a_row(phone="1.39E+10"), a_row(125, birth="1979/2/29")
    )
    assert places(told) == [(2, "number", "rounded"), (3, "phone", "rounded"), (4, "birth", "date")]
    assert "科学记数" in str(told[0])
    assert not Resident.objects.exists()


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("cell", ["1979/13/5", "90/1/1", "5 March 1979", "1979", "99999999", "0.5"])
def test_what_is_no_day_is_no_day(file: Path, cell: str) -> None:
    _report, told = imported(file, a_row(birth=cell))
    assert [(column, code) for _row, column, code in places(told)] == [("birth", "date")]


@pytest.mark.usefixtures("database")
def test_a_dry_run_counts_and_writes_nothing(file: Path) -> None:
    keep_fact(known(), "phone", "13912345678", "resident", LONG_AGO, SOON)
    report, told = imported(file, a_row(phone="13800138000"), a_row(125), dry_run=True)
    assert (report.new, report.changed, report.same, told) == (1, 1, 0, [])
    assert facts() == {"phone": ("13912345678", "resident")}
    assert Resident.objects.count() == 1
    assert not AuditEntry.objects.filter(action="import residents").exists()


@pytest.mark.usefixtures("database")
def test_what_is_newer_or_was_vouched_for_stays(file: Path) -> None:
    resident = known()
    keep_fact(resident, "address", "核实过的", STAFF, LONG_AGO, SOON)
    keep_fact(resident, "phone", "13912345678", "resident", NOW, SOON)
    keep_fact(resident, "bank_name", "旧银行", "resident", LONG_AGO, SOON)
    report, _ = imported(
        file, a_row(address="某街道9号", phone="13800138000", bank_name="新银行", checked_at="2026-03-01")
    )
    assert (report.new, report.changed, report.left) == (0, 1, 2)
    assert facts() == {
        "name": ("赵㐂䶮", IMPORT),
        "address": ("核实过的", STAFF),
        "phone": ("13912345678", "resident"),
        "bank_name": ("新银行", IMPORT),
    }


@pytest.mark.usefixtures("database")
def test_of_the_one_who_does_not_want_it_nothing_is_kept(file: Path) -> None:
    person = a_person()
    choose(known(), ConsentChoice(id=uuid4(), person=person, purpose=REUSE, given=False), None, NOW - timedelta(days=1))
    report, _ = imported(file, a_row(phone="13912345678"))
    assert (report.same, report.left, facts()) == (1, 2, {})


@pytest.mark.usefixtures("database")
def test_a_card_that_came_in_names_its_resident_and_is_nobody_elses(file: Path) -> None:
    imported(file, a_row(card_number=CARD))
    token = Token(kind=TokenKind.SOCIAL_SECURITY_CARD, content=CARD)
    assert person_of(token, NOW).number == a_number()
    report, told = imported(file, a_row(125, card_number=CARD))
    assert (report.mistake_count, places(told)) == (1, [(2, "card_number", "taken")])
    assert find(a_number(125)) is None
    assert imported(file, a_row(card_number=CARD))[0].same == 1


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (f"{a_number()},赵㐂䶮\n", "missing columns: number, name"),
        ("number,name,weight\n", "columns 3 are unknown"),
        ("number,name,name\n", "columns 3 are unknown or repeated"),
        ('number,name\n"1', "unexpected end"),
    ],
)
def test_a_file_of_another_kind_is_told_so_and_not_repeated(file: Path, content: str, why: str) -> None:
    file.write_text(content, "utf-8")
    with pytest.raises(UnreadableError, match=why) as raised:
        import_residents(file, print, NOW)
    assert a_number() not in str(raised.value)


@pytest.mark.usefixtures("database")
def test_more_rows_than_a_batch_hold_together(file: Path) -> None:
    numbers = [a_number(order, birth) for birth in ("19790305", "19800305") for order in range(100, 700)]
    rows = [{"number": number, "name": "赵㐂䶮", "phone": "13912345678"} for number in numbers]
    report, told = imported(file, *rows, {**rows[0], "phone": "1"})
    assert places(told) == [(1202, "phone", "phone"), (1202, "number", "twice")]
    assert not Resident.objects.exists()
    report, _ = imported(file, *rows)
    assert (report.new, Resident.objects.count(), ResidentFact.objects.count()) == (1200, 1200, 2400)


def test_the_command_line_imports_residents(ready: Fresh, file: Path) -> None:
    written(file, [a_row(phone="1391234")])
    refused = ready.run("residents", "import", str(file))
    assert refused.returncode == 1
    assert "2: phone: " in refused.stdout
    assert "1391234" not in refused.stdout + refused.stderr
    written(file, [a_row(phone="13912345678")])
    done = ready.run("residents", "import", str(file))
    assert (done.returncode, "1 new" in done.stdout) == (0, True)
    written(file, [{"name": "赵㐂䶮"}])
    assert "missing columns: number" in ready.run("residents", "import", str(file), "--dry-run").stderr
