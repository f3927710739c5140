"""Where an item stands among the others."""

import json
from collections.abc import Iterator

import pytest

from contract.catalogue import Catalogue
from contract.queues import ServiceWait
from hub.catalogue.starter import starter_catalogue
from kiosk.pages import language
from kiosk.pages.item_guide import guide_page, legal_page
from kiosk.pages.kinds import BrowsePage
from kiosk.visits.find import browse_page

CATALOGUE = starter_catalogue()


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    before = language.language()
    language.activate("zh-Hans")
    yield
    language.activate(before)


def at_department(page: BrowsePage, name: str) -> set[str]:
    (group,) = [choice.key for choice in page.groupings[1].groups if choice.label == name]
    return {entry.label for entry in page.entries if group in entry.groups}


def test_an_item_is_found_at_each_department_that_works_on_it() -> None:
    page = browse_page(CATALOGUE, "办理事项")
    subsidies = {"困难残疾人生活补贴", "重度残疾人护理补贴"}
    assert at_department(page, "残联") == {*subsidies, "残疾人证"}
    assert subsidies <= at_department(page, "民政")
    assert {entry.hint for entry in page.entries if entry.label in subsidies} == {"民政、残联"}


def test_what_most_come_for_says_how_many_wait_for_it_and_each_name_has_a_plain_line() -> None:
    waits = {"civil_affairs": ServiceWait(service="civil_affairs", people=3, minutes=12)}
    entries = {entry.label: entry for entry in browse_page(CATALOGUE, "办理事项", waits=waits).entries}
    assert entries["最低生活保障"].is_common
    assert "3" in entries["最低生活保障"].waiting
    assert entries["社保卡换领"].waiting == ""  # nobody knows
    assert entries["临时救助"].waiting == ""  # not among what most come for
    assert entries["特困人员供养"].plain == "没有收入、没人赡养的人，由政府供养"


def test_a_catalogue_of_an_earlier_hub_is_browsed_by_theme() -> None:
    known = {name: value for name, value in CATALOGUE.model_dump(mode="json").items() if name != "needs"}
    known.pop("life_events")
    for item in known["items"]:
        for name in ("in_short", "service", "common", "entitled"):
            del item[name]
    page = browse_page(Catalogue.model_validate_json(json.dumps(known)), "办理事项")
    assert [choice.label for choice in page.groupings[0].groups][:2] == ["社会救助", "养老服务"]
    assert not any(entry.key.startswith("event:") or entry.plain for entry in page.entries)


def test_the_guide_says_what_one_needs_first_and_the_law_stands_behind_it() -> None:
    item = next(item for item in CATALOGUE.items if item.name.in_locale("zh-Hans") == "临时救助")
    page = guide_page(item, CATALOGUE, "开始办理")
    headings = [section.heading.removesuffix("（示例）") for section in page.sections]
    assert headings[:5] == ["简单说", "谁可以办", "要带什么", "要多久", "先到哪里"]
    assert page.more
    behind = [section.heading for section in legal_page(item).sections]
    assert {"设定依据", "法定时限"} <= set(behind)
    assert not {"设定依据", "法定时限"} & set(headings)


def test_its_guide_names_them() -> None:
    item = next(item for item in CATALOGUE.items if item.name.in_locale("zh-Hans") == "困难残疾人生活补贴")
    assert ("民政、残联",) in [section.lines for section in guide_page(item, CATALOGUE, "").sections]
