"""An assessor's own sample, own questions and own results, apart from all figures of staff's."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern
from django.utils import timezone

from hub.assessment import services
from hub.assessment.models import Assessment, SampledMatter
from hub.assessment.results import LEAST_ANSWERS, results_of
from hub.assessment.sampling import draw, frame_of
from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.catalogue.models import Area, Item
from hub.channels.models import Review
from hub.console.urls import urlpatterns
from hub.core.problems import RequestRefused
from hub.notify.models import MessageEvent, ResidentMessage
from hub.operations.retention import purge
from hub.staff.models import Role
from tests.hub.assessed import QUESTIONS, a_plan, an_assessment, answered_cases
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.people import a_street, staff
from tests.hub.sample import GRANT, a_number

pytestmark = pytest.mark.usefixtures("database")
MAY = {Role.ASSESSOR}
MAY_READ = {Role.ASSESSOR, Role.HEAD, Role.ADMINISTRATOR}


def given(matter: SampledMatter, kiosk: Kiosk, **answers: str) -> Any:
    sent = {"q1": "good", "q2": "yes", **answers}
    return kiosk.post("surveys", {"id": str(matter.pk), "answers": sent, "given_at": timezone.now().isoformat()})


def over(row: Assessment) -> None:
    today = timezone.localdate()
    Assessment.objects.filter(pk=row.pk).update(
        until=today - timedelta(days=1), asked_at=timezone.now() - timedelta(days=5)
    )


def test_a_sample_is_drawn_by_chance_and_can_be_drawn_again_and_nobody_is_asked_twice() -> None:
    answered_cases(6)
    confidential = answered_cases(1, days_ago=4)[0]
    version = confidential.item_version
    assessor = staff(Role.ASSESSOR)
    city = [area.pk for area in Area.objects.all()]
    plan = a_plan()
    frame = frame_of("cases", city, plan.first, plan.last)
    assert draw(frame, 3, 7) == draw(frame, 3, 7)
    assert len({tuple(draw(frame, 3, seed)) for seed in range(30)}) > 5
    row = services.create(a_plan(size=4), QUESTIONS, assessor, timezone.now())
    assert (row.sample.count(), row.drawn_from) == (4, 7)
    rest = services.create(a_plan(size=10), QUESTIONS, assessor, timezone.now())
    assert rest.sample.count() == 3
    with pytest.raises(RequestRefused):
        services.create(a_plan(), QUESTIONS, assessor, timezone.now())
    for assessment in (row, rest):
        services.drop(assessment, assessor)
    Item.objects.filter(pk=version.item_id).update(privacy="confidential")
    with pytest.raises(RequestRefused):
        services.create(a_plan(), QUESTIONS, assessor, timezone.now())


def test_a_resident_answers_once_at_the_kiosk_and_no_figure_of_staff_knows_of_it(kiosk: Kiosk) -> None:
    case = answered_cases(1)[0]
    assessor = staff(Role.ASSESSOR)
    before = {role: Reader(staff(role)).page("figures/csv/") for role in (Role.HEAD, Role.ASSESSOR)}
    row = an_assessment(assessor, asked=False)
    shown = {"case": case.code, "number": a_number()}
    assert kiosk.post("surveys/own", shown).json() == {"surveys": []}
    services.ask(row, timezone.localdate() + timedelta(days=7), assessor, timezone.now())
    survey = kiosk.post("surveys/own", shown).json()["surveys"][0]
    assert [field["kind"] for field in survey["form"]["fields"]] == ["rating", "yes_no", "long_text"]
    assert kiosk.post("surveys/own", {**shown, "number": a_number(901)}).status_code == 404
    matter = row.sample.get()
    assert given(matter, kiosk, q1="excellent").status_code == 422
    assert given(matter, kiosk).status_code == 200
    assert given(matter, kiosk).status_code == 200
    assert given(matter, kiosk, q1="bad").status_code == 409
    assert kiosk.post("surveys/own", shown).json() == {"surveys": []}
    assert not Review.objects.exists()
    assert {role: Reader(staff(role)).page("figures/csv/") for role in before} == before
    absent = {"id": str(uuid4()), "answers": {"q1": "good"}, "given_at": timezone.now().isoformat()}
    assert kiosk.post("surveys", absent).status_code == 404


def test_what_comes_late_is_not_taken_and_what_waited_in_the_outbox_is(kiosk: Kiosk) -> None:
    answered_cases(2)
    row = an_assessment(staff(Role.ASSESSOR))
    over(row)
    first, second = row.sample.all()
    assert given(first, kiosk).status_code == 409
    earlier = (timezone.now() - timedelta(days=2)).isoformat()
    sent = {"id": str(second.pk), "answers": {"q1": "bad", "q2": "no"}, "given_at": earlier}
    assert kiosk.post("surveys", sent).status_code == 200


def test_the_assessor_draws_asks_reads_and_releases_and_names_nobody(kiosk: Kiosk) -> None:
    cases = answered_cases(LEAST_ANSWERS)
    assessor, head = Reader(staff(Role.ASSESSOR)), Reader(staff(Role.HEAD))
    plan, page = a_plan(), assessor.page("assessments/new/")
    assert "整个过程您满意吗" in page
    form = {"kind": "cases", "area": "city", "first": plan.first, "last": plan.last, "size": "20"}
    for place, question in enumerate(QUESTIONS):
        form |= {f"kind{place}": question.kind.value}
        form |= {f"question{place}[{tag}]": words for tag, words in question.wording.root.items()}
    shown = assessor.send("assessments/new/draw/", form)
    row = Assessment.objects.get()
    assert row.sample.count() == LEAST_ANSWERS
    until = timezone.localdate() + timedelta(days=7)
    assessor.send(f"assessments/{row.pk}/ask/", {"until": until})
    for place, matter in enumerate(row.sample.all()):
        page = assessor.page(f"assessments/{row.pk}/")
        assert "不足" in page
        words = {"q3": f"给我打13912345678 {place}"} if place else {}
        assert given(matter, kiosk, q1="good" if place else "bad", **words).status_code == 200
    page = assessor.page(f"assessments/{row.pk}/")
    assert "80%" in page
    assert "给我打●" in page
    for text in (shown, page):
        for hidden in (a_number(), "13912345678", *(case.code for case in cases), "赵某某"):
            assert hidden not in text
    head.page(f"assessments/{row.pk}/", 404)
    assert f"assessments/{row.pk}/" not in head.page("assessments/")
    assessor.send(f"assessments/{row.pk}/release/")
    assert Assessment.objects.get().released_at is None
    over(row)
    assessor.send(f"assessments/{row.pk}/release/")
    report = head.page(f"assessments/{row.pk}/")
    assert "80%" in report
    assert "给我打" not in report
    Reader(staff(Role.HEAD, [a_street()])).page(f"assessments/{row.pk}/", 404)
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"draw sample", "ask residents of sample", "read assessment", "release assessment"} <= actions


@pytest.mark.parametrize("role", list(Role))
def test_every_role_at_every_operation(role: Role) -> None:
    answered_cases(1)
    row = an_assessment(staff(Role.ASSESSOR), asked=False)
    reader = Reader(staff(role))
    operations = [pattern for pattern in urlpatterns if str(pattern.pattern).startswith("assessments/")]
    assert len(operations) == 7
    for pattern in operations:
        assert isinstance(pattern, URLPattern)
        path = str(pattern.pattern).replace("<int:key>", str(row.pk))
        posts = pattern.name in {"assessment_create", "assessment_ask", "assessment_drop", "assessment_release"}
        answer = (reader.client.post if posts else reader.client.get)(f"/console/{path}", {"area": "city"})
        reads = pattern.name in {"assessments", "assessment"} and role in MAY_READ
        absent = pattern.name == "assessment" and role not in MAY and reads
        expected = {404} if absent else {200, 302} if role in MAY or reads else {403}
        if pattern.name != "assessment_drop" and (role not in MAY or pattern.name != "assessment_release"):
            assert answer.status_code in expected, (role, path)
        if role not in MAY:
            assert Assessment.objects.filter(pk=row.pk, asked_at=None, released_at=None).exists()
    assert ("assessments/" in reader.page("", 200)) == (role in MAY_READ)


def test_an_assessor_reaches_no_case_and_no_resident() -> None:
    case = answered_cases(1)[0]
    assessor = Reader(staff(Role.ASSESSOR))
    for path in ("cases/", f"cases/{case.code}/", "people/", "questions/", "complaints/", "appraisal/", "kiosks/"):
        assessor.page(path, 403)


def test_a_message_names_the_item_and_stands_with_no_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.notify.queueing._agrees", lambda resident, now: True)
    case = answered_cases(1)[0]
    assert case.resident is not None
    row = an_assessment(staff(Role.ASSESSOR))
    message = ResidentMessage.objects.get(event=MessageEvent.ASSESSMENT)
    assert (message.case, message.resident, row.sample.get().told) == (None, case.resident, True)
    with pytest.raises(RequestRefused):
        services.ask(row, timezone.localdate() + timedelta(days=7), staff(Role.ASSESSOR), timezone.now())


def test_of_an_item_that_is_not_public_the_sample_says_no_name() -> None:
    answered_cases(1)
    Case.objects.update(privacy="neutral")
    row = an_assessment(staff(Role.ASSESSOR))
    assert "临时补助" not in json.dumps(row.sample.get().about.root, ensure_ascii=False)
    assert Item.objects.get(code=GRANT).privacy == "public"


def test_words_go_after_three_years_and_too_few_answers_are_never_shown(kiosk: Kiosk) -> None:
    answered_cases(2)
    row = an_assessment(staff(Role.ASSESSOR))
    for matter in row.sample.all():
        given(matter, kiosk)
    assert results_of(row, words=True).questions == ()
    row.sample.update(answered_at=timezone.now() - timedelta(days=4 * 366))
    purge(timezone.now())
    assert {matter.answers for matter in row.sample.all()} == {None}


@pytest.mark.parametrize(
    "wrong",
    [
        {"size": "0"},
        {"size": "501"},
        {"size": "x"},
        {"first": "2026-13-01"},
        {"last": "9999-01-01"},
        {"kind": "people"},
        {"kind0": "household"},
        {"question0[zh-Hans]": "", "question0[en]": "Only in English"},
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(wrong: dict[str, str]) -> None:
    answered_cases(1)
    plan = a_plan()
    form = {"kind": "cases", "area": "city", "first": plan.first, "last": plan.last, "size": "5"}
    form |= {"question0[zh-Hans]": "满意吗？", "kind0": "rating"}
    assert 'class="message error' in Reader(staff(Role.ASSESSOR)).send("assessments/new/draw/", {**form, **wrong})
    assert not Assessment.objects.exists()
