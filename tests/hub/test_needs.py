"""Needs, events of life and the finder's rules are data of the catalogue; what names nothing is told by its row."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from contract.catalogue import Catalogue, FinderRule, LifeEvent, Need
from contract.text import Text
from hub.catalogue.exchange import export_csv, export_json, import_csv, import_json
from hub.catalogue.models import Item
from hub.catalogue.models import LifeEvent as LifeEventRow
from hub.catalogue.models import Need as NeedRow
from hub.catalogue.seeding import seed
from hub.catalogue.services import publish
from hub.catalogue.writing import UnknownNameError
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.people import staff
from tests.hub.sample import CATALOGUE, GRANT, REPORT, both
from tests.hub.signed_in import browser_of

NEED = Need(code="home", name=both("房子", "Home"), themes=("aid",), items=(REPORT,))
MOVING = LifeEvent(code="moving", name=both("搬家", "Moving"), also_called=both("新搬来"), items=(GRANT, REPORT))
RULE = FinderRule(question="event", values=("hardship",), why=both("遇到难处"))


def with_rows(**rows: Any) -> Catalogue:
    return CATALOGUE.model_copy(update=rows)


def with_rule(rule: FinderRule) -> Catalogue:
    items = [item.model_copy(update={"entitled": (rule,)}) if item.code == GRANT else item for item in CATALOGUE.items]
    return with_rows(items=tuple(items))


def read(kiosk: Kiosk) -> Catalogue:
    return Catalogue.model_validate_json(kiosk.get("catalogue").content)


def test_needs_and_events_are_seeded_published_and_left_alone_once_edited(kiosk: Kiosk) -> None:
    assert b'"life_events"' not in kiosk.get("catalogue").content  # a hub that has none sends what it sent before
    starter = with_rows(needs=(NEED,), life_events=(MOVING,))
    seed(starter)
    assert (read(kiosk).needs, read(kiosk).life_events) == ((NEED,), (MOVING,))
    assert seed(starter) == read(kiosk).version
    NeedRow.objects.update(name="住处")
    seed(with_rows(needs=(NEED.model_copy(update={"themes": ()}),), life_events=(MOVING,)))
    assert read(kiosk).needs[0].name == Text({"zh-Hans": "住处"})


def test_an_event_needs_two_items_that_are_offered(kiosk: Kiosk) -> None:
    seed(with_rows(needs=(NEED,), life_events=(MOVING,)))
    Item.objects.filter(code=REPORT).update(offered=False)
    publish()
    assert read(kiosk).life_events == ()
    assert read(kiosk).needs[0].items == ()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"life_events": (MOVING.model_copy(update={"items": (GRANT, "999999999999")}),)}, "moving.*999999999999"),
        ({"needs": (NEED.model_copy(update={"themes": ("nothing",)}),)}, "home.*nothing"),
    ],
)
def test_a_row_that_names_what_there_is_not_is_named_in_the_error(kiosk: Kiosk, rows: Any, words: str) -> None:
    with pytest.raises(UnknownNameError, match=words):
        seed(with_rows(**rows))
    assert not LifeEventRow.objects.exists()


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        (RULE.model_copy(update={"question": "weather"}), "0.question"),
        (RULE.model_copy(update={"values": ("hardship", "rain")}), "0.values"),
        (RULE.model_copy(update={"values": ()}), "0.values"),
        (RULE.model_copy(update={"nearly": ("snow",), "missing": both("等一等")}), "0.nearly"),
        (RULE.model_copy(update={"nearly": ("none",)}), "0.missing"),
    ],
)
def test_a_rule_about_what_nobody_is_asked_is_refused_wherever_it_comes_from(
    kiosk: Kiosk, rule: FinderRule, place: str
) -> None:
    with pytest.raises(UnknownNameError, match=f"{GRANT}.*{place}"):
        seed(with_rule(rule))
    row = Item.objects.get(code=GRANT)
    row.more = {"entitled": [rule.model_dump(mode="json")]}
    with pytest.raises(ValidationError, match=place):
        row.clean()
    document = json.loads(export_json())
    document["items"][0]["entitled"] = row.more["entitled"]
    report = import_json(json.dumps(document).encode())
    assert [(mistake.row, mistake.column) for mistake in report.mistakes] == [(1, "entitled")]


def test_needs_and_events_go_out_and_come_in_and_a_name_of_nothing_is_told_by_its_row(kiosk: Kiosk) -> None:
    seed(with_rows(needs=(NEED,), life_events=(MOVING,)))
    as_json, tables = export_json(), {name: export_csv(name) for name in ("needs", "life_events")}
    for load in (lambda: import_json(as_json), lambda: [import_csv(name, table) for name, table in tables.items()]):
        NeedRow.objects.all().delete()
        LifeEventRow.objects.all().delete()
        load()
        assert (read(kiosk).needs, read(kiosk).life_events) == ((NEED,), (MOVING,))
    document = json.loads(as_json)
    document["life_events"][0]["items"].append("999999999999")
    document["needs"][0]["themes"] = ["nothing"]
    report = import_json(json.dumps(document).encode())
    told = [(mistake.table, mistake.row, mistake.column) for mistake in report.mistakes]
    assert told == [("needs", 1, "themes.0"), ("life_events", 1, "items.2")]


def test_an_item_may_name_no_service_that_there_is_not(kiosk: Kiosk) -> None:
    document = json.loads(export_json())
    document["items"][0]["service"] = "nothing"
    report = import_json(json.dumps(document).encode())
    assert [(mistake.row, mistake.column) for mistake in report.mistakes] == [(1, "service")]


def test_an_administrator_makes_an_event_of_two_items_at_least(kiosk: Kiosk) -> None:
    office = browser_of(staff(Role.ADMINISTRATOR))
    form = {"code": "moving", "name_zh_hans": "搬家", "name[zh-Hans]": "搬家", "position": "0"}
    items = {item.code: str(item.pk) for item in Item.objects.all()}
    answer = office.post("/admin/catalogue/lifeevent/add/", {**form, "items": [items[GRANT]]})
    assert "请至少选两个事项。" in answer.content.decode()
    office.post("/admin/catalogue/lifeevent/add/", {**form, "items": list(items.values())})
    assert read(kiosk).life_events[0].items == (GRANT, REPORT)
