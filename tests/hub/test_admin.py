import json
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client

from contract.cases import CaseDetail, CaseState, case_code
from contract.catalogue import Catalogue
from hub.cases.models import Case
from hub.catalogue.models import Item
from hub.kiosks.models import Kiosk as KioskRow
from tests.hub.caller import Kiosk
from tests.hub.sample import GRANT, a_number, a_submission
from tests.hub.signed_in import browser_of


@pytest.fixture
def office(kiosk: Kiosk) -> Client:
    """An administrator's browser."""
    return browser_of(User.objects.create_superuser("admin", password="a long pass phrase"))


def form_of(response: Any) -> dict[str, Any]:
    """What a browser would send back of the page."""
    admin_form = response.context["adminform"].form
    formsets = [formset.formset for formset in response.context["inline_admin_formsets"]]
    forms = [admin_form, *(part for formset in formsets for part in (formset.management_form, *formset.forms))]
    sent = {field.html_name: field.value() for form in forms for field in form}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def test_every_page_opens_in_chinese(office: Client, kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission())
    kiosk.post("tickets", {"id": "5f1d7e1e-5b5c-4c0e-9d6f-0d7b1d0d1a11", "service": "advice"})
    assert "社区公共服务" in office.get("/admin/").content.decode()
    for model in [
        model for model in apps.get_models() if admin.site.is_registered(model) and "hub" in model.__module__
    ]:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        page = office.get(address).content.decode()
        assert str(model._meta.verbose_name_plural) in page
        for row in model._default_manager.all()[:1]:
            assert office.get(f"{address}{row.pk}/change/").status_code == 200


def test_personal_data_is_masked(office: Client, kiosk: Kiosk) -> None:
    submission = a_submission()
    kiosk.post("submissions", submission)
    resident = Case.objects.get(pk=submission.id).resident
    assert resident is not None
    addresses = ("cases/case/", f"cases/case/{submission.id}/change/", "residents/resident/")
    for address in (*addresses, f"residents/resident/{resident.pk}/change/"):
        page = office.get(f"/admin/{address}").content.decode()
        for secret in ("赵㐂䶮", a_number(), "13912345678", "某街道9号", "家里失火了"):
            assert secret not in page
        assert "赵**" in page


def test_an_item_changed_here_reaches_the_kiosk_at_once(office: Client, kiosk: Kiosk) -> None:
    address = f"/admin/catalogue/item/{Item.objects.get(code=GRANT).pk}/change/"
    sent = form_of(office.get(address)) | {"fee_zh": "每份五元", "conditions": '[{"zh": "新条件"}]'}
    assert office.post(address, sent).status_code == 302
    item = Catalogue.model_validate_json(kiosk.get("catalogue").content).item(GRANT)
    assert (item.version, item.fee.zh, item.conditions[0].zh) == (2, "每份五元", "新条件")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("conditions", '[{"cn": "x"}]'),
        ("conditions", "[1"),
        ("promised", '{"unit": "weeks"}'),
        ("promised", '{"unit": "days", "days": 100000}'),
        ("more", '{"colour": "red"}'),
        ("fields-0-more", '{"pattern": "("}'),
        ("fields-0-key", "fields-1-key"),
        ("fields-0-kind", "choice"),
    ],
)
def test_a_mistake_is_shown_and_nothing_is_published(office: Client, kiosk: Kiosk, column: str, value: str) -> None:
    before = kiosk.get("catalogue").content
    address = f"/admin/catalogue/item/{Item.objects.get(code=GRANT).pk}/change/"
    sent = form_of(office.get(address))
    response = office.post(address, sent | {column: sent.get(value, value)})
    assert response.status_code == 200
    assert "errornote" in response.content.decode()
    assert kiosk.get("catalogue").content == before


def test_a_case_cannot_be_moved_past_the_rules_here(office: Client, kiosk: Kiosk) -> None:
    submission = a_submission()
    kiosk.post("submissions", submission)
    address = f"/admin/cases/case/{submission.id}/change/"
    page = office.get(address)
    assert "已在自助终端提交" in page.content.decode()
    office.post(address, form_of(page) | {"state": "decided", "timeline-0-state": "decided"})
    detail = CaseDetail.model_validate_json(kiosk.get(f"cases/{case_code(submission.id)}").content)
    assert [entry.state for entry in detail.timeline] == [CaseState.SUBMITTED]


def test_what_a_kiosk_says_of_itself_is_there_to_see(office: Client, kiosk: Kiosk) -> None:
    device = {"name": "printer", "kind": "printer", "condition": "fault", "fault": "paper_out", "detail": "status 0x60"}
    report = {"at": "2026-11-22T10:00:00Z", "version": "0.1", "outbox": 2, "refused": 0, "devices": [device]}
    answer = kiosk.post("kiosks/heartbeat", report).json()
    assert answer["catalogue"] == json.loads(kiosk.get("catalogue").content)["version"]
    row = KioskRow.objects.latest("id")
    assert (row.outbox, row.software, row.devices[0]["fault"]) == (2, "0.1", "paper_out")
    assert "paper_out" in office.get(f"/admin/kiosks/kiosk/{row.pk}/change/").content.decode()
