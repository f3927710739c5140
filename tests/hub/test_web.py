"""A website's server speaks the kiosks' API for those at home."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from contract import channels as c
from hub.cases.models import Case
from hub.channels.models import Question
from hub.kiosks import alarms
from hub.kiosks import services as kiosks
from tests.hub.caller import Kiosk
from tests.hub.sample import a_number, a_submission


@pytest.fixture
def website(database: None) -> Kiosk:
    return Kiosk(Client(), kiosks.add(f"web {uuid4()}", web=True))


def test_what_is_handed_in_online_says_so_and_is_found_as_any_other(website: Kiosk, kiosk: Kiosk) -> None:
    submission = a_submission()
    code = website.post("submissions", submission).json()["code"]
    assert Case.objects.get(pk=submission.id).channel == "web"
    found = kiosk.post("cases/search", {"number": a_number()}).json()["cases"]
    assert [case["code"] for case in found] == [code]


def test_a_question_asked_online_says_so(website: Kiosk) -> None:
    question = c.Question(id=uuid4(), text="几点开门？", asked_at=timezone.now())
    assert website.post("questions", question).status_code == 200
    assert Question.objects.get(pk=question.id).channel == "web"


def test_a_website_is_never_missed_as_a_silent_kiosk_is(website: Kiosk) -> None:
    long_after = timezone.now() + alarms.SILENT_AFTER * 2
    assert not alarms.silent_kiosks(long_after).filter(web=True).exists()
