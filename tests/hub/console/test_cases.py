"""The worklist and the case's page."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from contract.answers import mask_answer, render_answer
from contract.catalogue import NEUTRAL_NAME
from contract.field_kinds import get_kind
from contract.forms import Field, FieldKind
from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.cases.services import submit
from hub.catalogue.models import Department, Item, ItemVersion
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.staff.models import Role
from languages.registry import DEFAULT, LOCALES, SOURCE
from tests.hub.console.reader import Reader
from tests.hub.people import a_department, a_street, staff
from tests.hub.sample import GRANT, a_number, a_submission
from tests.hub.workflows import with_a_notice, with_a_signature

SECRETS = ("赵㐂䶮", a_number(), "13912345678", "某街道9号", "家里失火了")


@pytest.fixture
def case(database: None) -> Case:
    """Handed in at a kiosk today."""
    kiosks.add("the lobby's")
    now = timezone.now() - timedelta(minutes=5)
    submission = a_submission(stated_at=now, submitted_at=now)
    submit(submission, Kiosk.objects.get(name="the lobby's"), now)
    return Case.objects.get(pk=submission.id)


@pytest.fixture
def clerk(database: None) -> Reader:
    return Reader(staff(Role.CLERK, departments=[Department.objects.get(code="civil")]))


def state_of(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_a_case_from_the_list_to_its_answer(case: Case, clerk: Reader) -> None:
    page = clerk.page("cases/")
    assert f"/console/cases/{case.code}/" in page
    assert "badge green" in page
    here = f"cases/{case.code}/"
    assert 'value="decide"' not in clerk.page(here)
    page = clerk.send(f"{here}move/", {"move": "accept"})
    assert 'value="decide"' in page
    assert 'value="accept"' not in page
    assert 'role="alert"' in clerk.send(f"{here}move/", {"move": "decide", "words": " "})
    assert "同意补助" in clerk.send(f"{here}move/", {"move": "decide", "words": "同意补助"})
    assert state_of(case) == "decided"
    assert f"/console/cases/{case.code}/" not in clerk.page("cases/")


def test_an_answer_is_written_in_every_language_that_somebody_has_words_for(case: Case, clerk: Reader) -> None:
    here = f"cases/{case.code}/"
    page = clerk.send(f"{here}move/", {"move": "accept"})
    assert [tag for tag in LOCALES if f'name="words[{tag}]"' in page] == [tag for tag in LOCALES if tag != DEFAULT]
    answer = {"move": "decide", "words": " 同意补助 ", f"words[{SOURCE}]": "Granted", "words[nowhere]": "?"}
    assert "同意补助" in clerk.send(f"{here}move/", answer)
    assert Case.objects.get(pk=case.pk).answer == {DEFAULT: "同意补助", SOURCE: "Granted"}


def test_personal_data_is_masked_until_it_is_asked_for_on_record(case: Case, clerk: Reader) -> None:
    page = clerk.page(f"cases/{case.code}/")
    assert not any(secret in page for secret in SECRETS)
    assert "赵**" in page
    readings = AuditEntry.objects.filter(action="read case", subject=f"case {case.code}")
    assert not readings.exists()
    page = clerk.send(f"cases/{case.code}/reveal/")
    assert all(secret in page for secret in SECRETS)
    assert readings.count() == 1


def test_what_was_opened_stays_so_while_one_works_on_the_case(case: Case, clerk: Reader) -> None:
    here = f"cases/{case.code}/"
    clerk.send(f"{here}reveal/")
    page = clerk.send(f"{here}move/", {"move": "accept"})
    assert all(secret in page for secret in SECRETS)
    readings = AuditEntry.objects.filter(action="read case", subject=f"case {case.code}")
    assert readings.count() == 2
    assert not any(secret in clerk.send(f"{here}reveal/", {"hide": "yes"}) for secret in SECRETS)
    clerk.send(f"{here}reveal/")
    clerk.page("cases/")
    assert not any(secret in clerk.page(here) for secret in SECRETS)


def test_answers_are_shown_in_words_and_of_a_day_only_the_year(case: Case, clerk: Reader) -> None:
    content = case.item_version.content
    for key, kind in (("alone", "yes_no"), ("since", "date")):
        content["form"]["fields"].append({"key": key, "label": {"zh": key}, "kind": kind})
    ItemVersion.objects.filter(pk=case.item_version_id).update(content=content)
    case.answers = {"alone": "yes", "since": "2026-01-15"}
    case.save(update_fields=["answers"])
    page = clerk.page(f"cases/{case.code}/")
    assert "<dd>是</dd>" in page
    assert "<dd>2026-**-**</dd>" in page
    assert "<dd>2026年1月15日</dd>" in clerk.send(f"cases/{case.code}/reveal/")


def test_a_confidential_case_is_for_its_readers_and_under_a_neutral_name(case: Case, clerk: Reader) -> None:
    Case.objects.update(privacy="confidential")
    item = Item.objects.get(code=GRANT)
    item.readers.add(clerk.user)
    other = Reader(staff(Role.CLERK, departments=[Department.objects.get(code="civil")]))
    page = other.page("cases/")
    assert NEUTRAL_NAME.root[DEFAULT] in page
    assert "临时补助" not in page
    other.page(f"cases/{case.code}/", 403)
    other.send(f"cases/{case.code}/reveal/", status=403)
    other.send(f"cases/{case.code}/move/", {"move": "accept"}, 403)
    clerk.page(f"cases/{case.code}/")
    assert AuditEntry.objects.filter(action="read case").count() == 1


def test_a_case_of_another_area_or_department_is_not_there(case: Case) -> None:
    civil = Department.objects.get(code="civil")
    for user in (
        staff(Role.CLERK, [a_street()], [civil]),
        staff(Role.CLERK, departments=[a_department("住建")]),
    ):
        browser = Reader(user)
        assert case.code not in browser.page("cases/?list=department")
        browser.page(f"cases/{case.code}/", 404)
        browser.send(f"cases/{case.code}/move/", {"move": "accept"}, 404)
    assert state_of(case) == "submitted"


def test_who_stands_at_a_window_reads_a_case_and_moves_none(case: Case) -> None:
    browser = Reader(staff(Role.WINDOW))
    assert 'name="move"' not in browser.page(f"cases/{case.code}/")
    browser.send(f"cases/{case.code}/move/", {"move": "accept"}, 403)


def test_all_that_is_missing_is_told_once_and_received(case: Case, clerk: Reader) -> None:
    here = f"cases/{case.code}/"
    page = clerk.send(f"{here}want/", {"papers": "户口簿\n\n照片\n"})
    assert 'value="accept"' not in page
    assert "户口簿" in page
    papers = list(case.supplement.papers.values_list("pk", flat=True))
    assert 'role="alert"' in clerk.send(f"{here}papers/")
    page = clerk.send(f"{here}papers/", {"paper": papers})
    assert 'value="accept"' in page
    assert "/want/" not in page


def test_another_department_does_its_part_before_the_answer(case: Case, clerk: Reader) -> None:
    housing, here = a_department("住建"), f"cases/{case.code}/"
    clerk.send(f"{here}move/", {"move": "accept"})
    page = clerk.send(f"{here}ask/", {"department": housing.code, "name": "核查住房"})
    assert 'value="decide"' not in page
    theirs = Reader(staff(Role.CLERK, departments=[housing]))
    assert case.code in theirs.page("cases/?list=tasks")
    task = case.tasks.get(department=housing)
    clerk.send(f"{here}tasks/{task.pk}/", {"words": "属实"}, 404)
    page = theirs.page(here)
    assert f"{here}tasks/{task.pk}/" in page
    assert f"{here}move/" not in page
    assert f"{here}hand-on/" not in page
    theirs.send(f"{here}move/", {"move": "decide", "words": "不同意"}, 403)
    assert theirs.user.username in theirs.send(f"{here}tasks/{task.pk}/assign/", {"to": theirs.user.username})
    assert case.tasks.get(department=housing).assigned_to == theirs.user
    assert "属实" in theirs.send(f"{here}tasks/{task.pk}/", {"words": "属实"})
    assert 'value="decide"' in clerk.page(here)


def test_a_case_is_handed_on_by_who_answers_for_it_alone(case: Case, clerk: Reader) -> None:
    here, colleague = f"cases/{case.code}/", staff(Role.CLERK, departments=[Department.objects.get(code="civil")])
    clerk.send(f"{here}hand-on/", {"to": colleague.username}, 403)
    clerk.send(f"{here}move/", {"move": "accept"})
    assert 'role="alert"' in clerk.send(f"{here}hand-on/", {"to": "nobody"})
    clerk.send(f"{here}hand-on/", {"to": colleague.username, "words": "休假"})
    assert Case.objects.get(pk=case.pk).responsible == colleague
    assert case.code in Reader(colleague).page("cases/?list=mine")


def test_a_public_notice_stops_the_clock(case: Case, clerk: Reader) -> None:
    here = f"cases/{case.code}/"
    assert f"{here}notice/" not in clerk.send(f"{here}move/", {"move": "accept"})
    with_a_notice(case)
    assert f"{here}notice/" in clerk.page(here)
    assert 'role="alert"' in clerk.send(f"{here}notice/", {"until": "soon"})
    until = timezone.localdate() + timedelta(days=5)
    assert "计时暂停" in clerk.send(f"{here}notice/", {"until": until.isoformat()})


def test_a_case_is_handed_to_its_own_area(case: Case, clerk: Reader) -> None:
    here, street = f"cases/{case.code}/", a_street("东街")
    assert f'value="{street.code}"' in clerk.page(here)
    assert 'role="alert"' in clerk.send(f"{here}hand-over/", {"area": "nowhere"})
    assert "转交东街" in clerk.send(f"{here}hand-over/", {"area": street.code})
    assert Case.objects.get(pk=case.pk).area == street


def test_red_for_what_is_overdue(case: Case, clerk: Reader) -> None:
    long_ago = timezone.localdate() - timedelta(days=30)
    Case.objects.update(due_by=long_ago, amber_from=long_ago)
    assert "badge red" in clerk.page("cases/?list=overdue")


def test_a_code_leads_to_its_case(case: Case, clerk: Reader) -> None:
    assert 'id="reveal"' in clerk.page(f"cases/?code={case.code.lower()}")
    assert 'role="alert"' in clerk.page("cases/?code=xyz")
    clerk.page("cases/?list=all", 404)


def test_every_kind_of_answer_reads_as_on_the_kiosk(case: Case, clerk: Reader) -> None:
    options = [{"value": "fire", "label": {"zh": "火灾", "en": "Fire"}}]
    rows = [
        {"key": f"of_{kind}", "label": {"zh": kind}, "kind": kind} | ({"options": options} if has_options(kind) else {})
        for kind in FieldKind
    ]
    content = case.item_version.content
    content["form"]["fields"] = rows
    ItemVersion.objects.filter(pk=case.item_version_id).update(content=content)
    fields = [Field.model_validate(row) for row in rows]
    case.answers = {field.key: get_kind(field.kind).sample(field, date(2026, 11, 22)) for field in fields}
    case.save(update_fields=["answers"])
    masked, page = clerk.page(f"cases/{case.code}/"), clerk.send(f"cases/{case.code}/reveal/")
    for field in fields:
        assert f"<dd>{render_answer(field, case.answers[field.key]).in_locale('zh-Hans')}</dd>" in page
        assert f"<dd>{mask_answer(field, case.answers[field.key]).in_locale('zh-Hans')}</dd>" in masked


def test_a_strange_answer_and_one_to_a_question_no_longer_asked_are_shown_as_they_stand(
    case: Case, clerk: Reader
) -> None:
    content = case.item_version.content
    content["form"]["fields"].append({"key": "alone", "label": {"zh": "独居"}, "kind": "yes_no"})
    ItemVersion.objects.filter(pk=case.item_version_id).update(content=content)
    case.answers = {"alone": "maybe <b>", "dropped": ["甲", "乙"]}
    case.save(update_fields=["answers"])
    page = clerk.send(f"cases/{case.code}/reveal/")
    assert "<dd>maybe &lt;b&gt;</dd>" in page
    assert "<dd>甲、乙</dd>" in page
    assert "<dt>dropped</dt>" in page


def has_options(kind: FieldKind) -> bool:
    return get_kind(kind).has_options


def test_a_signature_is_a_picture_for_those_who_read_what_is_personal(case: Case, clerk: Reader) -> None:
    with_a_signature(case, "10,20 400,30;500,1 510,9")
    masked = clerk.page(f"cases/{case.code}/")
    assert "已手写签名" in masked
    assert '<svg class="signature"' not in masked
    page = clerk.send(f"cases/{case.code}/reveal/")
    assert 'd="M10 20L400 30L400 30 M500 1L510 9L510 9"' in page
    assert 'aria-label="签名"' in page


@pytest.mark.parametrize("answer", ["confirmed", "10,20 400,999", '"><script>', "10,20;"])
def test_what_is_no_signature_is_no_picture(case: Case, clerk: Reader, answer: str) -> None:
    with_a_signature(case, answer)
    page = clerk.send(f"cases/{case.code}/reveal/")
    assert '<svg class="signature"' not in page
    assert "<script>" not in page.partition('id="resident"')[2].partition("</section>")[0]
