"""The page where residents and organisations are looked up, and mandates recorded."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from contract.numbers import organisation_check_character
from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.residents.models import Correction, Mandate
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.people import staff
from tests.hub.sample import GRANT, a_number, a_submission

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


def find(window: Reader, by: str, wanted: str) -> str:
    return window.send("people/find/", {"by": by, "wanted": wanted})


def test_a_resident_is_found_by_number_with_where_each_thing_came_from(window: Reader) -> None:
    page = find(window, "number", a_number())
    assert all(said in page for said in ("赵㐂䶮", "13912345678", "某省某市某街道9号", "证件", "本人所述"))
    assert AuditEntry.objects.filter(action="look up resident").count() == 1
    assert 'role="alert"' in find(window, "number", SON)
    assert 'role="alert"' in find(window, "organisation", SHOP)
    assert find(window, "anything", "x")


def test_a_caller_is_told_apart_by_masked_names(window: Reader) -> None:
    page = find(window, "phone", "13912345678")
    assert "赵**" in page
    assert a_number() not in page
    assert "没有人" in find(window, "phone", "13900000000")


def test_a_mandate_is_recorded_seen_used_and_ended(window: Reader) -> None:
    assert "已登记" in window.send("people/mandates/", mandate())
    assert "钱子" in find(window, "number", a_number())
    paper = {"id": str(uuid4()), "area": "city", "number": a_number(), "name": "赵㐂䶮", "a_phone": "13912345678"}
    paper |= {"agent_number": SON, "agent_name": "钱子", "true": "on"}
    assert "钱*" in window.send(f"intake/{GRANT}/hand-in/", paper)
    row = Mandate.objects.get()
    assert Case.objects.get(pk=paper["id"]).mandate == row
    window.send(f"people/mandates/{row.pk}/end/")
    assert "已终止" in find(window, "number", a_number())
    window.send(f"people/mandates/{uuid4()}/end/", status=404)


def test_what_a_resident_agreed_to_is_seen_and_taken_back_at_a_window(window: Reader) -> None:
    page = find(window, "number", a_number())
    assert all(said in page for said in ("再次办理时自动填写", "推送与您有关的通知", "尚未表示", "13912345678"))
    said = {"number": a_number(), "purpose": "reuse"}
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
    for _twice in range(2):
        page = window.send("people/corrections/", {**said, "reason": "换号"})
        assert "核实前不作改动" in page
        assert "13912345678" in page
    (row,) = Correction.objects.all()
    assert (row.key, row.value, row.reason, row.state) == ("phone", "13900000001", "换号", "open")
    assert AuditEntry.objects.filter(action="ask correction", actor=f"user:{window.user.pk}").count() == 1
    assert 'role="alert"' in window.send("people/corrections/", {**said, "value": ""})
    window.send("people/corrections/", {**said, "area": "elsewhere"}, 404)


def test_an_organisation_sends_somebody(window: Reader) -> None:
    by_shop = {"principal_number": "", "organisation_code": SHOP, "organisation_name": "某某超市"}
    window.send("people/mandates/", mandate(**by_shop))
    page = find(window, "organisation", SHOP)
    assert "某某超市" in page
    assert "钱子" in page


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
