"""Covers what is known of residents, what they say to it, and how long it is kept."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from contract.numbers import organisation_check_character
from contract.people import SENSITIVE_FACTS
from contract.residents import CorrectionState
from hub.audit.models import AuditEntry
from hub.core.problems import RequestRefused
from hub.residents import corrections
from hub.residents.consents import NOTICES, REUSE, SENSITIVE, agreed
from hub.residents.models import STAFF, Consent, Correction, ResidentFact
from hub.residents.selectors import facts_with_sources, find, find_organisation, residents_named, residents_of_phone
from hub.residents.services import get_or_register, get_or_register_organisation
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.people import a_street, staff
from tests.hub.sample import a_number, a_person, a_submission

TODAY = timezone.localdate


def facts(kiosk: Kiosk) -> dict[str, str]:
    answer = kiosk.post("residents/facts", {"number": a_number()}).json()
    return {fact["key"]: fact["value"] for fact in answer["facts"]}


def choose(kiosk: Kiosk, purpose: str, given: bool, **more: Any) -> Any:
    body = {"id": str(uuid4()), "person": a_person().model_dump(mode="json"), "purpose": purpose, "given": given}
    return kiosk.post("residents/consents", body | more)


def wants(kiosk: Kiosk, key: str, value: str, **more: Any) -> Any:
    person = a_person().model_dump(mode="json")
    return kiosk.post(
        "residents/corrections", {"id": str(uuid4()), "person": person, "key": key, "value": value} | more
    )


def audit_entries(action: str) -> Any:
    return AuditEntry.objects.filter(action=action)


def test_every_reading_of_facts_is_in_the_trail(kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission())
    facts(kiosk)
    kiosk.post("residents/facts", {"number": "nobody's"})
    resident = find(a_number())
    assert resident is not None
    assert [entry.subject for entry in audit_entries("read facts").order_by("id")] == [
        f"resident {resident.pk}",
        "resident unknown",
    ]
    assert a_number() not in "".join(entry.detail + entry.subject for entry in AuditEntry.objects.all())


def test_a_fact_tells_where_it_came_from_and_since_when(kiosk: Kiosk) -> None:
    submission = a_submission()
    kiosk.post("submissions", submission)
    resident = find(a_number())
    assert resident is not None
    known = {fact.key: fact for fact in facts_with_sources(resident, TODAY())}
    assert (known["address"].source, known["phone"].source) == ("card", "resident")
    assert known["phone"].checked_at == submission.submitted_at


def test_what_the_card_vouches_for_is_not_overwritten_by_typing(kiosk: Kiosk) -> None:
    choose(kiosk, REUSE, True)
    kiosk.post("submissions", a_submission(answers={"name": "赵新名", "phone": "13912345678"}))
    assert facts(kiosk)["name"] == "赵㐂䶮"
    wanted = Correction.objects.get()
    assert (wanted.key, wanted.value, wanted.state) == ("name", "赵新名", "open")
    kiosk.post("submissions", a_submission(answers={"name": "赵新名", "phone": "13800000000"}))
    assert Correction.objects.count() == 1  # asked once
    assert facts(kiosk)["phone"] == "13912345678"  # as old as the first


def test_a_correction_changes_the_record_once_staff_have_checked_it(kiosk: Kiosk) -> None:
    choose(kiosk, REUSE, True)
    kiosk.post("submissions", a_submission())
    asked = wants(kiosk, "phone", "13700000000", reason="换了号码").json()
    assert asked["state"] == "open"
    assert facts(kiosk)["phone"] == "13912345678"
    clerk = staff(Role.CLERK)
    correction = Correction.objects.get(pk=asked["id"])
    corrections.decide(correction, clerk, accepted=True, answer="已核实。", now=timezone.now())
    assert facts(kiosk)["phone"] == "13700000000"
    assert ResidentFact.objects.get(key="phone").source == STAFF
    told = kiosk.post("residents/corrections/search", {"number": a_number()}).json()["corrections"][0]
    assert (told["state"], told["answer"]) == ("accepted", "已核实。")
    assert audit_entries("correction accepted").get().actor == f"user:{clerk.pk}"
    with pytest.raises(RequestRefused):
        corrections.decide(correction, clerk, accepted=False, answer="再想想", now=timezone.now())


def test_a_refused_correction_has_a_reason_and_changes_nothing(kiosk: Kiosk) -> None:
    choose(kiosk, REUSE, True)
    kiosk.post("submissions", a_submission())
    correction = Correction.objects.get(pk=wants(kiosk, "phone", "13700000000").json()["id"])
    clerk = staff(Role.CLERK)
    with pytest.raises(RequestRefused):
        corrections.decide(correction, clerk, accepted=False, answer="", now=timezone.now())
    corrections.decide(correction, clerk, accepted=False, answer="号码已停机。", now=timezone.now())
    assert Correction.objects.get().state == CorrectionState.REFUSED
    assert facts(kiosk)["phone"] == "13912345678"


def test_another_areas_correction_is_not_there_and_a_window_decides_none(kiosk: Kiosk) -> None:
    correction = Correction.objects.get(pk=wants(kiosk, "phone", "13700000000").json()["id"])
    with pytest.raises(RequestRefused) as refused:
        corrections.decide(correction, staff(Role.CLERK, [a_street()]), accepted=True, answer="", now=timezone.now())
    assert refused.value.problem.status == 404
    with pytest.raises(PermissionDenied):
        corrections.decide(correction, staff(Role.WINDOW), accepted=True, answer="", now=timezone.now())


def test_a_request_sent_again_is_one_request(kiosk: Kiosk) -> None:
    key = str(uuid4())
    first = wants(kiosk, "phone", "13700000000", id=key)
    assert wants(kiosk, "phone", "13700000000", id=key).json() == first.json()
    assert wants(kiosk, "phone", "13700000001", id=key).status_code == 409
    assert audit_entries("ask correction").count() == 1


@pytest.mark.parametrize(("key", "value"), [("number", "1"), ("phone", ""), ("phone", "1" * 401), ("No Key", "1")])
def test_what_cannot_be_corrected_is_refused(kiosk: Kiosk, key: str, value: str) -> None:
    assert wants(kiosk, key, value).status_code == 422


def test_a_yes_keeps_facts_longer_and_a_no_deletes_them(kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission())
    before = ResidentFact.objects.get(key="phone").keep_until
    consents = {consent["purpose"]: consent for consent in choose(kiosk, REUSE, True).json()["consents"]}
    assert consents[REUSE]["given"] is True
    assert consents[NOTICES]["given"] is None
    assert consents[REUSE]["wording"]["zh-Hans"]
    assert ResidentFact.objects.get(key="phone").keep_until == TODAY() + timedelta(days=1095) > before
    choose(kiosk, REUSE, False)
    assert not ResidentFact.objects.exists()
    kiosk.post("submissions", a_submission())
    assert facts(kiosk) == {}  # not kept again until they say so
    choose(kiosk, REUSE, True)
    kiosk.post("submissions", a_submission())
    assert facts(kiosk)["phone"] == "13912345678"


def test_the_newest_word_counts_until_its_day(kiosk: Kiosk) -> None:
    choose(kiosk, NOTICES, True)
    resident = find(a_number())
    assert resident is not None
    assert agreed(resident, NOTICES, TODAY())
    assert not agreed(resident, NOTICES, TODAY() + timedelta(days=366))
    assert not agreed(resident, REUSE, TODAY())
    choose(kiosk, NOTICES, False)
    assert not agreed(resident, NOTICES, TODAY())
    said = AuditEntry.objects.filter(action__endswith="consent").order_by("id")
    assert [entry.action for entry in said] == ["give consent", "withdraw consent"]


def test_a_choice_sent_again_counts_once(kiosk: Kiosk) -> None:
    key = str(uuid4())
    for _ in range(2):
        assert choose(kiosk, NOTICES, True, id=key).status_code == 200
    assert Consent.objects.count() == audit_entries("give consent").count() == 1
    assert choose(kiosk, NOTICES, False, id=key).status_code == 409


def test_what_the_law_asks_for_is_no_ones_choice(kiosk: Kiosk) -> None:
    assert choose(kiosk, "service", False).status_code == 422
    assert choose(kiosk, "marketing", True).status_code == 422
    wrong = a_person(number="110101197903051231").model_dump(mode="json")
    assert choose(kiosk, NOTICES, True, person=wrong).json()["errors"][0]["field"] == "person.number"


def test_what_is_past_its_day_is_no_longer_told(kiosk: Kiosk) -> None:
    choose(kiosk, REUSE, True)
    kiosk.post("submissions", a_submission())
    ResidentFact.objects.filter(key="phone").update(keep_until=TODAY() - timedelta(days=1))
    assert "phone" not in facts(kiosk)
    assert "address" in facts(kiosk)


def test_a_caller_is_found_by_phone(kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission())
    assert list(residents_of_phone("139 1234 5678")) == [find(a_number())]
    assert not residents_of_phone("13900000000").exists()


@pytest.mark.usefixtures("database")
def test_a_resident_is_found_by_name_and_birth_however_the_name_is_typed() -> None:
    birth, now = date(1979, 3, 5), timezone.now()
    resident = get_or_register(a_person(name="买买提·艾力"), now, TODAY())
    get_or_register(a_person(name="买买提·艾力", number=a_number(125, "19800305")), now, TODAY())
    for name in ("买买提·艾力", "买买提•艾力", " 买买提 艾力", "买买提艾力"):
        assert residents_named(name, birth) == [resident]
    assert residents_named("买买提", birth) == residents_named(" ", birth) == []


@pytest.mark.usefixtures("database")
def test_residents_of_an_earlier_release_are_found_by_name_after_the_migration() -> None:
    migration = import_module("hub.residents.migrations.0011_found_by_name")
    resident = get_or_register(a_person(), timezone.now(), TODAY())
    changed = get_or_register(a_person(number=a_number(125)), timezone.now(), TODAY())
    assert resident is not None
    assert changed is not None
    with connection.cursor() as cursor:
        cursor.execute("UPDATE residents_resident SET name_hash = ''")
        swap = "UPDATE residents_resident SET name = (SELECT name FROM residents_resident WHERE id = %s) WHERE id = %s"
        cursor.execute(swap, [resident.pk, changed.pk])
    migration.find_by_name(apps, None)
    assert residents_named("赵㐂䶮", date(1979, 3, 5)) == [resident]


def test_organisations_are_found_by_checked_code(database: None) -> None:
    first17 = "91110000600037341"
    code = first17 + organisation_check_character(first17)
    now = datetime(2026, 5, 1, tzinfo=UTC)
    known = get_or_register_organisation(code.lower(), "某某超市", now)
    assert get_or_register_organisation(f" {code} ", "某某超市", now) == known == find_organisation(code)
    assert known.name == "某某超市"
    with pytest.raises(RequestRefused):
        get_or_register_organisation(first17 + ("0" if code[-1] != "0" else "1"), "某某超市", now)


def test_a_birthday_in_the_future_is_nobodys(kiosk: Kiosk) -> None:
    future = a_number(birth=f"{TODAY().year + 1}0101")
    assert choose(kiosk, NOTICES, True, person=a_person(number=future).model_dump(mode="json")).status_code == 422


def test_nothing_said_is_no(kiosk: Kiosk) -> None:
    """What was handed in is kept as the law asks, and told to no kiosk."""
    kiosk.post("submissions", a_submission())
    assert facts(kiosk) == {}
    choose(kiosk, REUSE, True)
    assert facts(kiosk)["phone"] == "13912345678"
    choose(kiosk, REUSE, False)
    assert facts(kiosk) == {}


def test_a_yes_that_has_run_out_is_none(kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission())
    choose(kiosk, REUSE, True)
    Consent.objects.update(kept_until=TODAY() - timedelta(days=1))
    assert facts(kiosk) == {}


@pytest.mark.parametrize("key", sorted(SENSITIVE_FACTS))
def test_what_is_sensitive_needs_a_yes_of_its_own(kiosk: Kiosk, key: str) -> None:
    kiosk.post("submissions", a_submission())
    choose(kiosk, REUSE, True)
    row = ResidentFact.objects.get(key="phone")
    row.pk, row.key, row.value = None, key, "6222020000000000000"
    row.save(force_insert=True)
    assert key not in facts(kiosk)
    asked = {each["purpose"]: each for each in choose(kiosk, SENSITIVE, True).json()["consents"]}
    assert "必须" in asked[SENSITIVE]["wording"]["zh-Hans"]  # why it is needed
    assert key in facts(kiosk)
    choose(kiosk, SENSITIVE, False)
    assert not ResidentFact.objects.filter(key=key).exists()
    assert "phone" in facts(kiosk)


def test_a_yes_to_what_is_sensitive_alone_tells_nothing(kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission())
    choose(kiosk, SENSITIVE, True)
    assert facts(kiosk) == {}


def test_a_yes_that_comes_in_after_a_newer_no_changes_nothing(kiosk: Kiosk) -> None:
    """A kiosk that was offline tells later what was said there earlier."""
    said = timezone.now()
    kiosk.post("submissions", a_submission())
    choose(kiosk, REUSE, True)
    choose(kiosk, REUSE, False)
    answer = choose(kiosk, REUSE, True, chosen_at=(said - timedelta(hours=1)).isoformat()).json()["consents"]
    assert {each["purpose"]: each["given"] for each in answer}[REUSE] is False
    assert facts(kiosk) == {}


def test_a_no_that_comes_in_after_a_newer_yes_deletes_nothing(kiosk: Kiosk) -> None:
    said = timezone.now()
    choose(kiosk, REUSE, True)
    kiosk.post("submissions", a_submission())
    choose(kiosk, REUSE, False, chosen_at=(said - timedelta(hours=1)).isoformat())
    assert facts(kiosk)["phone"] == "13912345678"


def test_nobody_says_anything_in_the_future(kiosk: Kiosk) -> None:
    choose(kiosk, REUSE, True, chosen_at=(timezone.now() + timedelta(days=400)).isoformat())
    choose(kiosk, REUSE, False)
    assert facts(kiosk) == {}
    assert Consent.objects.filter(at__gt=timezone.now()).count() == 0
