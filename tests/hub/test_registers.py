"""Base registers: asked with consent and ground, on record, and left alone while they fail."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from contract.people import Facts
from contract.registers import FACTS_WANTED
from contract.text import Text
from hub.audit.models import AuditEntry
from hub.cases import handling, supplements
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.core.problems import RequestRefused
from hub.core.table_files import UnreadableError
from hub.files.models import PaperPage
from hub.files.selectors import papers_in
from hub.kiosks import services as kiosks
from hub.operations.retention import purge
from hub.places.models import KnownPlace
from hub.registers.models import Register, RegisterAnswer
from hub.registers.places import fetch_places
from hub.residents.models import Consent
from hub.residents.services import get_or_register_organisation
from hub.staff.models import Role
from tests.hub.base_registers import GONE, NOBODYS, RECORDS, SHOP, a_licence, a_register
from tests.hub.caller import Kiosk, as_json
from tests.hub.consenting import agree
from tests.hub.console.reader import Reader
from tests.hub.console.test_intake import a_paper
from tests.hub.people import staff
from tests.hub.register_process import StartRegisters, base_registers, questions_at
from tests.hub.sample import GRANT, a_number, a_person, a_submission
from tests.hub.signed_in import browser_of
from tests.hub.uploads import BILL, HOUSEHOLD, clerk, hands_in, opens, pages

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[StartRegisters]:
    with base_registers(tmp_path, RECORDS) as start_registers:
        yield start_registers


def read_facts(kiosk: Kiosk, wanted: str = "nation,address") -> dict[str, str]:
    headers = {"Authorization": f"Bearer {kiosk.token}", FACTS_WANTED: wanted}
    body = as_json({"number": a_number()})
    answer = kiosk.client.post("/api/v1/residents/facts", body, "application/json", headers=headers)
    assert answer.status_code == 200
    return {fact.key: fact.value for fact in Facts.model_validate_json(answer.content).facts}


def asked() -> list[tuple[str, str]]:
    entries = AuditEntry.objects.filter(action="ask register").order_by("pk")
    return [(entry.subject.split()[0], json.loads(entry.detail)["ground"]) for entry in entries]


def test_without_a_yes_the_population_register_is_not_asked(kiosk: Kiosk, start: StartRegisters) -> None:
    port = start()
    a_register("population", port)
    agree(kiosk)
    assert read_facts(kiosk) == {}
    assert questions_at(port) == []


def test_with_a_yes_it_tells_what_the_card_did_not_once_and_on_record(kiosk: Kiosk, start: StartRegisters) -> None:
    port = start()
    a_register("population", port)
    agree(kiosk, "population")
    assert read_facts(kiosk) == {"nation": "汉", "address": "测试区练习路1号"}
    assert read_facts(kiosk, "nation") == {"nation": "汉"}
    assert read_facts(kiosk, "") == {}
    (question,) = questions_at(port)
    assert (question["type"], question["number"], question["ground"]) == ("population", a_number(), "consent")
    assert asked() == [("resident", "consent")]
    assert a_number() not in str(list(RegisterAnswer.objects.values()))


def test_taking_the_yes_back_deletes_what_the_register_said(kiosk: Kiosk, start: StartRegisters) -> None:
    a_register("population", start())
    agree(kiosk, "population")
    read_facts(kiosk)
    assert RegisterAnswer.objects.count() == 1
    no = {"id": str(uuid4()), "person": a_person().model_dump(mode="json"), "purpose": "population", "given": False}
    kiosk.post("residents/consents", no)
    assert RegisterAnswer.objects.count() == 0


def test_answers_are_deleted_after_their_time(kiosk: Kiosk, start: StartRegisters) -> None:
    a_register("population", start(), keep_hours=1)
    agree(kiosk, "population")
    read_facts(kiosk)
    purge(timezone.now() + timedelta(hours=2))
    assert RegisterAnswer.objects.count() == 0


@pytest.mark.parametrize("fault", ["busy", "lost", "page", "nonsense", "other", "silent"])
def test_a_register_that_fails_or_lies_leaves_the_form_as_it_is(
    kiosk: Kiosk, start: StartRegisters, fault: str
) -> None:
    a_register("population", start(fault), patience=300 if fault == "silent" else 8000)
    agree(kiosk, "population")
    assert read_facts(kiosk) == {}
    assert Register.objects.get().faults == 1
    assert RegisterAnswer.objects.count() == 0


def test_one_that_fails_three_times_is_left_alone_then_tried_by_one(kiosk: Kiosk, start: StartRegisters) -> None:
    port = start("busy,busy,busy,busy")
    a_register("population", port)
    agree(kiosk, "population")
    for _ in range(5):
        assert read_facts(kiosk) == {}
    assert len(questions_at(port)) == 3
    assert "population" not in [each["purpose"] for each in consents(kiosk)]
    Register.objects.update(resting_until=timezone.now())
    read_facts(kiosk)
    read_facts(kiosk)
    assert len(questions_at(port)) == 4
    Register.objects.update(resting_until=timezone.now())
    assert read_facts(kiosk, "nation") == {"nation": "汉"}
    assert (Register.objects.get().faults, Register.objects.get().resting_until) == (0, None)


def consents(kiosk: Kiosk) -> Any:
    """Of somebody who has said nothing yet."""
    return kiosk.post("residents/consents/search", {"number": a_number(555)}).json()["consents"]


def test_a_register_that_was_written_past_the_hub_is_not_asked(kiosk: Kiosk, start: StartRegisters) -> None:
    port = start()
    row = a_register("population", port)
    agree(kiosk, "population")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registers_register SET address = %s", [f"{row.address}elsewhere"])
    assert read_facts(kiosk) == {}
    assert questions_at(port) == []


def test_the_legal_entity_register_checks_code_and_name(kiosk: Kiosk, start: StartRegisters) -> None:
    a_register("organisation", start())
    now, clerk_of_window = timezone.now(), staff(Role.WINDOW)
    assert get_or_register_organisation(SHOP, "某某超市", now, clerk_of_window).name == "某某超市"
    for code, name, field, words in (
        (SHOP, "别家超市", "name", "某某超市"),
        (GONE, "旧店", "code", "不再存续"),
        (NOBODYS, "无此店", "code", "没有"),
    ):
        with pytest.raises(RequestRefused) as refused:
            get_or_register_organisation(code, name, now, clerk_of_window)
        (error,) = refused.value.problem.errors
        assert error.field == field
        assert words in error.message.in_locale("zh-Hans")
    assert asked()[0] == ("organisation", "mandate")


def test_without_the_legal_entity_register_the_paper_counts(kiosk: Kiosk, start: StartRegisters) -> None:
    a_register("organisation", start("busy"))
    assert get_or_register_organisation(SHOP, "某某超市", timezone.now()).name == "某某超市"


def fetch(kiosk: Kiosk, upload: UUID, position: int, **changes: Any) -> Any:
    person = a_person().model_dump(mode="json")
    wanted = {"id": str(uuid4()), "person": person, "position": position, "language": "zh-Hans", **changes}
    return kiosk.post(f"uploads/{upload}/licences", wanted)


@pytest.fixture
def licences(telephones: None, start: StartRegisters) -> StartRegisters:
    """Starts a licence service that has the household book of the sample's person."""

    def begin(plan: str = "", **values: Any) -> int:
        port = start(plan)
        a_register("licence", port, **values)
        a_licence()
        return port

    return begin


