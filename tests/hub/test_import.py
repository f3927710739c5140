"""The catalogue goes out to a spreadsheet and comes in again."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from contract.catalogue import Catalogue, LifeEvent, Need
from contract.text import Text
from hub.audit.models import AuditEntry
from hub.catalogue.exchange import export_csv, export_json, import_csv, import_json
from hub.catalogue.models import Area, Department, Item, Service
from hub.catalogue.selectors import current_version
from hub.catalogue.services import publish
from hub.catalogue.spreadsheets import TABLES
from hub.catalogue.writing import write_life_event, write_need
from hub.core.imports import Report
from hub.core.table_files import UnreadableError
from hub.core.text_field import wording_lookup
from hub.staff.models import Role
from languages.registry import DEFAULT
from tests.hub.caller import Kiosk
from tests.hub.people import staff
from tests.hub.sample import GRANT, REPORT, both

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module", autouse=True)
def need_and_event(database_url: str) -> None:
    """The sample catalogue has neither."""
    write_need(Need(code="home", name=both("房子"), themes=("aid",), items=(REPORT,)), 0)
    write_life_event(LifeEvent(code="moving", name=both("搬家"), items=(GRANT, REPORT)), 0)
    publish()


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export_csv(table).decode("utf-8-sig"))))


def as_csv(lines: list[dict[str, str]], encoding: str = "utf-8") -> bytes:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue().encode(encoding)


def told(report: Report) -> list[tuple[int, str]]:
    return [(mistake.row, mistake.column) for mistake in report.mistakes]


@pytest.mark.parametrize("table", TABLES)
def test_what_is_exported_comes_in_again_and_changes_nothing(table: str) -> None:
    before = current_version()
    report = import_csv(table, export_csv(table))
    assert (report.new, report.changed, report.mistakes) == (0, 0, [])
    assert report.same == len(rows(table)) > 0
    assert current_version() == before
    assert import_json(export_json()).same == sum(len(rows(name)) for name in TABLES)


def test_a_change_and_a_new_row_reach_the_kiosk_at_once(kiosk: Kiosk) -> None:
    line = next(row for row in rows("items") if row["code"] == GRANT)
    lines = [
        {**line, "fee[zh-Hans]": "每份五元", "promised_days": "3"},
        {**line, "code": "000111222555", "themes": "aid"},
    ]
    etag = kiosk.get("catalogue")["ETag"]
    report = import_csv("items", as_csv(lines))
    assert (report.new, report.changed) == (1, 1)
    catalogue = Catalogue.model_validate_json(kiosk.get("catalogue", **{"If-None-Match": etag}).content)
    assert (catalogue.item(GRANT).fee.root[DEFAULT], catalogue.item(GRANT).promised.days) == ("每份五元", 3)
    assert catalogue.item("000111222555").form == catalogue.item(GRANT).form
    assert AuditEntry.objects.filter(action="import catalogue").count() == 1


STANDARD: dict[str, Any] = {
    "task_code": "11110000000000000X",
    "handle_item": "11110000000000000X01",
    "use_level": {"zh-Hans": "市级", "en": "city"},
    "entrusted": {"zh-Hans": "街道办事处"},
    "project_type": {"zh-Hans": "承诺件"},
    "handle_type": {"zh-Hans": "窗口办理、自助终端"},
    "handle_area": {"zh-Hans": "全市通办"},
    "result_type": {"zh-Hans": "批文"},
    "task_type": {"zh-Hans": "行政给付"},
    "paid": False,
    "by_appointment": True,
    "at_terminals": True,
    "town_code": "110101001",
    "village_code": "110101001001",
    "in_short": {"zh-Hans": "一次性应急帮助", "en": "help at once"},
    "service": "advice",
    "common": True,
    "entitled": [
        {"question": "event", "values": ["hardship"], "why": {"zh-Hans": "遇到难处"}, "nearly": [], "missing": None},
    ],
}


def test_what_only_the_hub_knows_of_an_item_and_all_the_standards_fields_go_out_and_come_in(kiosk: Kiosk) -> None:
    owner = staff(Role.HEAD)
    own = {"offered": False, "position": 7, "until": date(2031, 5, 1), "takes_effect": date(2030, 5, 1)}
    Item.objects.filter(code=GRANT).update(**own, owner=owner, more=STANDARD)
    Service.objects.filter(code="advice").update(offered=False, privacy="neutral", position=5)
    as_json, tables = export_json(), {name: export_csv(name) for name in ("items", "services")}
    Item.objects.filter(code=GRANT).update(offered=True, position=0, until=None, takes_effect=None, owner=None, more={})
    Service.objects.filter(code="advice").update(offered=True, privacy="public", position=0)
    for load in (lambda: import_json(as_json), lambda: [import_csv(name, table) for name, table in tables.items()]):
        load()
        row = Item.objects.get(code=GRANT)
        assert {name: getattr(row, name) for name in own} == own
        assert (row.owner, row.more) == (owner, STANDARD)
        service = Service.objects.get(code="advice")
        assert (service.offered, service.privacy, service.position) == (False, "neutral", 5)
        Item.objects.filter(code=GRANT).update(offered=True, more={}, position=3, owner=None)
    assert [item.code for item in Catalogue.model_validate_json(kiosk.get("catalogue").content).items] == [REPORT]


def test_a_file_without_the_hubs_own_columns_leaves_them_and_an_empty_cell_empties() -> None:
    owner = staff(Role.HEAD)
    Item.objects.filter(code=GRANT).update(offered=False, until=date(2031, 5, 1), owner=owner)
    line = next(row for row in rows("items") if row["code"] == GRANT)
    old = {name: cell for name, cell in line.items() if name not in ("offered", "until", "owner", "position")}
    import_csv("items", as_csv([{**old, "fee[zh-Hans]": "改过"}]))
    row = Item.objects.get(code=GRANT)
    assert (row.fee.in_locale(DEFAULT), row.offered, row.until, row.owner) == ("改过", False, date(2031, 5, 1), owner)
    import_csv("items", as_csv([{**line, "until": "", "owner": ""}]))
    row.refresh_from_db()
    assert (row.until, row.owner) == (None, None)
    assert told(import_csv("items", as_csv([{**line, "owner": "nobody", "until": "soon"}]))) == [
        (2, "owner"),
        (2, "until"),
    ]


@pytest.mark.parametrize(
    ("column", "cell", "field"),
    [
        ("steps", '[{"name": {"zh": "审核"}, "days": -1}]', "steps"),
        ("steps", '[{"name": {"zh": "审核"}, "days": 99999999999}]', "steps"),
        ("steps", '[{"name": {"zh": "公示"}, "days": 91, "public_notice": true}]', "steps"),
        ("until", "2029-12-31", "until"),
        ("max_age", "17", "max_age"),
    ],
)
def test_what_nobody_could_be_served_by_is_a_mistake_in_a_file_and_in_the_admin(
    column: str, cell: str, field: str
) -> None:
    line = next(row for row in rows("items") if row["code"] == GRANT)
    line |= {"takes_effect": "2030-01-01", "min_age": "18", column: cell}
    assert told(import_csv("items", as_csv([line]))) == [(2, field)]
    row = Item.objects.get(code=GRANT)
    row.takes_effect, row.min_age = date(2030, 1, 1), 18
    values: dict[str, Callable[[str], Any]] = {"steps": json.loads, "until": date.fromisoformat, "max_age": int}
    setattr(row, column, values[column](cell))
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == [field]


def test_privacy_comes_in_by_tier_and_a_file_that_does_not_say_it_makes_nothing_public() -> None:
    line = next(row for row in rows("items") if row["code"] == GRANT)
    assert line["privacy"] == "public"
    assert told(import_csv("items", as_csv([{**line, "privacy": "secret"}]))) == [(2, "privacy")]
    import_csv("items", as_csv([{**line, "privacy": "confidential"}]))
    silent = {name: cell for name, cell in line.items() if name != "privacy"}
    for changed in ({**silent, "fee[zh-Hans]": "一"}, {**line, "privacy": "", "fee[zh-Hans]": "二"}):
        assert import_csv("items", as_csv([changed])).changed == 1
        assert Item.objects.get(code=GRANT).privacy == "confidential"
    flagged = json.loads(export_json())["items"]
    for item in flagged:
        item["confidential"] = item.pop("privacy") == "confidential"
    Item.objects.update(privacy="public")
    assert import_json(json.dumps({"items": flagged}).encode()).changed == 1
    assert Item.objects.get(code=GRANT).privacy == "confidential"
    import_csv("items", as_csv([line]))
    assert Item.objects.get(code=GRANT).privacy == "public"


def test_a_dry_run_changes_nothing_and_tells_what_it_would_do() -> None:
    lines = [{**row, "fee[zh-Hans]": "改过"} for row in rows("items")]
    report = import_csv("items", as_csv(lines), dry_run=True)
    assert (report.new, report.changed, report.same, report.mistakes) == (0, 2, 0, [])
    assert not Item.objects.filter(**{wording_lookup("fee"): "改过"}).exists()


def test_every_mistake_is_told_by_row_and_nothing_is_taken() -> None:
    line = next(row for row in rows("items") if row["code"] == GRANT)
    changes: list[dict[str, str]] = [
        {"fee[zh-Hans]": "改过"},
        {"code": "12"},
        {"code": "000111222601", "department": "nobody", "themes": "aid;none"},
        {"code": "000111222602", "name[zh-Hans]": ""},
        {"code": "000111222603", "promised_unit": "weeks", "min_age": "young"},
        {"code": "000111222604", "papers": "[{"},
        {"code": "000111222605", "statutory_days": "99999"},
        {"code": "000111222606", "name[zh-Hans]": "长" * 200, "min_age": "-1"},
        {"code": "000111222607", "steps": '[{"name": {"zh": "核查"}, "department": "nobody"}]'},
        {
            "code": "000111222608",
            "form": '{"fields": [{"key": "a", "label": {"zh": "x"}, "kind": "text", "pattern": "("}]}',
        },
        {"code": REPORT},
        {"code": REPORT},
    ]
    report = import_csv("items", as_csv([{**line, **change} for change in changes]))
    assert told(report) == [
        (3, "code"),
        (4, "department"),
        (4, "themes.1"),
        (5, "name[zh-Hans]"),
        (6, "promised.unit"),
        (6, "min_age"),
        (7, "papers"),
        (8, "statutory"),
        (9, "name[zh-Hans]"),
        (9, "min_age"),
        (10, "steps.0.department"),
        (11, "form.fields.0"),
        (13, "code"),
    ]
    assert not Item.objects.filter(**{wording_lookup("fee"): "改过"}).exists()


def test_areas_come_with_the_areas_around_them() -> None:
    header = "code,level,parent,name_zh,name_en\n"
    good = header + "east,street,city,东街,East Street\neast_1,community,east,甲社区,\n"
    assert import_csv("areas", good.encode()).new == 2
    assert Area.objects.get(code="east_1").parent == Area.objects.get(code="east")
    bad = header + "b,community,city,乙,\nc,street,nowhere,丙,\nother,city,,另,\neast,community,east,东,\n"
    assert told(import_csv("areas", bad.encode())) == [
        (2, "parent"),
        (3, "parent"),
        (4, "level"),
        (5, "level"),
    ]


def test_a_service_may_not_take_anothers_letter() -> None:
    report = import_csv("services", "code,prefix,name_zh,zone_zh\nnew,A,新,一区\nnew2,ab,新,一区\n".encode())
    assert told(report) == [(2, "prefix"), (3, "prefix"), (3, "prefix")][: len(report.mistakes)]
    assert len(report.mistakes) >= 2


def test_a_spreadsheet_as_it_is_saved_in_china_is_read() -> None:
    assert import_csv("departments", as_csv([{"code": "gb", "name[zh-Hans]": "民政局"}], "gb18030")).new == 1
    assert str(Department.objects.get(code="gb")) == "民政局"


def test_a_workbook_with_labels_for_headings_comes_in() -> None:
    book, file = Workbook(), io.BytesIO()
    sheet = book.active
    for row in (["代码", " 名 称 ", "名称（English）"], ["port", "港口局", "Port office"], [None, "无代码", None]):
        sheet.append(row)
    book.save(file)
    report = import_csv("departments", file.getvalue())
    assert told(report) == [(3, "code")]
    assert report.mistakes[0].message.in_locale("zh-Hans") == "缺少该字段。"
    sheet.delete_rows(3)
    file = io.BytesIO()
    book.save(file)
    assert import_csv("departments", file.getvalue()).new == 1
    assert Department.objects.get(code="port").name == Text({"zh-Hans": "港口局", "en": "Port office"})


def test_what_a_spreadsheet_would_run_is_written_as_text() -> None:
    Department.objects.filter(code="civil").update(name="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in export_csv("departments").decode()
    assert import_csv("departments", export_csv("departments")).changed == 0


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"code,colour\n1,2\n", "unknown columns: colour; missing columns: name\\[zh-Hans\\]"),
        (b"", "missing columns"),
        (b"\xff\xff", "neither"),
        (b'code,name_zh\n"a,b\n', "line"),
    ],
)
def test_a_file_that_is_no_such_table_is_told_so(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        import_csv("departments", content)


@pytest.mark.parametrize("content", [b"[]", b"{", b'{"items": 1}', b'{"kings": []}', b"[" * 10**5])
def test_json_that_is_no_catalogue_is_told_so(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        import_json(content)


def test_odd_rows_in_json_are_mistakes() -> None:
    odd: list[Any] = [None, 1, [], "x", {}, {"code": "x", "name": 5}]
    report = import_json(json.dumps({"departments": odd}).encode())
    assert {mistake.row for mistake in report.mistakes} == {1, 2, 3, 4, 5, 6}


@pytest.mark.parametrize("header", ["name,name_en", "name_zh,name_en", "name_zh_CN,name[EN]", "name[zh],name_en"])
def test_a_file_with_older_names_of_columns_comes_in_and_is_told_of(
    header: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert import_csv("departments", f"code,{header}\nport,港口,Port\n".encode()).new == 1
    assert Department.objects.get(code="port").name == Text({"zh-Hans": "港口", "en": "Port"})
    assert "name[zh-Hans]" in caplog.text


@pytest.mark.parametrize("header", ["name,name_zh", "name[zh-Hans],name[xx]", "name[zh-Hans],name_xx"])
def test_a_column_twice_or_of_a_language_that_is_not_known_is_told(header: str) -> None:
    with pytest.raises(UnreadableError, match=r"twice|unknown"):
        import_csv("departments", f"code,{header}\nport,港口,港\n".encode())
