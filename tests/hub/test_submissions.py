from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest

from contract.cases import Accepted, CaseDetail, CaseList, CaseState, case_code
from contract.people import Facts, FactSource
from contract.problems import Problem
from hub.cases.models import Case
from hub.catalogue.models import Item
from hub.catalogue.services import publish
from hub.kiosks.models import Site
from hub.kiosks.sites import forget_zones
from languages.registry import DEFAULT
from tests.hub.caller import Kiosk
from tests.hub.consenting import agree
from tests.hub.rows import write_rows
from tests.hub.sample import GRANT, REPORT, a_number, a_person, a_submission


def test_a_submission_becomes_a_case_under_the_code_the_kiosk_showed(kiosk: Kiosk) -> None:
    submission = a_submission()
    accepted = Accepted.model_validate_json(kiosk.post("submissions", submission).content)
    assert accepted.code == case_code(submission.id)
    assert accepted.promised_by == date(2026, 3, 9)  # five working days after Monday the 2nd


def test_its_timeline_is_read_by_code_and_names_nobody(kiosk: Kiosk) -> None:
    code = Accepted.model_validate_json(kiosk.post("submissions", a_submission()).content).code
    response = kiosk.get(f"cases/{code.lower().replace('-', '')}")
    detail = CaseDetail.model_validate_json(response.content)
    assert (detail.department.root[DEFAULT], detail.item.root[DEFAULT]) == ("民政", "临时补助")
    assert [entry.state for entry in detail.timeline] == [CaseState.SUBMITTED]
    for secret in ("赵", a_number(), "13912345678", "失火"):
        assert secret not in str(response.json())


def test_a_replay_gets_the_first_answer(kiosk: Kiosk) -> None:
    submission = a_submission()
    first = kiosk.post("submissions", submission)
    assert kiosk.post("submissions", submission).content == first.content
    assert Case.objects.filter(pk=submission.id).count() == 1


def test_another_submission_under_the_same_id_is_refused(kiosk: Kiosk) -> None:
    submission = a_submission()
    kiosk.post("submissions", submission)
    other = submission.model_copy(update={"answers": {**submission.answers, "phone": "13812345678"}})
    assert kiosk.post("submissions", other).status_code == 409


def test_a_bad_answer_is_refused_with_the_fields_own_message(kiosk: Kiosk) -> None:
    response = kiosk.post("submissions", a_submission(answers={"name": "赵\u202e", "phone": "12"}))
    problem = Problem.model_validate_json(response.content)
    assert response.status_code == 422
    assert [(error.field, error.code) for error in problem.errors] == [("name", "control"), ("phone", "phone")]
    assert "手机" in problem.errors[1].message.root[DEFAULT]


@pytest.mark.parametrize("text", ["'; DROP TABLE cases_case; --", "<script>alert(1)</script>", "{{ 7*7 }} %s"])
def test_sql_and_markup_are_kept_as_plain_text(kiosk: Kiosk, text: str) -> None:
    submission = a_submission(answers={"name": "赵㐂䶮", "phone": "13912345678", "reason": text})
    assert kiosk.post("submissions", submission).status_code == 200
    assert Case.objects.get(pk=submission.id).answers["reason"] == text


@pytest.mark.parametrize(
    ("person", "code"),
    [
        (None, "card_needed"),
        (a_person(valid_to=date(2026, 3, 1)), "expired"),
        (a_person(number=a_number()[:-1] + ("1" if a_number()[-1] != "1" else "2")), "check_digit"),
    ],
)
def test_the_items_rules_decide_about_the_card(kiosk: Kiosk, person: object, code: str) -> None:
    problem = Problem.model_validate_json(kiosk.post("submissions", a_submission(applicant=person)).content)
    assert [error.code for error in problem.errors] == [code]


def test_a_case_kept_while_the_hub_was_away_is_judged_by_the_day_it_was_handed_in(kiosk: Kiosk) -> None:
    expired_since = a_submission(applicant=a_person(valid_to=date(2026, 3, 2)))
    assert kiosk.post("submissions", expired_since).status_code == 200


