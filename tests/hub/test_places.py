"""Places: imported whole or not at all, given to kiosks by area, and referred to by cases about one."""

import io
import json
import re
from base64 import b64decode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from PIL import Image

from contract.forms import Field, FieldKind, Form
from contract.own_record import PLACES_WANTED
from contract.places import PlaceBook
from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.catalogue import writing
from hub.catalogue.areas import Area, Level
from hub.catalogue.models import Department, ItemVersion
from hub.catalogue.services import publish
from hub.core.table_files import UnreadableError
from hub.own_record.erasing import erase_record
from hub.places.importing import import_places
from hub.places.models import AreaMap, CasePlace, KnownPlace
from hub.places.selectors import find_map, find_places
from hub.residents.models import STAFF, Resident, ResidentFact
from hub.residents.services import get_registered, keep_fact
from hub.staff.models import Role
from hub.web.place_choice import take_chosen_places
from languages.registry import DEFAULT
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.pages.phone import Phone, input_of
from tests.hub.pages.test_own_record import new_link
from tests.hub.people import a_street, staff
from tests.hub.sample import CATALOGUE, REPORT, a_number, a_person, a_submission, both
from tests.hub.signed_in import browser_of
from tests.hub.telephone import a_pdf, a_photograph

pytestmark = pytest.mark.usefixtures("database")
HEADER = "社区,类别,名称,纬度,经度\n"
ROWS = "city,住宅,幸福里3号楼,39.9042,116.4074\ncity,shop,幸福超市,,\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "places.csv"


def imported(file: Path, rows: str = ROWS, *, dry_run: bool = False) -> tuple[int, int, int, list[str]]:
    file.write_text(HEADER + rows, "utf-8")
    report = import_places(file, lambda mistake: None, dry_run)
    codes = [f"{mistake.row} {mistake.column} {mistake.code}" for mistake in report.mistakes]
    return report.new, report.changed, report.same, codes


def test_a_file_is_taken_whole_and_the_same_again_changes_nothing(file: Path) -> None:
    assert imported(file, dry_run=True) == (2, 0, 0, [])
    assert not KnownPlace.objects.exists()
    assert imported(file) == (2, 0, 0, [])
    assert imported(file, ROWS.replace("39.9042", "39.9")) == (0, 1, 1, [])
    house = KnownPlace.objects.get(kind="house")
    assert (house.name, str(house.latitude), str(house.longitude)) == ("幸福里3号楼", "39.900000", "116.407400")
    assert AuditEntry.objects.filter(action="import places").count() == 2


def test_one_mistake_keeps_the_file_out_and_each_is_told(file: Path) -> None:
    rows = "nowhere,tower,,91,\ncity,house,幸福里3号楼,north,116\ncity,house,甲,1,1\ncity,house,甲,1,1\n"
    *_counts, codes = imported(file, rows)
    assert codes == [
        "2 area unknown_area", "2 kind unknown_kind", "2 name name", "2 latitude degrees", "2 latitude half",
        "3 latitude degrees", "5 name twice",
    ]  # fmt: skip
    assert not KnownPlace.objects.exists()


@pytest.mark.parametrize("header", ["area,kind\n", "area,kind,name,name\n", "area,kind,name,owner\n"])
def test_a_file_of_something_else_is_refused(file: Path, header: str) -> None:
    file.write_text(header + "city,house,甲\n", "utf-8")
    with pytest.raises(UnreadableError):
        import_places(file, print)


def test_a_kiosk_is_given_the_places_of_its_area_and_below(kiosk: Kiosk, file: Path) -> None:
    assert PlaceBook.model_validate_json(kiosk.get("places").content) == PlaceBook()
    street = a_street()
    Area.objects.create(code="garden", name=both("花园社区"), level=Level.COMMUNITY, parent=street)
    imported(file, f"{ROWS}garden,house,花园1号楼,,\n")
    book = PlaceBook.model_validate_json(kiosk.get("places").content)
    assert [place.name for place in book.list_within("garden")] == ["花园1号楼"]
    assert {place.name for place in book.list_within("city")} == {"幸福里3号楼", "幸福超市", "花园1号楼"}
    assert [area.code for area in book.list_below("")] == ["city"]
    KnownPlace.objects.update(active=False)
    assert PlaceBook.model_validate_json(kiosk.get("places").content) == PlaceBook()


