"""The page where residents and organisations are looked up, and mandates recorded."""

import json
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from contract.numbers import organisation_check_character
from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.residents.models import Correction, Mandate, ResidentFact
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.people import staff
from tests.hub.sample import GRANT, a_number, a_person, a_submission
from tests.hub.signed_in import browser_of

_CODE = "91110000600037341"
SHOP = _CODE + organisation_check_character(_CODE)
SON = a_number(223)


@pytest.fixture
def window(kiosk: Kiosk) -> Reader:
    kiosk.post("submissions", a_submission())
    return Reader(staff(Role.WINDOW))


def mandate(**changes: Any) -> dict[str, Any]:
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    sent = {"id": str(uuid4()), "agent_number": SON, "agent_name": "钱子", "items": [GRANT], "until": until}
    return {**sent, "principal_number": a_number(), "principal_name": "赵㐂䶮"} | changes


WHY = {"ground": "words", "ground_value": "居民当面询问"}


def find(window: Reader, by: str, wanted: str, **more: object) -> str:
    return window.send("people/find/", {"by": by, "wanted": wanted, **WHY, **more})


def last_look_up() -> dict[str, Any]:
    entry = AuditEntry.objects.filter(action="look up resident").latest("id")
    return dict(json.loads(entry.detail))


def test_a_resident_is_found_by_number_with_where_each_thing_came_from(window: Reader) -> None:
    page = find(window, "number", a_number(), opened=["name", "phone", "address"])
    assert all(said in page for said in ("赵㐂䶮", "13912345678", "某省某市某街道9号", "证件", "本人所述"))
    assert AuditEntry.objects.filter(action="look up resident").count() == 1
    assert 'role="alert"' in find(window, "number", SON)
    assert 'role="alert"' in find(window, "organisation", SHOP)
    assert find(window, "anything", "x")


def test_values_are_masked_and_opened_one_by_one_on_record(window: Reader) -> None:
    page = find(window, "number", a_number())
    assert not [said for said in ("赵㐂䶮", "13912345678", "某省某市某街道9号") if said in page]
    assert "赵**" in page
    assert last_look_up()["opened"] == []
    page = find(window, "number", a_number(), open="phone")
    assert "13912345678" in page
    assert "赵㐂䶮" not in page
    assert last_look_up()["opened"] == ["phone"]
    page = find(window, "number", a_number(), opened=["phone"], open="name")
    assert "13912345678" in page
    assert "赵㐂䶮" in page
    assert last_look_up() == {"ground": "words 居民当面询问", "opened": ["name", "phone"]}


def test_nobody_is_looked_up_without_a_ground(window: Reader) -> None:
    stranger = {"ground": "case", "ground_value": "no such case"}
    short = {"ground": "words", "ground_value": "13912345678 看"}
    for why in ({"ground_value": ""}, {"ground": ""}, {"ground": "whim"}, stranger, short):
        for by, wanted in (("number", a_number()), ("phone", "13912345678"), ("organisation", SHOP)):
            page = find(window, by, wanted, **why)
            assert 'role="alert"' in page
            assert "赵*" not in page
    assert not AuditEntry.objects.filter(action__startswith="look up").exists()


def test_the_audit_log_shows_the_ground_and_no_number_that_was_typed_there(window: Reader) -> None:
    code = Case.objects.get().code
    find(window, "number", a_number(), ground="case", ground_value=code)
    assert last_look_up()["ground"] == f"case {code}"
    find(window, "number", a_number(), ground_value=f"本人来电 {a_number()} 要求核对")
    assert a_number() not in json.dumps(last_look_up())
    page = browser_of(staff(Role.AUDITOR)).get("/admin/audit/auditentry/").content.decode()
    assert f"办件 {code}" in page
    assert "说明 本人来电" in page


def test_a_resident_without_the_card_is_found_by_name_and_birth(window: Reader) -> None:
    page = find(window, "name", " 赵 㐂䶮", birth="1979-03-05")
    assert "赵**" in page
    assert not [said for said in ("赵㐂䶮", a_number(), "13912345678") if said in page.split('id="named"')[1]]
    looked_up = AuditEntry.objects.get(action="look up by name")
    assert json.loads(looked_up.detail)["ground"] == "words 居民当面询问"
    assert a_number() not in looked_up.detail
    sign = re.findall(r'name="wanted" value="([^"]{30,})"', page)[0]
    page = find(window, "result", sign, opened=["name", "phone"])
    assert all(said in page for said in ("赵㐂䶮", "13912345678", 'id="matters"'))
    assert a_number() not in page
    said = {"by": "result", "wanted": sign, "purpose": "reuse", "given": "", **WHY}
    assert "撤回" in window.send("people/consents/", said)
    assert f'value="{a_number()}"' in window.send("intake/start/", {"by": "result", "wanted": sign, "item": GRANT})
    assert 'role="alert"' in find(Reader(staff(Role.WINDOW)), "result", sign)


def test_the_oldest_are_found_by_name_and_birth(window: Reader, kiosk: Kiosk) -> None:
    old = a_person(name="孙百岁", number=a_number(birth="19221004"), birth=date(1922, 10, 4))
    kiosk.post("submissions", a_submission(applicant=old))
    assert "孙**" in find(window, "name", "孙百岁", birth="1922-10-04")


@pytest.mark.parametrize(("name", "birth"), [("赵㐂䶮", "1979-03-06"), ("赵㐂", "1979-03-05"), ("·", "1979-03-05")])
def test_nobody_is_found_by_half_of_it(window: Reader, name: str, birth: str) -> None:
    assert "没有人" in find(window, "name", name, birth=birth)