def test_a_case_is_judged_by_the_calendar_of_its_kiosk(kiosk: Kiosk) -> None:
    """An hour before midnight at its site the card is still valid, though it is the next day at the hub, and whatever
    offset from UTC its moments are written with."""
    Site.objects.update(time_zone="America/New_York")
    forget_zones()
    late = datetime(2026, 3, 2, 23, 0, tzinfo=timezone(timedelta(hours=-5)))
    last_day = a_person(valid_to=date(2026, 3, 2))
    for at in (late, late.astimezone(UTC)):
        accepted = kiosk.post("submissions", a_submission(applicant=last_day, stated_at=at, submitted_at=at))
        assert Accepted.model_validate_json(accepted.content).promised_by == date(2026, 3, 9)
    Site.objects.update(time_zone="Asia/Shanghai")
    forget_zones()
    refused = kiosk.post("submissions", a_submission(applicant=last_day, stated_at=late, submitted_at=late))
    assert Problem.model_validate_json(refused.content).errors[0].code == "expired"


def test_a_case_on_a_form_that_changed_since_is_judged_by_the_form_it_was_filled_in_on(kiosk: Kiosk) -> None:
    item = Item.objects.get(code=GRANT)
    item.fields.filter(key="reason").update(required=True)
    item.offered = False
    item.save()
    publish()
    without_reason = {"name": "赵㐂䶮", "phone": "13912345678"}
    assert kiosk.post("submissions", a_submission(answers=without_reason)).status_code == 200
    newer = kiosk.post("submissions", a_submission(answers=without_reason, item_version=2))
    assert Problem.model_validate_json(newer.content).errors[0].field == "reason"


def test_who_is_too_young_to_apply_alone_needs_an_agent(kiosk: Kiosk) -> None:
    item = Item.objects.get(code=GRANT)
    item.more = {"agent_under": 120}
    item.offered = False
    item.save()
    publish()
    refused = Problem.model_validate_json(kiosk.post("submissions", a_submission(item_version=2)).content)
    assert [(error.field, error.code) for error in refused.errors] == [("agent", "agent_needed")]
    assert kiosk.post("submissions", a_submission()).status_code == 200  # on the form of before


def test_an_item_without_a_card_rule_takes_anyone(kiosk: Kiosk) -> None:
    nobody = a_submission(item=REPORT, applicant=None, answers={"what": "路灯坏了"})
    badly_read = a_submission(item=REPORT, applicant=a_person(number="1"), answers={"what": "路灯坏了"})
    for submission in (nobody, badly_read):
        response = kiosk.post("submissions", submission)
        assert Accepted.model_validate_json(response.content).promised_by is None


@pytest.mark.parametrize("changes", [{"item": "999"}, {"item_version": 7}, {"item_version": 10**30}])
def test_an_unknown_item_or_version_is_refused(kiosk: Kiosk, changes: dict[str, object]) -> None:
    assert kiosk.post("submissions", a_submission(**changes)).status_code == 422


@pytest.mark.parametrize("year", [1, 1900, 9999])
def test_a_clock_that_cannot_be_right_is_refused(kiosk: Kiosk, year: int) -> None:
    moment = datetime(year, 1, 1, tzinfo=UTC)
    for field in ("submitted_at", "stated_at"):
        assert kiosk.post("submissions", a_submission(**{field: moment})).status_code == 422


def test_what_was_given_once_is_known_the_next_time(kiosk: Kiosk) -> None:
    agree(kiosk)
    kiosk.post("submissions", a_submission())
    response = kiosk.post("residents/facts", {"number": a_number().lower()})
    facts = {fact.key: fact for fact in Facts.model_validate_json(response.content).facts}
    assert facts["phone"].value == "13912345678"
    assert facts["phone"].source is FactSource.HUB
    assert facts["address"].value == "某省某市某街道9号"
    assert "number" not in facts


