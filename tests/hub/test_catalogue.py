from datetime import UTC, date, datetime, timedelta

import pytest

from contract.catalogue import Catalogue
from contract.text import Text
from hub.catalogue import selectors
from hub.catalogue.models import Item, ItemVersion, Notice, Service, Theme
from hub.catalogue.seeding import seed
from hub.catalogue.services import publish, publish_if_day_changed
from hub.catalogue.starter import starter_catalogue
from languages.registry import DEFAULT
from tests.hub.caller import Kiosk
from tests.hub.sample import CATALOGUE, GRANT, REPORT


def read(kiosk: Kiosk) -> Catalogue:
    return Catalogue.model_validate_json(kiosk.get("catalogue").content)


def test_a_kiosk_gets_what_was_seeded(kiosk: Kiosk) -> None:
    catalogue = read(kiosk)
    grant = CATALOGUE.item(GRANT)
    assert catalogue.item(GRANT) == grant.model_copy(update={"themes": ("family", "aid")})  # in the themes' own order
    assert catalogue.services == CATALOGUE.services
    assert catalogue.notices == CATALOGUE.notices


def test_a_kiosk_that_has_it_hears_so(kiosk: Kiosk) -> None:
    etag = kiosk.get("catalogue")["ETag"]
    again = kiosk.get("catalogue", **{"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert kiosk.get("catalogue", **{"If-None-Match": '"older"'}).status_code == 200


def test_a_change_is_seen_at_once_and_makes_a_new_version(kiosk: Kiosk) -> None:
    before = kiosk.get("catalogue")["ETag"]
    Item.objects.filter(code=GRANT).update(fee="不收费")
    publish()
    changed = read(kiosk)
    assert kiosk.get("catalogue")["ETag"] == f'"{changed.version}"' != before
    assert (changed.item(GRANT).version, changed.item(GRANT).fee.root[DEFAULT]) == (2, "不收费")
    assert changed.item(REPORT).version == 1
    assert [row.version for row in ItemVersion.objects.filter(item__code=GRANT)] == [2, 1]


def test_publishing_without_a_change_changes_nothing(kiosk: Kiosk) -> None:
    assert publish() == publish() == selectors.current_version()


def test_an_item_no_longer_offered_is_gone_from_the_catalogue(kiosk: Kiosk) -> None:
    Item.objects.filter(code=GRANT).update(offered=False)
    publish()
    assert [item.code for item in read(kiosk).items] == [REPORT]


def test_seeding_again_changes_nothing(kiosk: Kiosk) -> None:
    assert seed(CATALOGUE) == seed(CATALOGUE) == read(kiosk).version


def test_seeding_again_leaves_what_an_administrator_changed_added_or_removed(kiosk: Kiosk) -> None:
    Item.objects.filter(code=GRANT).update(fee="改过")
    Notice.objects.all().delete()
    Theme.objects.create(code="own", name="自设")
    seed(CATALOGUE)
    catalogue = read(kiosk)
    assert catalogue.item(GRANT).fee.root[DEFAULT] == "改过"
    assert catalogue.notices == ()
    assert "own" in [theme.code for theme in catalogue.themes]


def test_a_newer_starter_catalogue_reaches_what_nobody_changed(kiosk: Kiosk) -> None:
    Item.objects.filter(code=REPORT).update(fee="改过")
    items = tuple(item.model_copy(update={"fee": Text({"zh-Hans": "新版"})}) for item in CATALOGUE.items)
    service = CATALOGUE.services[0].model_copy(update={"zone": Text({"zh-Hans": "新区"})})
    seed(CATALOGUE.model_copy(update={"items": items, "services": (service,)}))
    catalogue = read(kiosk)
    assert {item.code: item.fee.root[DEFAULT] for item in catalogue.items} == {GRANT: "新版", REPORT: "改过"}
    assert catalogue.services[0].zone.root[DEFAULT] == "新区"
    assert Service.objects.count() == 2


def test_a_starter_service_whose_letter_is_taken_gets_a_free_one(kiosk: Kiosk) -> None:
    newcomer = CATALOGUE.services[0].model_copy(update={"code": "newcomer"})
    seed(CATALOGUE.model_copy(update={"services": (newcomer,)}))
    assert Service.objects.get(code="newcomer").prefix == "C"


@pytest.mark.usefixtures("database")
def test_the_whole_starter_catalogue_comes_out_as_it_went_in() -> None:
    starter = starter_catalogue()
    Service.objects.filter(code="advice").update(prefix="Y")
    Service.objects.filter(code="bulk").update(prefix="Z")
    seed(starter)
    document = selectors.published(selectors.current_version())
    assert document is not None
    catalogue = Catalogue.model_validate_json(document)
    for item in starter.items:
        assert plain(catalogue, item.code) == plain(starter, item.code)
    assert set(starter.services) <= set(catalogue.services)


def plain(catalogue: Catalogue, code: str) -> object:
    """Returns an item without the order of its themes."""
    item = catalogue.item(code)
    return item.model_copy(update={"themes": tuple(sorted(item.themes))})


@pytest.mark.usefixtures("database")
def test_a_change_takes_effect_on_its_day_and_what_ends_is_gone_after_its_last() -> None:
    start = datetime(2031, 5, 1, 9, tzinfo=UTC)
    Item.objects.filter(code=REPORT).update(until=start.date())
    Item.objects.filter(code=GRANT).update(fee="新收费", takes_effect=start.date() + timedelta(days=2))
    publish(start)
    assert {item.code: item.fee.root[DEFAULT] for item in published().items} == {
        GRANT: "fee 说明",
        REPORT: "fee 说明",
    }
    assert not publish_if_day_changed(start + timedelta(hours=1))
    assert publish_if_day_changed(start + timedelta(days=1))
    assert [item.fee.root[DEFAULT] for item in published().items] == ["fee 说明"]
    assert publish_if_day_changed(start + timedelta(days=2))
    assert [item.fee.root[DEFAULT] for item in published().items] == ["新收费"]
    dates = ItemVersion.objects.filter(item__code=GRANT).order_by("version").values_list("since", "until")
    assert list(dates)[-2][1] == date(2031, 5, 2)
    assert list(dates)[-1] == (date(2031, 5, 3), None)


def published() -> Catalogue:
    return Catalogue.model_validate_json(selectors.published(selectors.current_version()) or b"")


def test_words_that_residents_use_go_out_at_once_and_make_no_new_version(kiosk: Kiosk) -> None:
    before = read(kiosk)
    Item.objects.filter(code=GRANT).update(also_called={"zh-Hans": "救急、急用钱", "en": "urgent money"})
    publish()
    after = read(kiosk)
    assert after.version != before.version
    assert after.item(GRANT).also_called == Text({"zh-Hans": "救急、急用钱", "en": "urgent money"})
    assert after.item(GRANT).version == before.item(GRANT).version
