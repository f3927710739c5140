"""Practice: everybody and everything is invented, and there is enough of it to work with."""

import pytest

from hub.cases.models import Case
from hub.console import practice
from hub.kiosks.models import Alarm
from hub.queues.models import CallRecord, Ticket
from hub.residents.models import Correction
from hub.staff.models import Role
from tests.hub.console.reader import Reader
from tests.hub.people import staff

pytestmark = pytest.mark.usefixtures("database")


def test_a_hub_full_of_invented_work() -> None:
    practice.fill()
    assert {"submitted", "accepted", "decided"} <= set(Case.objects.values_list("state", flat=True))
    assert Ticket.objects.filter(state="waiting").count() >= 10
    assert CallRecord.objects.exclude(ended_at=None).count() >= 20
    assert Alarm.objects.filter(kind="paper").exists()
    assert [row.value for row in Correction.objects.all()] == ["练习街道2号"]
    assert all(case.applicant["name"].startswith("练") for case in Case.objects.all() if case.applicant)


def test_a_page_of_the_real_hub_does_not_say_practice_and_one_of_practice_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = Reader(staff(Role.WINDOW))
    assert "练习模式" not in reader.page("windows/")
    monkeypatch.setattr("django.conf.settings.PRACTICE", True)
    assert "练习模式" in reader.page("windows/")