def test_an_older_case_that_arrives_late_does_not_undo_what_is_known(kiosk: Kiosk) -> None:
    agree(kiosk)
    kiosk.post("submissions", a_submission())
    older = a_submission(
        answers={"name": "赵㐂䶮", "phone": "13800000000"}, submitted_at=datetime(2026, 2, 1, tzinfo=UTC)
    )
    kiosk.post("submissions", older)
    response = kiosk.post("residents/facts", {"number": a_number()})
    facts = {fact.key: fact.value for fact in Facts.model_validate_json(response.content).facts}
    assert facts["phone"] == "13912345678"


def test_nothing_is_known_of_a_stranger(kiosk: Kiosk) -> None:
    assert kiosk.post("residents/facts", {"number": "nobody's"}).json() == {"facts": []}


def test_my_cases_are_found_by_card_newest_first(kiosk: Kiosk) -> None:
    mine = a_person(number=a_number(555))
    times = [datetime(2026, 5, day, tzinfo=UTC) for day in (1, 3, 2)]
    for at in times:
        kiosk.post("submissions", a_submission(applicant=mine, submitted_at=at))
    found = CaseList.model_validate_json(kiosk.post("cases/search", {"number": mine.number}).content)
    assert [case.submitted_at for case in found.cases] == sorted(times, reverse=True)


@pytest.mark.parametrize(("last_four", "found"), [(a_number()[-4:], 1), ("0000", 0), ("", 0), (a_number()[-1:], 0)])
def test_a_case_is_found_by_code_only_with_the_right_last_four(kiosk: Kiosk, last_four: str, found: int) -> None:
    code = Accepted.model_validate_json(kiosk.post("submissions", a_submission()).content).code
    response = kiosk.post("cases/search", {"code": code, "last_four": last_four})
    cases = CaseList.model_validate_json(response.content).cases if response.status_code == 200 else ()
    assert len(cases) == found


@pytest.mark.parametrize(("last_four", "found"), [("5678", True), ("1391", False), ("", False), (None, False)])
def test_a_report_by_nobody_is_found_with_the_last_four_of_its_telephone(
    kiosk: Kiosk, last_four: str | None, found: bool
) -> None:
    code = reported(kiosk, {"what": "路灯坏了", "phone": "13912345678"})
    response = kiosk.post("cases/own", {"code": code, "last_four": last_four})
    assert response.status_code == (200 if found else 404)
    assert kiosk.post("cases/own", {"code": code, "number": "13912345678"}).status_code == 404


def test_without_a_telephone_its_code_alone_tells_how_it_goes_on_and_no_more(kiosk: Kiosk) -> None:
    code = reported(kiosk, {"what": "路灯坏了"})
    write_rows(Case.objects.filter(code=code), answer={"zh": "已修好", "en": ""})
    for proof in ({}, {"last_four": ""}, {"last_four": "1234"}):
        found = CaseDetail.model_validate_json(kiosk.post("cases/own", {"code": code, **proof}).content)
        assert found.timeline
        assert found.answer is None
    assert kiosk.post("cases/own", {"code": case_code(uuid4())}).status_code == 404
    someones = Accepted.model_validate_json(kiosk.post("submissions", a_submission()).content).code
    assert kiosk.post("cases/own", {"code": someones}).status_code == 404


def reported(kiosk: Kiosk, answers: dict[str, str]) -> str:
    nobodys = a_submission(item=REPORT, applicant=None, answers=answers)
    return Accepted.model_validate_json(kiosk.post("submissions", nobodys).content).code


@pytest.mark.parametrize("code", [case_code(UUID(int=1)), "nothing", "7K4M-Q9XT-2VBC", "%00", "a" * 300])
def test_an_unknown_case_is_not_found(kiosk: Kiosk, code: str) -> None:
    response = kiosk.get(f"cases/{code}")
    assert response.status_code == 404
    assert Problem.model_validate_json(response.content).status == 404


def test_a_search_needs_something_to_search_for(kiosk: Kiosk) -> None:
    assert kiosk.post("cases/search", {}).status_code == 422
    assert kiosk.post("cases/search", {"code": case_code(uuid4())}).status_code == 422