def test_a_licence_becomes_a_paper_with_its_source(kiosk: Kiosk, licences: StartRegisters) -> None:
    port, key = licences(), uuid4()
    opens(kiosk, key)
    papers = kiosk.get(f"uploads/{key}").json()["papers"]
    assert {paper["position"]: paper["licence"] for paper in papers} == {HOUSEHOLD: True, BILL: False}
    answer = fetch(kiosk, key, HOUSEHOLD)
    assert answer.status_code == 200, answer.content
    assert pages(kiosk, key) == {HOUSEHOLD: 1, BILL: 0}
    consent = Consent.objects.get(purpose__code="licences")
    assert (consent.given, consent.language) == (True, "zh-Hans")
    assert questions_at(port)[0]["licence"] == "household"
    case = hands_in(kiosk, key)
    (paper,) = papers_in(case)
    assert paper.origin is not None
    assert (paper.origin["issuer"], paper.origin["source"]) == ("练习市公安局", "练习登记库")
    page = clerk().page(f"cases/{case.code}/")
    assert "电子证照，来自练习登记库：练习市公安局" in page


def test_at_a_window_what_the_applicant_agrees_to_is_fetched_with_the_form(
    kiosk: Kiosk, licences: StartRegisters
) -> None:
    port, window = licences(), Reader(staff(Role.WINDOW))
    page = window.page(f"intake/{GRANT}/")
    assert ('name="licence" value="0"' in page, 'name="licence" value="2"' in page) == (True, False)
    path, sent = f"intake/{GRANT}/hand-in/", a_paper(licence=str(HOUSEHOLD))
    assert "持卡在场" in window.send(path, {**sent, "by_phone": "on"})
    assert "没有电子证照" in window.send(path, {**sent, "licence": "2"})
    assert questions_at(port) == []
    assert 'value="0" checked' in window.send(path, {**sent, "a_phone": "12"})  # fetched; the rest has a mistake
    window.send(path, sent)
    (question,) = questions_at(port)
    assert (question["number"], question["ground"]) == (a_number(), "consent")
    assert Consent.objects.get(purpose__code="licences").given
    (paper,) = papers_in(Case.objects.get(pk=sent["id"]))
    assert paper.origin is not None
    assert paper.origin["issuer"] == "练习市公安局"


