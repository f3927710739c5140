"""The page where requests for correction are decided."""

from uuid import uuid4

import pytest

from hub.residents.models import Correction, ResidentFact
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.people import a_street, staff
from tests.hub.sample import a_person, a_submission


@pytest.fixture
def asked(kiosk: Kiosk) -> Correction:
    kiosk.post("submissions", a_submission())
    person = a_person().model_dump(mode="json")
    wanted = {"id": str(uuid4()), "person": person, "key": "phone", "value": "13700000000", "reason": "换了号码"}
    kiosk.post("residents/corrections", wanted)
    return Correction.objects.get()


def test_a_correction_is_checked_and_taken_over(asked: Correction) -> None:
    clerk = Reader(staff(Role.CLERK))
    page = clerk.page("corrections/")
    assert all(said in page for said in ("赵㐂䶮", "13912345678", "13700000000", "换了号码", "电话"))
    here = f"corrections/{asked.pk}/"
    assert 'role="alert"' in clerk.send(here, {"decision": "refuse"})
    assert "13700000000" not in clerk.send(here, {"decision": "accept"})
    assert ResidentFact.objects.get(key="phone", resident=asked.resident).value == "13700000000"
    assert "已更正" in clerk.page("corrections/?all")


def test_it_is_for_those_of_the_area_who_decide(asked: Correction) -> None:
    Reader(staff(Role.WINDOW)).page("corrections/", 403)
    elsewhere = Reader(staff(Role.CLERK, [a_street()]))
    assert "13700000000" not in elsewhere.page("corrections/")
    elsewhere.send(f"corrections/{asked.pk}/", {"decision": "accept"}, 404)