def hand_in(kiosk: Kiosk, address: str, fact: str | None = None) -> Case:
    """Of an item that asks where something happened, or where somebody lives."""
    version = ItemVersion.objects.get(item__code=REPORT)
    field = Field(key="where", label=both("地点", "Place"), kind=FieldKind.ADDRESS, fact=fact, max_length=100)
    fields = [each for each in version.content["form"]["fields"] if each["key"] != "where"]
    version.content["form"]["fields"] = [*fields, field.model_dump(mode="json")]
    version.save()
    submission = a_submission(item=REPORT, applicant=None, answers={"what": "井盖坏了", "where": address})
    assert kiosk.post("submissions", submission).status_code == 200
    return Case.objects.get(pk=submission.id)


def test_a_case_about_a_place_refers_to_it_and_staff_see_how_many_do(kiosk: Kiosk, file: Path) -> None:
    imported(file, f"{ROWS}city,house,幸福里,,\n")
    area = KnownPlace.objects.get(name="幸福里3号楼").words
    case = hand_in(kiosk, f"{area}　 东侧")
    assert CasePlace.objects.get(case=case).place.name == "幸福里3号楼"
    clerk = Reader(staff(Role.CLERK, departments=[Department.objects.get(code="civil")]))
    page = clerk.page(f"cases/{case.code}/")
    assert area in page
    assert "39.904200, 116.407400" in page
    assert "有关办件1件" in page


