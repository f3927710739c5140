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
import hashlib
from hub.places.models import AreaMap
city = Area.objects.get(code="city")
KnownPlace.objects.create(area=city, kind="house", name="幸福里3号楼", latitude="39.905", longitude="116.405")
AreaMap.objects.create(area=city, north="39.91", south="39.90", west="116.40", east="116.41", width=1, height=1,
                       jpeg=b"a picture", digest=hashlib.sha256(b"a picture").hexdigest())
"""
ABOUT = """
from hub.places.models import CasePlace
print([str(link.place.name) for link in CasePlace.objects.all()])
"""
GONE = """
from hub.places.models import AreaMap, CasePlace, KnownPlace
CasePlace.objects.all().delete(), KnownPlace.objects.all().delete(), AreaMap.objects.all().delete()
"""


@pytest.fixture
def placed(hub: HubProcess) -> Iterator[None]:
    """Before the kiosk first asks."""
    hub.shell(PLACED)
    yield
    hub.shell(GONE)


def test_a_report_begins_with_a_place_of_here_and_the_case_is_about_it(placed: None, lobby: Lobby) -> None:
    lobby.wait_until((lobby.data_dir / "map.jpg").exists)
    resident = lobby.resident
    resident.begins("en")
    form = goes_to_form(resident, NO_CARD)
    (where,) = (shown for shown in form.fields if shown.places)
    assert where.places is not None
    (place,) = where.places.list_on_map()
    assert place.at == (0.5, 0.5)
    assert where.map_picture is not None
    assert where.map_picture.read_bytes() == b"a picture"
    resident.answers({**filled(form), where.field.key: f"全市 {place.name} 东侧"})
    resident.sees(ReviewPage)
    reads_through(resident)
    resident.sees(OutcomePage)
    assert lobby.hub.shell(ABOUT).strip() == "['幸福里3号楼']"
