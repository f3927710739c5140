"""Taking a matter in at a window."""

import re
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.conf import LazySettings

from contract.field_kinds import get_kind
from contract.field_kinds.household import MOST
from contract.field_kinds.inputs import Control
from contract.forms import Field, FieldKind, Form, Option
from contract.text import Text
from hub.audit.models import AuditEntry
from hub.cases.models import Case, MissingPaper
from hub.console import intake
from hub.staff.models import Role
from tests.hub.console.reader import Reader
from tests.hub.people import a_street, staff
from tests.hub.sample import GRANT, REPORT, a_number
from tests.hub.uploads import ask_for_papers

pytestmark = pytest.mark.usefixtures("database")


def a_paper(**changes: str) -> dict[str, str]:
    filled = {"id": str(uuid4()), "area": "city", "number": a_number(), "name": "赵㐂䶮", "address": "某街道9号"}
    answers = {"a_phone": "13912345678", "a_reason": "家里失火了"}
    return {**filled, **answers, "true": "on"} | changes


def test_what_can_be_taken_in_is_found_by_name_or_pinyin() -> None:
    window = Reader(staff(Role.WINDOW))
    assert "临时补助" in window.page("intake/")
    assert "临时补助" in window.page("intake/?q=lsbz")
    assert "临时补助" not in window.page("intake/?q=xyz")


def test_a_matter_is_taken_in_and_the_clerk_at_the_window_is_its_first_contact() -> None:
    window = Reader(staff(Role.WINDOW))
    sent = a_paper()
    page = window.send(f"intake/{GRANT}/hand-in/", sent)
    case = Case.objects.get(pk=sent["id"])
    assert case.code in page
    assert (case.channel, case.first_contact, case.responsible) == ("window", window.user, window.user)
    assert (case.applicant["sex"], case.answers["name"], case.answers["reason"]) == ("男", "赵㐂䶮", "家里失火了")
    window.send(f"intake/{GRANT}/hand-in/", sent)
    assert Case.objects.count() == 1


def test_who_works_on_cases_takes_in_and_tells_what_is_missing_at_once() -> None:
    ask_for_papers()
    head, window = Reader(staff(Role.HEAD)), Reader(staff(Role.WINDOW))
    assert 'name="named"' in head.page(f"intake/{GRANT}/")
    assert 'name="named"' not in window.page(f"intake/{GRANT}/")
    page = head.send(f"intake/{GRANT}/hand-in/", {**a_paper(), "named": ["0"]})
    assert "已一次性告知" in page
    (missing,) = MissingPaper.objects.all()
    assert "checked" in page  # a single one is ticked already
    head.send(f"cases/{missing.supplement.case.code}/papers/", {"paper": missing.pk})
    assert Case.objects.get().state == "submitted"
    window.send(f"intake/{GRANT}/hand-in/", {**a_paper(), "named": ["0"]})
    assert MissingPaper.objects.count() == 1


def test_by_phone_and_without_a_card_where_none_is_needed() -> None:
    window = Reader(staff(Role.WINDOW))
    sent = {"id": str(uuid4()), "area": "city", "a_what": "路灯坏了", "true": "on", "by_phone": "on"}
    assert "证件号码" not in window.page(f"intake/{REPORT}/")
    window.send(f"intake/{REPORT}/hand-in/", sent)
    assert Case.objects.get(pk=UUID(sent["id"])).channel == "phone"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"number": "110101197903051234"}, "证件号码"),
        ({"name": " "}, "请填写姓名"),
        ({"agent_number": "1", "agent_name": "钱子"}, "证件号码"),
        ({"agent_number": a_number(order=223), "agent_name": "钱子"}, "没有办理该事项的有效委托"),
        ({"organisation_code": "91110000600037341"}, "请填写单位名称和代码"),
        ({"valid_to": "2020-01-01"}, "已过有效期"),
        ({"valid_to": "tomorrow"}, "日期有误"),
        ({"a_phone": "12"}, "电话"),
        ({"true": ""}, ""),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(changes: dict[str, str], told: str) -> None:
    window = Reader(staff(Role.WINDOW))
    sent = a_paper(**changes)
    if not sent["true"]:
        del sent["true"]
        told = "宣读"
    page = window.send(f"intake/{GRANT}/hand-in/", sent)
    assert told in page
    assert "家里失火了" in page
    assert not Case.objects.exists()


