"""Where an item stands among the others."""

from collections.abc import Iterator

import pytest

from hub.catalogue.starter import starter_catalogue
from kiosk.pages import language
from kiosk.pages.kinds import BrowsePage
from kiosk.visits.find import browse_page, guide_page

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


def test_its_guide_names_them() -> None:
    item = next(item for item in CATALOGUE.items if item.name.in_locale("zh-Hans") == "困难残疾人生活补贴")
    assert ("民政、残联",) in [section.lines for section in guide_page(item, CATALOGUE, "").sections]
