"""Facts that were given long ago are to be checked again: asked of who comes, and recorded."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from contract.people import DUE_FACTS_WANTED
from hub.audit.models import AuditEntry
from hub.core.environment_values import parse_days
from hub.residents.models import STAFF, Correction, ResidentFact
from tests.hub.caller import Kiosk
from tests.hub.consenting import agree
from tests.hub.sample import a_number, a_person, a_submission

MINE = {"number": a_number()}


@pytest.fixture
def came_long_ago(kiosk: Kiosk) -> None:
    """Somebody who gave their telephone two years ago, and whose card told the address then."""
    kiosk.post("submissions", a_submission())
    agree(kiosk)
    ResidentFact.objects.update(checked_at=timezone.now() - timedelta(days=731))


def due(kiosk: Kiosk) -> list[str]:
    answer = kiosk.post("residents/facts", MINE, **{DUE_FACTS_WANTED: "1"}).json()
    return list(answer.get("due", ()))


def says(kiosk: Kiosk, value: str, key: str = "phone") -> Any:
    return kiosk.post(
        "residents/facts/checked", {"person": a_person().model_dump(mode="json"), "key": key, "value": value}
    )


@pytest.mark.usefixtures("came_long_ago")
def test_what_was_given_long_ago_is_asked_for_once_and_what_a_card_tells_never(kiosk: Kiosk) -> None:
    assert due(kiosk) == ["phone"]
    assert says(kiosk, "13912345678").json()["facts"] == []
    phone = ResidentFact.objects.get(key="phone")
    assert (phone.value, phone.source, phone.checked_at.date()) == ("13912345678", "resident", timezone.now().date())
    assert due(kiosk) == []
    entry = AuditEntry.objects.get(action="check fact")
    assert "phone" in entry.detail
    assert "139" not in entry.detail
    assert says(kiosk, "13912345678").status_code == 409


@pytest.mark.usefixtures("came_long_ago")
def test_what_has_changed_takes_its_place(kiosk: Kiosk) -> None:
    assert says(kiosk, "137 0000 0000").status_code == 200
    assert ResidentFact.objects.get(key="phone").value == "13700000000"
    assert not Correction.objects.exists()


@pytest.mark.usefixtures("came_long_ago")
def test_what_staff_had_checked_is_corrected_by_request(kiosk: Kiosk) -> None:
    ResidentFact.objects.filter(key="phone").update(source=STAFF)
    assert says(kiosk, "13700000000").status_code == 200
    assert ResidentFact.objects.get(key="phone").value == "13912345678"
    assert Correction.objects.get().value == "13700000000"


@pytest.mark.usefixtures("came_long_ago")
@pytest.mark.parametrize(("key", "value", "status"), [
    ("phone", "12", 422), ("phone", "", 422), ("phone", "1" * 401, 422), ("name", "赵新名", 409), ("none", "x", 409),
])  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(kiosk: Kiosk, key: str, value: str, status: int) -> None:
    assert says(kiosk, value, key).status_code == status
    assert due(kiosk) == ["phone"]


def test_what_was_said_lately_and_who_said_no_to_it_is_not_asked(kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission())
    assert due(kiosk) == []
    ResidentFact.objects.update(checked_at=timezone.now() - timedelta(days=731))
    assert due(kiosk) == []  # nobody has agreed to be told
    assert says(kiosk, "13912345678").status_code == 200


@pytest.mark.usefixtures("came_long_ago")
def test_an_earlier_release_of_the_kiosk_is_told_nothing_of_it(kiosk: Kiosk) -> None:
    assert set(kiosk.post("residents/facts", MINE).json()) == {"facts"}
    assert "due" not in kiosk.post("residents/record", MINE).json()


@pytest.mark.usefixtures("came_long_ago")
def test_a_site_sets_the_terms(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_RECHECK_DAYS", "phone=0 email=30")
    terms = parse_days("HUB_RECHECK_DAYS", settings.HUB_RECHECK_DAYS)
    assert (terms["phone"], terms["email"], terms["address"]) == (0, 30, 730)
    monkeypatch.setattr(settings, "HUB_RECHECK_DAYS", terms)
    assert due(kiosk) == []
    for wrong in ("phone", "phone=", "=3", "phone=soon", "phone=-1"):
        monkeypatch.setenv("HUB_RECHECK_DAYS", wrong)
        with pytest.raises(ImproperlyConfigured):
            parse_days("HUB_RECHECK_DAYS", {})
