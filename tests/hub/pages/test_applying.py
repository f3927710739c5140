"""Applying from the phone, with the kiosk's own forms."""

from uuid import uuid4

import pytest
from django.conf import settings

from contract.cases import case_code
from contract.forms import Field, FieldKind, Form
from hub.cases.models import Case
from hub.catalogue import writing
from hub.catalogue.models import Item
from hub.catalogue.seeding import seed
from hub.catalogue.services import publish
from hub.catalogue.starter import starter_catalogue
from tests.hub.pages.phone import Phone, input_of, text_of
from tests.hub.sample import CATALOGUE, GRANT, REPORT, both

FORM = f"guides/{REPORT}/apply/"


def apply(phone: Phone, status: int = 200, /, **changes: str | list[str]) -> str:
    page = phone.page(FORM)
    drawn = {name: input_of(page, name) for name in ("id", "at", "site")}
    answers: dict[str, str | list[str]] = {"a_what": "路灯不亮", "a_phone": "13912345678", "true": "on"}
    return phone.send(FORM, {**drawn, **answers, **changes}, status)


def test_a_report_is_handed_in_and_followed(phone: Phone) -> None:
    page = apply(phone)
    code = text_of(page, "case-code")
    case = Case.objects.get(code=code)
    assert (case.channel, case.answers["what"], case.applicant) == ("web", "路灯不亮", None)
    assert "已提交" in phone.send("case/", {"code": code, "last_four": "5678"})
    phone.send("case/", {"code": code, "last_four": "0000"}, 404)


def test_handed_in_twice_it_is_one_case(phone: Phone) -> None:
    page = phone.page(FORM)
    form = {name: input_of(page, name) for name in ("id", "at", "site")} | {"a_what": "路灯不亮", "true": "on"}
    codes = {text_of(phone.send(FORM, form), "case-code") for _ in range(2)}
    assert codes == {Case.objects.get().code}


def test_handed_in_with_other_words_it_is_told_and_may_become_another(phone: Phone) -> None:
    page = phone.page(FORM)
    form = {name: input_of(page, name) for name in ("id", "at", "site")} | {"a_what": "路灯不亮", "true": "on"}
    code = text_of(phone.send(FORM, form), "case-code")
    page = phone.send(FORM, form | {"a_what": "路灯又不亮了"}, 409)
    assert f"编号{code}" in page
    assert "路灯又不亮了" in page
    again = form | {"a_what": "路灯又不亮了", "id": input_of(page, "id")}
    assert text_of(phone.send(FORM, again), "case-code") != code
    phone.send(FORM, form | {"a_what": "第三次", "save": "1"}, 409)


@pytest.mark.parametrize(
    "changes", [{"a_what": ""}, {"a_what": "长" * 400}, {"a_phone": "abc"}, {"a_what": "\x07铃"}, {"a_what": "🙂"}]
)
def test_what_is_wrong_is_said_at_the_field_and_the_rest_stays(phone: Phone, changes: dict[str, str]) -> None:
    page = apply(phone, 422, **changes)
    assert 'aria-invalid="true"' in page
    assert not Case.objects.exists()


def test_without_the_tick_nothing_is_handed_in(phone: Phone) -> None:
    page = phone.page(FORM)
    form = {name: input_of(page, name) for name in ("id", "at", "site")} | {"a_what": "路灯不亮"}
    assert "请勾选" in phone.send(FORM, form, 422)
    assert not Case.objects.exists()


@pytest.mark.parametrize("changes", [{"at": "forged"}, {"at": ""}])
def test_a_forged_time_is_not_believed(phone: Phone, changes: dict[str, str]) -> None:
    code = text_of(apply(phone, **changes), "case-code")
    assert Case.objects.get(code=code).submitted_at.year > 2025


@pytest.mark.parametrize("changes", [{"id": "x"}, {"id": ""}, {"site": "nowhere"}])
def test_odd_ids_and_centres_are_refused(phone: Phone, changes: dict[str, str]) -> None:
    apply(phone, 404, **changes)
    assert not Case.objects.exists()


def test_an_item_that_needs_a_card_is_not_applied_for_here(phone: Phone) -> None:
    phone.page(f"guides/{GRANT}/apply/", status=404)
    phone.send(f"guides/{GRANT}/apply/", {"id": str(uuid4()), "true": "on"}, 404)
    assert "预约办理" in phone.page(f"guides/{GRANT}/")


def test_every_form_without_a_card_is_drawn(phone: Phone) -> None:
    seed(starter_catalogue())
    codes = [row.code for row in Item.objects.filter(card="none", offered=True)]
    assert codes
    for code in codes:
        assert "<form" in phone.page(f"guides/{code}/apply/")


def test_a_household_is_filled_in_by_rows(phone: Phone) -> None:
    item = CATALOGUE.items[1]
    family = Field(key="family", label=both("家庭成员", "Family"), kind=FieldKind.HOUSEHOLD)
    form = Form(fields=(*item.form.fields, family))
    writing.write_item(item.model_copy(update={"form": form}), 0)
    publish()
    rows: dict[str, list[str]] = {
        "a_family.name": ["王芳", "", "ANNA LI"],
        "a_family.relation": ["配偶", "", "Daughter"],
        "a_family.number": ["110105 19491231 002x", "", ""],
    }
    assert "其他关系" not in phone.page(FORM)
    unfinished = apply(phone, 422, **rows | {"a_family.relation": ["配偶", "", ""]})
    assert 'value="ANNA LI"' in unfinished  # nothing is lost
    assert "第2行" in unfinished
    assert "请填写“家庭成员”" in apply(phone, 422)
    assert "最多" in apply(phone, 422, **{"a_family.name": ["王芳"] * 21, "a_family.relation": ["配偶"] * 21})
    code = text_of(apply(phone, **rows), "case-code")
    assert Case.objects.get(code=code).answers["family"] == "王芳 配偶 11010519491231002X\nANNA LI 女儿"


def test_one_address_hands_in_so_many_an_hour(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.web.applying.APPLICATIONS", 1)
    apply(phone)
    apply(phone, 429)


def test_a_receipts_code_opens_its_case_and_a_tickets_its_place(phone: Phone) -> None:
    code = case_code(uuid4())
    assert phone.client.get(f"/web/q/case:{code}")["Location"] == f"/web/case/{code}/"
    key = uuid4()
    assert phone.client.get(f"/web/q/ticket:{key}")["Location"] == f"/web/number/{key}/"


def test_a_poster_leads_to_the_guide_where_an_address_is_set(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    phone.page(f"guides/{GRANT}/poster/", status=404)
    monkeypatch.setattr(settings, "HUB_PAGES", "https://hub.example.org/web/")
    assert f"https://hub.example.org/web/guides/{GRANT}/" in phone.page(f"guides/{GRANT}/poster/")
    assert "https://hub.example.org/web/centres/centre/" in phone.page("centres/centre/poster/")


def test_a_form_that_is_too_large_is_answered_in_the_residents_language(phone: Phone) -> None:
    """The server has thrown its body away by then; a proxy that refuses it by itself asks for the same page."""
    phone.page("language/en/")
    answer = phone.client.generic("POST", f"/web/{FORM}", b"", CONTENT_LENGTH="33000000")
    assert (answer.status_code, "larger than 30 MB" in answer.content.decode()) == (413, True)
    phone.page("language/zh-hans/")
    assert "超过30MB" in phone.page("too-large/", 413)
    assert not Case.objects.exists()
