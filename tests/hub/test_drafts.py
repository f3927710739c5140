"""What was entered is saved, gone on with by the one whose it is, and gone once it is handed in or its time is over."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from contract.answers import check_answers
from contract.drafts import MOST_DRAFTS, fit_answers
from contract.fields import Field, FieldKind
from contract.forms import Form
from hub.cases.models import Case, SavedDraft
from hub.kiosks import services as kiosks
from hub.operations.retention import purge
from tests.hub.caller import Kiosk
from tests.hub.sample import GRANT, REPORT, a_number, a_submission, an_item, both

ANSWERS = {"name": "赵㐂䶮", "phone": "13912345678", "reason": "房屋漏水"}
MINE = {"number": a_number()}


def save(kiosk: Kiosk, **changes: Any) -> Any:
    body = {"id": str(uuid4()), "item": GRANT, "item_version": 1, "language": "en", "answers": ANSWERS, **MINE}
    return kiosk.post("drafts", {**body, **changes})


def own(kiosk: Kiosk, code: str, **proof: str) -> Any:
    return kiosk.post("drafts/own", {"code": code, **proof})


def test_the_card_leads_to_what_was_entered_and_it_rests_sealed(kiosk: Kiosk) -> None:
    saved = save(kiosk).json()
    assert [each["code"] for each in kiosk.post("drafts/search", MINE).json()["drafts"]] == [saved["code"]]
    draft = own(kiosk, saved["code"], **MINE).json()
    assert (draft["answers"], draft["item_version"], draft["needs_card"]) == (ANSWERS, 1, False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, answers FROM cases_saveddraft")
        assert not any(words.encode() in bytes(cell) for cell in cursor.fetchone() for words in (a_number(), "漏水"))


def test_what_needs_a_card_is_told_to_the_card_alone(kiosk: Kiosk) -> None:
    code = save(kiosk).json()["code"]
    told = own(kiosk, code, last_four=a_number()[-4:]).json()
    assert (told["needs_card"], told["answers"], told["saved"]["item"]) == (True, {}, GRANT)
    wrong = own(kiosk, code, number=a_number(900))
    absent = own(
        kiosk, f"{code[:-1]}{'0' if code[-1] != '0' else '1'}", number=a_number(900)
    )  # no such check character
    assert (wrong.status_code, wrong.content) == (absent.status_code, absent.content)
    assert own(kiosk, code, last_four="0000").status_code == 404
    website = Kiosk(Client(), kiosks.add(f"web {uuid4()}", web=True))
    assert own(website, code, **MINE).status_code == 403  # nobody there sees a card
    assert kiosk.post("drafts/search", {"number": a_number(900)}).json()["drafts"] == []


def test_without_a_card_the_last_four_of_the_telephone_open_it(kiosk: Kiosk) -> None:
    answers = {"what": "路灯不亮", "phone": "13912345678"}
    code = save(kiosk, item=REPORT, number=None, answers=answers).json()["code"]
    assert own(kiosk, code, last_four="5678").json()["answers"] == answers
    assert own(kiosk, code, last_four="1234").status_code == 404
    assert own(kiosk, code, **MINE).status_code == 404
    for nobodys in ({"what": "路灯不亮"}, {"what": "路灯不亮", "phone": "1391234"}):  # nobody knows half a number's end
        code = save(kiosk, item=REPORT, number=None, answers=nobodys).json()["code"]
        assert own(kiosk, code).json()["answers"] == nobodys


def test_saved_again_it_is_the_same_one_and_there_are_never_many(kiosk: Kiosk) -> None:
    first = str(uuid4())
    codes = {save(kiosk, id=first, answers=answers).json()["code"] for answers in (ANSWERS, {"name": "赵㐂䶮"})}
    assert own(kiosk, codes.pop(), **MINE).json()["answers"] == {"name": "赵㐂䶮"}
    assert codes == set()
    others = [save(kiosk).status_code for _ in range(MOST_DRAFTS)]
    assert others == [200] * (MOST_DRAFTS - 1) + [409]
    assert save(kiosk, id=first).status_code == 200
    assert save(kiosk, id=first, number=a_number(900)).status_code == 409  # somebody else's
    assert save(kiosk, number=None).status_code == 422
    assert save(kiosk, item="999999999999").status_code == 422


def test_what_is_handed_in_is_one_case_and_the_draft_is_gone(kiosk: Kiosk) -> None:
    submission = a_submission()
    saved = save(kiosk, id=str(submission.id)).json()
    accepted = kiosk.post("submissions", submission).json()
    assert accepted["code"] == saved["code"]  # the slip leads to the case
    assert not SavedDraft.objects.exists()
    assert kiosk.post("submissions", submission).json()["code"] == saved["code"]
    other = submission.model_copy(update={"answers": {**submission.answers, "reason": "别的"}})
    assert kiosk.post("submissions", other).status_code == 409  # gone on with at another kiosk at the same time
    assert Case.objects.count() == 1
    assert save(kiosk, id=str(submission.id)).status_code == 409
    again = a_submission()
    under_another_id, strangers = save(kiosk).json(), save(kiosk, number=a_number(900)).json()
    keys = {row.code: row.pk for row in SavedDraft.objects.all()}
    kiosk.post("submissions", again.model_copy(update={"draft": keys[under_another_id["code"]]}))
    kiosk.post("submissions", a_submission().model_copy(update={"draft": keys[strangers["code"]]}))
    assert [row.code for row in SavedDraft.objects.all()] == [strangers["code"]]


def test_it_is_gone_when_thrown_away_erased_or_over(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    save(kiosk, number=a_number(900))
    nobodys = {"number": a_number(900)}  # nothing else is kept of them
    assert len(kiosk.post("residents/record", nobodys).json()["drafts"]) == 1
    assert [kiosk.post("residents/record/erase", nobodys).status_code for _ in range(2)] == [200, 404]
    kiosk.post("submissions", a_submission())
    thrown, erased = save(kiosk).json(), save(kiosk).json()
    assert kiosk.post("drafts/delete", {"code": thrown["code"], "number": a_number(900)}).status_code == 404
    assert kiosk.post("drafts/delete", {"code": thrown["code"], **MINE}).status_code == 200
    assert own(kiosk, thrown["code"], **MINE).status_code == 404
    assert [each["code"] for each in kiosk.post("residents/record", MINE).json()["drafts"]] == [erased["code"]]
    assert kiosk.post("residents/record/erase", MINE).status_code == 200
    assert own(kiosk, erased["code"], **MINE).status_code == 404
    monkeypatch.setattr(settings, "DRAFT_DAYS", -1)
    over = save(kiosk).json()
    assert own(kiosk, over["code"], **MINE).status_code == 404
    assert kiosk.post("drafts/search", MINE).json()["drafts"] == []
    purge(timezone.now() - timedelta(days=2))
    assert SavedDraft.objects.count() == 1
    purge(timezone.now())
    assert not SavedDraft.objects.exists()


def test_of_a_form_that_has_changed_what_still_fits_is_kept() -> None:
    fields = (
        Field(key="name", label=both("姓名"), kind=FieldKind.TEXT, max_length=2),
        Field(key="phone", label=both("电话"), kind=FieldKind.PHONE),
        Field(key="since", label=both("自何时"), kind=FieldKind.DATE),
    )
    item, today = an_item(GRANT, form=Form(fields=fields)), timezone.localdate()
    kept = fit_answers(item, ANSWERS, today)
    assert kept == {"phone": "13912345678"}
    assert {problem.field for problem in check_answers(item.form, kept, today)} == {"name", "since"}