@pytest.mark.parametrize("birth", ["", "soon", "9999-12-31"])
def test_a_name_alone_finds_nobody(window: Reader, birth: str) -> None:
    assert "请填写姓名和出生日期" in find(window, "name", "赵㐂䶮", birth=birth)
    assert 'role="alert"' in find(window, "result", "no such sign")
    assert not AuditEntry.objects.filter(action__startswith="look up").exists()


def test_a_caller_is_told_apart_by_masked_names(window: Reader) -> None:
    page = find(window, "phone", "13912345678")
    assert "赵**" in page
    assert a_number() not in page
    assert "没有人" in find(window, "phone", "13900000000")
    sign = re.findall(r'name="wanted" value="([^"]{30,})"', page)[0]
    assert Case.objects.get().code in find(window, "result", sign)


def test_a_mandate_is_recorded_seen_used_and_ended(window: Reader) -> None:
    assert "已登记" in window.send("people/mandates/", mandate())
    assert "钱*" in find(window, "number", a_number())
    assert "钱子" in find(window, "number", a_number(), open="mandates")
    paper = {"id": str(uuid4()), "area": "city", "number": a_number(), "name": "赵㐂䶮", "a_phone": "13912345678"}
    paper |= {"agent_number": SON, "agent_name": "钱子", "true": "on"}
    assert "钱*" in window.send(f"intake/{GRANT}/hand-in/", paper)
    row = Mandate.objects.get()
    assert Case.objects.get(pk=paper["id"]).mandate == row
    window.send(f"people/mandates/{row.pk}/end/")
    assert "已终止" in find(window, "number", a_number())
    window.send(f"people/mandates/{uuid4()}/end/", status=404)


def test_what_a_resident_agreed_to_is_seen_and_taken_back_at_a_window(window: Reader) -> None:
    page = find(window, "number", a_number(), opened=["phone"])
    assert all(said in page for said in ("再次办理时自动填写", "推送与您有关的通知", "尚未选择", "13912345678"))
    said = {"number": a_number(), "purpose": "reuse", "opened": ["phone"], **WHY}
    assert "撤回" in window.send("people/consents/", {**said, "given": ""})
    assert AuditEntry.objects.filter(action="give consent", actor=f"user:{window.user.pk}").count() == 1
    page = window.send("people/consents/", said)
    assert "13912345678" not in page  # what was kept for it is gone at once
    assert AuditEntry.objects.filter(action="withdraw consent", actor=f"user:{window.user.pk}").count() == 1
    assert 'role="alert"' in window.send("people/consents/", {**said, "purpose": "service"})
    window.send("people/consents/", {**said, "number": SON}, 404)
    Reader(staff(Role.TECHNICIAN)).send("people/consents/", said, 403)


def test_what_a_resident_says_is_wrong_is_written_down_for_those_who_decide(window: Reader) -> None:
    said = {"id": str(uuid4()), "number": a_number(), "key": "phone", "value": "13900000001", "area": "city"}
    said |= {"opened": "phone", **WHY}
    for _twice in range(2):
        page = window.send("people/corrections/", {**said, "reason": "换号"})
        assert "核实前不作改动" in page
        assert "13912345678" in page
    (row,) = Correction.objects.all()
    assert (row.key, row.value, row.reason, row.state) == ("phone", "13900000001", "换号", "open")
    assert AuditEntry.objects.filter(action="ask correction", actor=f"user:{window.user.pk}").count() == 1
    assert 'role="alert"' in window.send("people/corrections/", {**said, "value": ""})
    window.send("people/corrections/", {**said, "area": "elsewhere"}, 404)


def test_what_was_given_long_ago_is_asked_about_at_the_window_with_one_click(window: Reader) -> None:
    assert "仍然正确" not in find(window, "number", a_number())
    ResidentFact.objects.update(checked_at=timezone.now() - timedelta(days=731))
    page = find(window, "number", a_number())
    assert page.count("仍然正确") == 1  # not what a card told
    said = {"by": "number", "wanted": a_number(), "number": a_number(), "key": "phone", **WHY}
    assert "仍然正确" not in window.send("people/checked/", said)
    assert AuditEntry.objects.get(action="check fact").actor.startswith("user:")
    assert 'role="alert"' in window.send("people/checked/", said)


def test_an_organisation_sends_somebody(window: Reader) -> None:
    by_shop = {"principal_number": "", "organisation_code": SHOP, "organisation_name": "某某超市"}
    window.send("people/mandates/", mandate(**by_shop))
    page = find(window, "organisation", SHOP)
    assert "某某超市" in page
    assert "钱*" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"principal_number": ""},
        {"organisation_code": SHOP, "organisation_name": "某某超市"},
        {"agent_number": "1"},
        {"agent_number": a_number(), "agent_name": "赵㐂䶮"},
        {"items": []},
        {"items": ["999999999999"]},
        {"until": "soon"},
        {"id": "x"},
        {"principal_number": "", "organisation_code": SHOP},
    ],
)
def test_what_cannot_be_is_told_and_nothing_kept(window: Reader, wrong: dict[str, Any]) -> None:
    sent = mandate(**wrong)
    page = window.send("people/mandates/", sent)
    assert 'role="alert"' in page
    assert f'value="{sent["agent_name"]}"' in page  # nothing that was typed is lost
    assert not Mandate.objects.exists()


def test_a_clerk_looks_up_and_records_no_mandates(window: Reader) -> None:
    clerk = Reader(staff(Role.CLERK))
    assert "people/mandates/" not in clerk.page("people/")
    clerk.send("people/mandates/", mandate(), 403)
    Reader(staff(Role.ADMINISTRATOR)).page("people/", 403)
