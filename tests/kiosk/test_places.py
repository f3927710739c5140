"""The places of the hub reach the form of a report at the kiosk, and the case refers to the one that was chosen."""

from collections.abc import Iterator

import pytest

from kiosk.pages.kinds import OutcomePage, ReviewPage
from tests.kiosk.conftest import Lobby
from tests.kiosk.hub_process import HubProcess
from tests.kiosk.steps import NO_CARD, filled, goes_to_form, reads_through

PLACED = """
from hub.catalogue.models import Area
from hub.places.models import KnownPlace
KnownPlace.objects.create(area=Area.objects.get(code="city"), kind="house", name="幸福里3号楼")
"""
ABOUT = """
from hub.places.models import CasePlace
print([str(link.place.name) for link in CasePlace.objects.all()])
"""
GONE = """
from hub.places.models import CasePlace, KnownPlace
CasePlace.objects.all().delete(), KnownPlace.objects.all().delete()
"""


@pytest.fixture
def placed(hub: HubProcess) -> Iterator[None]:
    """Before the kiosk first asks."""
    hub.shell(PLACED)
    yield
    hub.shell(GONE)


def test_a_report_begins_with_a_place_of_here_and_the_case_is_about_it(placed: None, lobby: Lobby) -> None:
    lobby.wait_until((lobby.data_dir / "places.json").exists)
    resident = lobby.resident
    resident.begins("en")
    form = goes_to_form(resident, NO_CARD)
    (where,) = (shown for shown in form.fields if shown.places)
    assert where.places is not None
    (place,) = where.places.places
    resident.answers({**filled(form), where.field.key: f"全市 {place.name} 东侧"})
    resident.sees(ReviewPage)
    reads_through(resident)
    resident.sees(OutcomePage)
    assert lobby.hub.shell(ABOUT).strip() == "['幸福里3号楼']"
