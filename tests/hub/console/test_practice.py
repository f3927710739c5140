"""Practice: everybody and everything is invented, and there is enough of it to work with."""

from contextlib import nullcontext
from pathlib import Path

import pytest
from django.test import Client

from hub.cases.models import Case
from hub.console import practice
from hub.kiosks.models import Alarm
from hub.queues.models import CallRecord, Ticket
from hub.residents.models import Correction
from hub.staff.models import Role
from tests.hub.caller import Kiosk
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


def test_a_kiosk_that_joins_has_a_token_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for call in ("call_command", "seed", "serve"):
        monkeypatch.setattr(practice, call, lambda *_, **__: None)
    monkeypatch.setattr(practice, "practice_registers", nullcontext)
    practice.serve_practice("127.0.0.1:0", tmp_path / "token")
    token = (tmp_path / "token").read_text("ascii")
    assert (tmp_path / "token").stat().st_mode & 0o77 == 0
    assert Kiosk(Client(), token).get("catalogue").status_code == 200
