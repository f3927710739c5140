"""My case on the phone: shown by its code and the last four, for that case alone."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.utils import timezone

from contract.cases import CaseState, case_code
from contract.text import Text
from hub.audit.models import AuditEntry
from hub.cases import handling, supplements
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.channels.models import Review
from hub.kiosks import rate_limits
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.pages.phone import Phone
from tests.hub.people import staff
from tests.hub.sample import REPORT, a_number, a_person, a_submission
from tests.hub.telephone import Telephone, a_photograph

LAST_FOUR = a_number()[-4:]


@pytest.fixture
def code(phone: Phone, kiosk: Kiosk) -> str:
    return hand_in(kiosk)


def hand_in(kiosk: Kiosk, **changes: object) -> str:
    return str(kiosk.post("submissions", a_submission(**changes)).json()["code"])


def show(phone: Phone, code: str, last_four: str = LAST_FOUR, status: int = 200) -> str:
    return phone.send("case/", {"code": code, "last_four": last_four}, status)


def end(code: str, state: CaseState = CaseState.DECIDED) -> None:
    case, clerk, now = Case.objects.get(code=code), Actor(staff=staff(Role.HEAD)), timezone.now()
    if state is CaseState.DECIDED:
        handling.accept(case, clerk, now)
        handling.decide(Case.objects.get(code=code), Text({"zh-Hans": "同意补助"}), clerk, now)
    else:
        handling.refuse(case, Text({"zh-Hans": "不符合条件"}), clerk, now)


def test_a_case_is_shown_with_its_state_and_what_comes_next(phone: Phone, code: str) -> None:
    page = show(phone, code)
    assert code in page
    assert "已提交" in page
    assert "您暂时无需操作" in page
    assert code in phone.page("case/")
    assert a_number() not in page


def test_the_code_may_be_typed_as_it_is_read_aloud(phone: Phone, code: str) -> None:
    assert code in show(phone, code.lower().replace("-", " "))


def test_the_code_alone_shows_nothing(phone: Phone, code: str) -> None:
    page = phone.page(f"case/{code}/")
    assert "临时补助" not in page
    assert f'value="{code}"' in page


def test_a_wrong_last_four_and_an_absent_case_are_answered_alike(phone: Phone, code: str) -> None:
    absent = case_code(uuid4())
    wrong, none = show(phone, code, "0000", 404), show(phone, absent, "0000", 404)
    assert without_token(wrong).replace(code, "") == without_token(none).replace(absent, "")
    assert AuditEntry.objects.filter(action="fail to prove").count() >= 2


def without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_guessing_ends_for_the_case_wherever_it_is_tried(phone: Phone, code: str) -> None:
    for _ in range(rate_limits.GUESSES_OF_A_CASE):
        show(phone, code, "0000", 404)
    show(Phone("203.0.113.9"), code, "0001", 429)


def test_guessing_at_many_cases_ends_for_the_address(
    phone: Phone, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.web.own_case.GUESSES", 3)
    for _ in range(3):
        show(phone, case_code(uuid4()), "0000", 404)
    code = hand_in(kiosk)
    show(phone, code, LAST_FOUR, 429)
    assert code in show(Phone("203.0.113.9"), code)


def test_who_is_right_is_never_counted(phone: Phone, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.web.own_case.GUESSES", 2)
    for _ in range(4):
        show(phone, code)


@pytest.mark.parametrize("forged", ["", "x", "é", "a" * 5000, "{key}", "{other}"])
def test_a_forged_pass_opens_nothing(phone: Phone, code: str, forged: str) -> None:
    key = str(Case.objects.get(code=code).pk)
    passes = {"{key}": key, "{other}": signing.dumps(key, salt="hub.web.web_number")}
    phone.client.cookies["web_case"] = passes.get(forged, forged)
    assert code not in phone.page("case/")


def test_a_pass_ends_and_is_of_one_browser(phone: Phone, code: str) -> None:
    show(phone, code)
    assert code not in Phone().page("case/")
    phone.send("case/leave/")
    assert code not in phone.page("case/")


def test_another_case_has_to_be_shown_again(phone: Phone, kiosk: Kiosk, code: str) -> None:
    other = hand_in(kiosk)
    show(phone, code)
    page = phone.page(f"case/{other}/")
    assert f'value="{other}"' in page
    assert code not in page


def test_the_answer_is_read_and_the_case_reviewed_once(phone: Phone, code: str) -> None:
    end(code)
    page = show(phone, code)
    assert "同意补助" in page
    assert "谢" in phone.send(
        "case/review/", {"grade": "2", "aspects": ["efficiency", "nonsense"], "comment": "等了太久"}
    )
    review = Review.objects.get(case__code=code)
    assert (review.grade, review.aspects, review.comment) == (2, ["efficiency"], "等了太久")
    assert 'name="grade"' not in phone.page("case/")
    phone.send("case/review/", {"grade": "5"}, 409)


@pytest.mark.parametrize("grade", ["", "0", "6", "好", "5 "])
def test_a_grade_that_is_none_is_asked_for_again(phone: Phone, code: str, grade: str) -> None:
    end(code)
    show(phone, code)
    assert "请选择一项评价" in phone.send("case/review/", {"grade": grade}, 422)
    assert not Review.objects.exists()


def test_a_case_is_withdrawn_by_the_whole_number_alone(phone: Phone, code: str) -> None:
    show(phone, code)
    phone.send("case/withdraw/", {"number": ""}, 422)
    phone.send("case/withdraw/", {"number": a_number(567)}, 404)
    assert Case.objects.get(code=code).state == CaseState.SUBMITTED
    assert "已撤回" in phone.send("case/withdraw/", {"number": a_number()})
    assert Case.objects.get(code=code).state == CaseState.WITHDRAWN
    phone.send("case/withdraw/", {"number": a_number()}, 409)


def test_a_report_without_a_name_is_followed_and_not_withdrawn(phone: Phone, kiosk: Kiosk) -> None:
    code = hand_in(kiosk, item=REPORT, applicant=None, answers={"what": "路灯不亮"})
    assert code in show(phone, code, "")
    phone.send("case/withdraw/", {"number": a_number()}, 409)


def test_without_a_pass_no_deed_is_done(phone: Phone, code: str) -> None:
    for path in ("review", "withdraw"):
        assert "申请人身份证号后四位" in phone.send(f"case/{path}/", {"grade": "5", "number": a_number()})
    assert Case.objects.get(code=code).state == CaseState.SUBMITTED


def test_a_form_from_elsewhere_is_refused(phone: Phone, code: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/web/case/", {"code": code, "last_four": LAST_FOUR})
    assert response.status_code == 403
    assert "社区服务" in response.content.decode()


def test_nothing_personal_is_kept_by_the_browser(phone: Phone, code: str) -> None:
    show(phone, code)
    response = phone.client.get("/web/case/")
    assert "no-store" in response["Cache-Control"]
    cookie = phone.client.cookies["web_case"]
    assert cookie["httponly"]
    assert cookie["path"] == "/web/"
    assert a_person().name not in cookie.value
    assert a_number() not in cookie.value


def test_too_many_forms_of_one_address_have_to_wait(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.web.limits.POSTS", 2)
    phone.send("case/leave/")
    phone.send("case/leave/")
    assert "稍后" in phone.send("case/leave/", status=429)


def test_oversized_forms_are_refused(phone: Phone) -> None:
    response = phone.client.post("/web/ask/", {"text": "长" * 2_000_000})
    assert response.status_code in (400, 413)


def test_missing_papers_are_sent_from_the_telephone_and_the_case_goes_on(
    phone: Phone, kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "HUB_ORIGIN", "http://testserver")
    monkeypatch.setattr(settings, "HUB_PAGES", "http://testserver/web/")
    monkeypatch.setattr(settings, "HUB_FILES", tmp_path)
    code = hand_in(kiosk)
    ask_for(code, "户口簿", "收入证明")
    assert "拍照上传所缺材料" in show(phone, code)
    telephone = Telephone(open_papers(phone), phone.client)
    assert "返回我的办件" in telephone.opens().content.decode()
    assert telephone.sends(0, a_photograph()).status_code == 200
    assert "提交这些材料" in phone.page("case/")
    page = phone.send("case/papers/hand-in/")
    assert ("您的材料已收到" in page, "收入证明" in page, "户口簿" in page) == (True, True, False)
    assert Case.objects.get(code=code).state == CaseState.SUPPLEMENT_WANTED
    telephone = Telephone(open_papers(phone), phone.client)
    telephone.sends(1, a_photograph("收入"))
    assert "拍照上传所缺材料" not in phone.send("case/papers/hand-in/")
    assert Case.objects.get(code=code).state != CaseState.SUPPLEMENT_WANTED


def test_who_showed_no_case_opens_no_way_for_papers(phone: Phone, kiosk: Kiosk) -> None:
    ask_for(hand_in(kiosk), "户口簿")
    assert phone.client.post("/web/case/papers/").headers["Location"].endswith("/web/case/")
    assert phone.client.post("/web/case/papers/hand-in/").headers["Location"].endswith("/web/case/")


def ask_for(code: str, *names: str) -> None:
    clerk, now = Actor(staff=staff(Role.HEAD)), timezone.now()
    handling.accept(Case.objects.get(code=code), clerk, now)
    supplements.want(Case.objects.get(code=code), [Text({"zh-Hans": name}) for name in names], clerk, now)


def open_papers(phone: Phone) -> str:
    return str(phone.client.post("/web/case/papers/").headers["Location"])