@pytest.mark.parametrize(
    ("plan", "status", "words"),
    [
        ("silent", 503, "用手机"), ("nonsense", 503, "用手机"), ("other", 503, "用手机"), ("expired", 409, "过期"),
    ],
)  # fmt: skip
def test_what_cannot_be_had_is_said_with_another_way(
    kiosk: Kiosk, licences: StartRegisters, plan: str, status: int, words: str
) -> None:
    licences(plan, patience=300 if plan == "silent" else 8000)
    key = uuid4()
    opens(kiosk, key)
    answer = fetch(kiosk, key, HOUSEHOLD)
    assert (answer.status_code, words in answer.json()["detail"]["zh-Hans"]) == (status, True)
    assert not PaperPage.objects.exists()


def test_only_ones_own_upload_a_paper_with_a_licence_and_a_person_who_has_one(
    kiosk: Kiosk, licences: StartRegisters
) -> None:
    licences()
    key = uuid4()
    opens(kiosk, key)
    assert fetch(kiosk, key, BILL).status_code == 422
    somebody = a_person(number=a_number(777), name="钱某").model_dump(mode="json")
    assert fetch(kiosk, key, HOUSEHOLD, person=somebody).status_code == 404
    other = Kiosk(Client(), kiosks.add(f"other {uuid4()}"))
    assert fetch(other, key, HOUSEHOLD).status_code == 404
    kiosk.post(f"uploads/{key}/end")
    assert fetch(kiosk, key, HOUSEHOLD).status_code == 410


def test_the_secret_of_a_register_is_written_and_never_shown(kiosk: Kiosk) -> None:
    browser = browser_of(staff(Role.SECURITY))
    values = {"kind": "licence", "address": "https://registers.example.cn/", "patience": 3000, "keep_hours": 24}
    names = {"name[zh-Hans]": "电子证照库", "name[en]": "licences"}
    answer = browser.post("/admin/registers/register/add/", {**values, **names, "active": "on", "new_secret": ""})
    assert answer.status_code == 302, answer.content.decode()
    row = Register.objects.get()
    assert row.secret.startswith("whsec_")
    assert row.secret in browser.get("/admin/registers/register/").content.decode()
    for page in ("", f"{row.pk}/change/"):
        assert row.secret not in browser.get(f"/admin/registers/register/{page}").content.decode()


def fetched(*, dry_run: bool = False) -> tuple[int, int, int, int]:
    report = fetch_places(lambda mistake: None, timezone.now(), dry_run)
    return report.new, report.changed, report.same, report.mistake_count


def test_places_come_from_their_register_by_the_same_import(start: StartRegisters) -> None:
    a_register("place", start())
    assert fetched(dry_run=True) == (1, 0, 0, 0)
    assert not KnownPlace.objects.exists()
    assert (fetched(), fetched()) == ((1, 0, 0, 0), (0, 0, 1, 0))
    place = KnownPlace.objects.get()
    assert (place.name, place.kind, str(place.latitude)) == ("幸福里3号楼", "house", "39.900000")


@pytest.mark.parametrize("fault", ["busy", "other"])
def test_a_place_register_that_fails_or_speaks_of_another_area_changes_nothing(
    start: StartRegisters, fault: str
) -> None:
    a_register("place", start(fault))
    with pytest.raises(UnreadableError):
        fetched()
    assert not KnownPlace.objects.exists()


def test_an_agent_does_not_fetch_their_own_licence_for_the_case_of_another(
    kiosk: Kiosk, licences: StartRegisters
) -> None:
    licences()
    kiosk.post("submissions", a_submission())
    case, by, key = Case.objects.get(), Actor(staff=User.objects.create(username="wants")), str(uuid4())
    handling.accept(case, by, timezone.now())
    supplements.want(case, [Text.plain("户口簿")], by, timezone.now())
    opening = {"id": key, "locale": "zh-Hans", "code": case.code, "number": a_number()}
    assert kiosk.post("uploads/supplement", opening).status_code == 200
    agent = a_person(number=a_number(777), name="钱某").model_dump(mode="json")
    assert fetch(kiosk, UUID(key), 0, person=agent).status_code == 403
    assert fetch(kiosk, UUID(key), 0).status_code == 200
