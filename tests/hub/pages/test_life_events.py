"""An event of life on the phone: the items chosen together, one form, a case for each."""

import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from contract.field_kinds import get_kind
from contract.forms import Answer
from contract.merged_form import MergedForm, merge_forms
from hub.cases.models import Case
from hub.catalogue.starter import starter_catalogue
from hub.core.clock import local_day
from hub.files.models import PaperPage
from hub.residents.models import Resident
from hub.residents.services import get_registered
from tests.hub.pages.phone import Phone, input_of
from tests.hub.pages.test_own_licences import logs_in
from tests.hub.sample import a_number, a_person
from tests.hub.telephone import a_photograph

MOVING, REGISTRATION, INSURANCE = "moving_in", "992100200000", "992300100000"
FORM = f"events/{MOVING}/apply/"


@pytest.fixture
def resident(starter: None, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> Resident:
    """Logged in at the city, on this phone."""
    monkeypatch.setattr(settings, "HUB_CITY_ISSUER", "http://localhost:9")
    resident = get_registered(a_person(), "person", timezone.now())
    logs_in(phone, resident.pk)
    return resident


def merged() -> MergedForm:
    catalogue = starter_catalogue()
    (event,) = (event for event in catalogue.life_events if event.code == MOVING)
    return merge_forms(catalogue.items_of(event))


def filled(page: str) -> dict[str, object]:
    """Returns the page's form with an answer to every question that has to be answered."""
    form, answers = merged().form, dict[str, Answer]()
    while empty := [f for f in form.asked(answers) if f.required and f.key not in answers]:
        answers[empty[0].key] = get_kind(empty[0].kind).sample(empty[0], local_day(timezone.now()))
    drawn = {name: input_of(page, name) for name in ("id", "at", "site")}
    sent = {f"a_{key}": answer if isinstance(answer, str) else list(answer) for key, answer in answers.items()}
    return {**drawn, **sent, "item": [REGISTRATION, INSURANCE], "true": "on"}


def chosen(phone: Phone) -> str:
    """Returns the one form for both."""
    assert 'id="go-on"' in phone.page(FORM)
    return phone.page(f"{FORM}?item={REGISTRATION}&item={INSURANCE}")


def test_the_event_is_found_and_says_what_it_holds(starter: None, phone: Phone) -> None:
    address = f"/web/events/{MOVING}/"
    assert address in phone.page()
    assert address in phone.page("search/?q=搬家")
    page = phone.page(f"events/{MOVING}/")
    assert ("居住登记" in page, "居住地住址证明" in page, 'id="apply"' in page) == (True, True, False)
    phone.page(FORM, status=404)  # nobody can log in here
    phone.page("events/nothing/", status=404)


def test_one_form_is_handed_in_once_as_a_case_for_each(phone: Phone, resident: Resident) -> None:
    page = chosen(phone)
    assert page.count(">联系电话") == 1
    form = filled(page)
    answer = phone.send(FORM, form)
    phone.send(FORM, form)
    cases = {case.item_version.item.code: case for case in Case.objects.select_related("item_version__item")}
    assert cases.keys() == {REGISTRATION, INSURANCE}
    assert all(case.code in answer for case in cases.values())
    assert {(case.channel, case.applicant["number"], case.resident_id) for case in cases.values()} == {
        ("web", a_number(), resident.pk)
    }


def test_papers_go_into_the_case_of_their_item_and_no_other(phone: Phone, resident: Resident, telephones: None) -> None:
    page = chosen(phone)
    form = filled(page)
    name = re.search(rf'name="({REGISTRATION}\.paper_[0-9]+)"', page)
    assert name is not None
    wrong = phone.send(FORM, {**form, name[1]: SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")}, 422)
    assert re.search(rf'id="{re.escape(name[1])}"[^>]*aria-invalid', wrong)
    assert not Case.objects.exists()
    picture = SimpleUploadedFile("a.jpg", a_photograph("居住地住址证明"), "image/jpeg")
    assert "已收到1页" in phone.send(FORM, {**form, "true": [], name[1]: picture}, 422)  # it stays while one goes on
    phone.send(FORM, form)
    (paper,) = PaperPage.objects.select_related("session__case__item_version__item")
    assert paper.session.case is not None
    assert (paper.session.case.item_version.item.code, f".paper_{paper.position}" in name[1]) == (REGISTRATION, True)


def test_what_is_wrong_stands_at_its_question_and_nothing_is_handed_in(phone: Phone, resident: Resident) -> None:
    form = filled(chosen(phone))
    key = merged().keys[INSURANCE]["year"]
    page = phone.send(FORM, {**form, f"a_{key}": "20"}, 422)
    assert re.search(rf'id="a_{key}"[^>]*aria-invalid', page)
    del form["true"]
    assert "请勾选" in phone.send(FORM, form, 422)
    assert not Case.objects.exists()


def test_what_is_not_for_the_person_is_said_and_left_out(phone: Phone, resident: Resident) -> None:
    page = phone.page("events/retirement/apply/")  # born in 1979
    assert page.count(" disabled") == 1
    assert "60" in page
    page = phone.page("events/retirement/apply/?item=991100700000")  # that one alone
    assert 'id="go-on"' in page