def test_a_place_is_chosen_by_name_on_the_form_for_phones(
    file: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HUB_WEB = True
    imported(file)
    where = Field(key="where", label=both("地点", "Place"), kind=FieldKind.ADDRESS, max_length=100)
    writing.write_item(CATALOGUE.items[1].model_copy(update={"form": Form(fields=(where,))}), 0)
    publish()
    page = Phone().page(f"guides/{REPORT}/apply/")
    assert page.count('list="places"') == 1
    assert f'<option value="{KnownPlace.objects.get(kind="shop").words}">' in page
    monkeypatch.setattr("hub.web.place_choice.MOST", 1)
    assert "<datalist" not in Phone().page(f"guides/{REPORT}/apply/")


def test_a_place_is_chosen_by_area_on_the_form_for_phones(
    file: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HUB_WEB = True
    Area.objects.create(code="garden", name=both("花园社区"), level=Level.COMMUNITY, parent=a_street())
    Area.objects.create(code="empty", name=both("空社区"), level=Level.COMMUNITY, parent=a_street("other"))
    imported(file, f"{ROWS}garden,house,花园1号楼,,\ngarden,house,花园2号楼,,\n")
    where = Field(key="where", label=both("地点", "Place"), kind=FieldKind.ADDRESS, max_length=100)
    writing.write_item(CATALOGUE.items[1].model_copy(update={"form": Form(fields=(where,))}), 0)
    publish()
    phone, form = Phone(), f"guides/{REPORT}/apply/"
    page = phone.page(form)
    assert re.findall(r'<option value="(?:city|garden|empty)">(\u3000*)', page) == ["", "\u3000\u3000"]
    sent = {name: input_of(page, name) for name in ("id", "at", "site")} | {"a_where": "2单元"}
    ask = {"show_places": "a_where", "a_where.area": "garden"}
    page = phone.send(form, sent | ask)
    assert re.findall(r"<option>(.+?)</option>", page) == ["花园社区 花园1号楼", "花园社区 花园2号楼"]
    assert "没有这样的地点" in phone.send(form, sent | ask | {"a_where.beginning": "乐园"})
    assert "没有这样的地点" not in phone.send(form, sent | ask | {"a_where.area": "nowhere"})
    page = phone.send(form, sent | ask | {"a_where.place": "花园社区 花园1号楼"})
    assert 'value="花园社区 花园1号楼 2单元"' in page
    chosen = {"a_where": "花园社区 花园1号楼 2单元", "a_where.place": "花园社区 花园2号楼", "true": "on"}
    phone.send(form, sent | chosen)
    assert Case.objects.get().answers == {"where": "花园社区 花园2号楼 2单元"}
    monkeypatch.setattr("hub.web.place_choice.MOST", 1)
    assert "请选择更小的区域" in phone.send(form, sent | ask)


def test_a_place_that_is_none_is_not_put_into_an_address(file: Path, settings: LazySettings) -> None:
    imported(file)
    form = Form(fields=(Field(key="where", label=both("地点"), kind=FieldKind.ADDRESS),))
    for forged in ("本市 没有的楼", "x" * 5000):
        sent = QueryDict(mutable=True)
        sent["a_where"], sent["a_where.place"] = "某路1号", forged
        take_chosen_places(sent, form)
        assert sent.dict() == {"a_where": "某路1号"}


def test_somebodys_own_address_is_no_place_of_a_case(kiosk: Kiosk, file: Path) -> None:
    imported(file)
    words = KnownPlace.objects.get(kind="shop").words
    assert not CasePlace.objects.filter(case=hand_in(kiosk, words, fact="address")).exists()
    assert not CasePlace.objects.filter(case=hand_in(kiosk, f"{words}旁边", fact=None)).exists()


def says_address(address: str, days_ago: int = 0) -> Resident:
    """Returns the resident, of whom staff have written it down."""
    now = timezone.now()
    resident = get_registered(a_person(), "applicant", now)
    keep_fact(resident, "address", address, STAFF, now - timedelta(days=days_ago), now.date() + timedelta(days=30))
    return resident


def test_somebodys_own_address_refers_to_its_place_and_nobody_can_ask_who_lives_there(
    kiosk: Kiosk, file: Path, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HUB_WEB = True
    imported(file)
    save_map(a_photograph(size=(1600, 800)))
    place = KnownPlace.objects.get(kind="house")
    old = place.words
    resident = says_address(f"{old} 2单元501室", days_ago=1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT place FROM residents_residentfact WHERE key = 'address'")
        (cell,) = cursor.fetchone()
    assert b"place" not in bytes(cell)
    assert len(bytes(cell)) > 28  # nonce and tag
    place.name = "安康里7号楼"
    place.save()
    says_address(f"{old} 2单元501室")  # as they always did
    clerk = Reader(staff(Role.WINDOW))
    look = {"by": "number", "wanted": a_number(), "ground": "words", "ground_value": "本人到窗口"}
    assert "安康里7号楼" not in clerk.send("people/find/", look)
    page = clerk.send("people/find/", {**look, "open": "address"})
    assert "安康里7号楼" in page
    assert 'cx="1184" cy="464"' in page
    address = re.findall(r'href="(/console/maps/[0-9a-f]{64}\.jpg)"', page)[0]
    assert clerk.client.get(address)["Content-Type"] == "image/jpeg"
    assert clerk.client.get("/console/maps/none.jpg").status_code == 404
    fact = own_facts(kiosk)["address"]
    assert (fact["value"], fact["place"]["zh-Hans"]) == (
        f"{old} 2单元501室",
        f"{place.area.name.in_locale(DEFAULT)} 安康里7号楼",
    )
    assert "place" not in json.dumps(kiosk.post("residents/record", {"number": a_number()}).json()["facts"])
    page = Phone().send(new_link(kiosk, monkeypatch), {"last_four": a_number()[-4:]})
    assert "安康里7号楼" in page
    assert 'cx="1184" cy="464"' in page
    erase_record(resident, None, timezone.now())
    assert not ResidentFact.objects.exists()


def test_an_address_that_was_there_before_its_place_refers_to_it(kiosk: Kiosk, file: Path) -> None:
    city = Area.objects.get(code="city").name.in_locale(DEFAULT)
    says_address(f"{city} 幸福超市 2楼")
    imported(file, dry_run=True)
    imported(file, f"{ROWS}nowhere,shop,面馆,,\n")
    assert ResidentFact.objects.get(key="address").place is None
    imported(file)
    fact = ResidentFact.objects.get(key="address")
    assert (fact.place, fact.value) == (KnownPlace.objects.get(kind="shop").pk, f"{city} 幸福超市 2楼")


def own_facts(kiosk: Kiosk) -> dict[str, Any]:
    facts = kiosk.post("residents/record", {"number": a_number()}, **{PLACES_WANTED: "1"}).json()["facts"]
    return {fact["key"]: fact for fact in facts}


@pytest.mark.parametrize("address", ["别处 1号", "幸福里3号楼", ""])
def test_an_address_in_other_words_refers_to_no_place(kiosk: Kiosk, file: Path, address: str) -> None:
    imported(file)
    says_address(KnownPlace.objects.get(kind="shop").words, days_ago=1)
    says_address(address)
    assert "place" not in own_facts(kiosk)["address"]
    assert ResidentFact.objects.get(key="address").place is None


def test_addresses_of_nothing_but_gaps_are_asked_for_at_once_as_an_import_does(file: Path) -> None:
    imported(file)
    assert find_places([f"{number} " + "甲 " * 199 for number in range(500)]) == {}


def test_places_are_named_by_their_area_as_it_is_called_now(file: Path) -> None:
    imported(file)
    city = Area.objects.get(code="city")
    city.name = both("新市")
    city.save()
    assert {row.words for row in KnownPlace.objects.all()} == {"新市 幸福里3号楼", "新市 幸福超市"}


def save_map(picture: bytes, **changes: str) -> Any:
    """Returns the admin's answer to an operator's picture, which shows a hundredth of a degree each way."""
    edges = {"north": "39.91", "south": "39.90", "west": "116.40", "east": "116.41"}
    sent = {"area": str(Area.objects.get(code="city").pk), "credit": "某测绘院", **edges, **changes}
    file = SimpleUploadedFile("map.jpg", picture)
    return browser_of(staff(Role.ADMINISTRATOR)).post("/admin/places/areamap/add/", {**sent, "picture": file})


def test_places_stand_on_the_operators_picture(kiosk: Kiosk, file: Path) -> None:
    imported(file, f"{ROWS}city,facility,远处的灯,39.5,116.4\n")
    assert kiosk.get("places").json().get("drawn_map") is None
    assert kiosk.get("places/map").status_code == 404
    assert save_map(a_photograph(size=(3200, 1600))).status_code == 302
    book = PlaceBook.model_validate_json(kiosk.get("places").content)
    (house,) = book.list_on_map()  # the shop has no coordinates, the lamp stands outside of the picture
    assert (house.name, house.at) == ("幸福里3号楼", (0.74, 0.58))
    picture = kiosk.get("places/map").json()
    assert book.drawn_map is not None
    assert picture["digest"] == book.drawn_map.digest
    with Image.open(io.BytesIO(b64decode(picture["jpeg"]))) as drawn:
        assert (drawn.size, dict(drawn.getexif())) == ((1600, 800), {})  # small enough, and nothing but the picture


def test_a_map_of_a_community_comes_before_that_of_the_city(kiosk: Kiosk, file: Path) -> None:
    imported(file)
    save_map(a_photograph("whole city"))
    street = a_street()
    KnownPlace.objects.create(area=street, kind="shop", name="面馆", latitude="39.905", longitude="116.405")
    city = find_map(street)
    assert city is not None
    assert city.area.code == "city"
    save_map(a_photograph("the street"), area=str(street.pk))
    own = find_map(street)
    assert own is not None
    assert own.area == street


@pytest.mark.parametrize(
    ("picture", "changes", "told"),
    [
        (b"no picture", {}, "照片"),
        (a_pdf(2), {}, "一页"),
        (a_photograph(), {"north": "39.89"}, "上边须"),
        (a_photograph(), {"east": "116.39"}, "右边须"),
        (a_photograph(), {"west": "west"}, ""),
        (b"", {}, ""),
    ],
)
def test_a_map_that_cannot_be_is_refused(kiosk: Kiosk, picture: bytes, changes: dict[str, str], told: str) -> None:
    answer = save_map(picture, **changes)
    assert (answer.status_code, told in answer.content.decode()) == (200, True)
    assert not AreaMap.objects.exists()