def test_what_is_known_is_filled_in_and_the_reading_is_kept_on_record() -> None:
    window = Reader(staff(Role.WINDOW))
    window.send(f"intake/{GRANT}/hand-in/", a_paper())
    page = window.send(f"intake/{GRANT}/known/", {"number": a_number()})
    assert "13912345678" in page
    assert "赵㐂䶮" in page
    assert AuditEntry.objects.filter(action="read facts").exists()
    assert "尚无" in window.send(f"intake/{GRANT}/known/", {"number": a_number(order=125)})


def test_the_receipt_is_printed_where_the_matter_was_taken_in_and_names_nobody(settings: LazySettings) -> None:
    """Its codes open on a phone where there are pages for phones."""
    settings.HUB_PAGES = "https://hub.example.org/web/"
    window = Reader(staff(Role.WINDOW))
    sent = a_paper()
    assert 'id="receipt"' in window.send(f"intake/{GRANT}/hand-in/", sent)
    case = Case.objects.get(pk=sent["id"])
    page = window.page(f"cases/{case.code}/receipt/")
    assert case.code in page
    assert page.count("<svg") == 2
    slip = unescape(page)
    assert f'"https://hub.example.org/web/q/case:{case.code}"' in slip
    assert '"https://hub.example.org/verify/#SC1' in slip
    assert case.receipt_signature[:8] in page
    assert not any(personal in page for personal in ("赵㐂䶮", a_number(), "13912345678"))
    assert AuditEntry.objects.filter(action="print receipt again", subject=f"case {case.code}").count() == 1
    Case.objects.update(accepted_at=case.accepted_at - timedelta(days=2))
    assert "只能在当天补打" in window.page(f"cases/{case.code}/receipt/")
    Reader(staff(Role.WINDOW, [a_street()])).page(f"cases/{case.code}/receipt/", 404)


def test_only_in_ones_own_areas_and_with_the_right_to() -> None:
    street = a_street()
    there = Reader(staff(Role.WINDOW, [street]))
    there.send(f"intake/{GRANT}/hand-in/", a_paper(), status=404)
    there.send(f"intake/{GRANT}/hand-in/", a_paper(area=street.code))
    assert Case.objects.get().area == street
    there.page("intake/nothing/", status=404)
    Reader(staff(Role.CLERK)).page("intake/", status=403)


def test_each_kind_of_field_has_the_input_that_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    form = Form(fields=tuple(map(a_field, FieldKind)))
    guide = intake._guide(GRANT).model_copy(update={"form": form})
    monkeypatch.setattr(intake, "_guide", lambda code: guide)
    page = Reader(staff(Role.WINDOW)).page(f"intake/{GRANT}/")
    for kind in FieldKind:
        html = get_kind(kind).html
        if html.control is Control.TABLE:
            assert all(page.count(f'name="a_{kind}.{column}"') == MOST for column in ("name", "relation", "number"))
            continue
        (tag,) = re.findall(rf'<(?:input|select|textarea)[^>]*name="a_{kind}"[^>]*>', page)
        assert tag.startswith({Control.SELECT: "<select", Control.TEXTAREA: "<textarea"}.get(html.control, "<input"))
        if html.control is Control.INPUT:
            assert f'type="{html.type}" inputmode="{html.inputmode}"' in tag
            assert 'autocomplete="off"' in tag


def a_field(kind: FieldKind) -> Field:
    options = (Option(value="fire", label=Text.plain("火灾")),) if get_kind(kind).has_options else ()
    return Field(key=kind.value, label=Text.plain(f"〔{kind}〕"), kind=kind, options=options)
