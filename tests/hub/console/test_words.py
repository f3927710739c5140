"""What residents searched for in vain becomes words of an item, by one click."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from contract.catalogue import Catalogue, split_words
from hub.audit.models import AuditEntry
from hub.catalogue.models import Item, ItemVersion
from hub.channels.models import UnfoundWords
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.people import a_street, staff
from tests.hub.sample import GRANT

pytestmark = pytest.mark.usefixtures("database")
DAY = date(2026, 11, 29)


def searches(kiosk: Kiosk, words: str, identifier: UUID | None = None, language: str = "zh-Hans") -> int:
    message = {"id": str(identifier or uuid4()), "words": words, "language": language, "day": DAY.isoformat()}
    return int(kiosk.post("searches", message).status_code)


def words_of(code: str) -> tuple[str, ...]:
    return split_words(Item.objects.get(code=code).also_called.in_locale("zh-Hans"))


def test_what_two_searched_for_leads_to_the_item_from_then_on(kiosk: Kiosk) -> None:
    head = Reader(staff(Role.ADMINISTRATOR))
    assert searches(kiosk, "火烧了屋") == 200
    assert "火烧了屋" not in head.page("words/")  # one person's words are nobody's business
    assert searches(kiosk, "火烧了屋") == 200
    assert "火烧了屋" in head.page("words/")
    versions = ItemVersion.objects.count()
    head.send("words/decide/", {"words": "火烧了屋", "item": GRANT, "decision": "add"})
    assert words_of(GRANT)[-1] == "火烧了屋"
    assert "火烧了屋" not in head.page("words/")
    published = Catalogue.model_validate_json(kiosk.get("catalogue").content)
    assert "火烧了屋" in split_words(published.item(GRANT).also_called.in_locale("zh-Hans"))
    assert ItemVersion.objects.count() == versions  # a word is no part of what an item is
    assert AuditEntry.objects.filter(action="add search word").exists()


def test_the_same_search_sent_twice_counts_once(kiosk: Kiosk) -> None:
    identifier = uuid4()
    for _ in range(2):
        assert searches(kiosk, "火烧了屋", identifier) == 200
    assert UnfoundWords.objects.count() == 1


def test_nothing_tells_who_searched_or_when() -> None:
    assert {field.name for field in UnfoundWords._meta.get_fields()} == {"id", "words", "language", "day"}


@pytest.mark.parametrize("words", ["", "x", "13912345678", "王小明", "我叫欧阳小明", "a" * 25, "李师傅"])
def test_numbers_and_names_are_refused(kiosk: Kiosk, words: str) -> None:
    assert searches(kiosk, words) == 422
    assert not UnfoundWords.objects.exists()


def test_words_of_no_use_are_dismissed(kiosk: Kiosk) -> None:
    for _ in range(2):
        searches(kiosk, "飞机票")
    Reader(staff(Role.ADMINISTRATOR)).send("words/decide/", {"words": "飞机票", "decision": "dismiss"})
    assert not UnfoundWords.objects.exists()


@pytest.mark.parametrize(
    "form", [{}, {"words": "没人找过", "item": GRANT}, {"words": "飞机票", "item": "999999999999"}]
)
def test_nonsense_changes_nothing(kiosk: Kiosk, form: dict[str, str]) -> None:
    for _ in range(2):
        searches(kiosk, "飞机票")
    before = words_of(GRANT)
    assert 'role="alert"' in Reader(staff(Role.ADMINISTRATOR)).send("words/decide/", {**form, "decision": "add"})
    assert words_of(GRANT) == before
    assert UnfoundWords.objects.count() == 2


def test_only_who_edits_the_catalogue_sees_them() -> None:
    Reader(staff(Role.WINDOW)).page("words/", status=403)
    of_a_street = Reader(staff(Role.ADMINISTRATOR, [a_street()]))
    of_a_street.page("words/", status=403)
    assert "/console/words/" not in of_a_street.page("kiosks/")
