"""A paper under the kiosk's own camera: seen, taken, taken again, and on its way like any other."""

from collections.abc import Iterator

import pytest

from devices.manager import DeviceSpec
from devices.simulators import video_stand_in
from devices.simulators.process import SimulatorProcess
from kiosk.pages.kinds import MessagePage, OutcomePage, ReviewPage
from kiosk.pages.paper_kinds import CameraPage, PapersPage
from tests.kiosk.conftest import Lobby
from tests.kiosk.steps import reads_through
from tests.kiosk.test_papers import goes_to_papers, received, sees_received

_KEYS = {"most_megapixels": 1.0, "frame_seconds": 1.5}


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorProcess]:
    with video_stand_in.standing_in(), SimulatorProcess("v4l2", tcp=True) as simulator:
        yield simulator


@pytest.fixture
def lobby(lobby_for_telephones: Lobby) -> Lobby:
    return lobby_for_telephones


@pytest.fixture
def camera(simulator: SimulatorProcess, lobby: Lobby) -> Iterator[SimulatorProcess]:
    """One more device in the lobby, with a page under it."""
    port = video_stand_in.port_of(simulator.port)
    lobby.devices.put(DeviceSpec("camera", "document_camera", "v4l2", port, _KEYS))
    lobby.wait_until(lambda: lobby.devices.can("document_camera"))
    yield simulator
    lobby.devices.drop("camera")
    for command in ("plug", "clear"):
        simulator.do(command)
    simulator.do("lay", document="household")


def goes_to_camera(lobby: Lobby) -> CameraPage:
    page = goes_to_papers(lobby)
    lobby.resident.answers(page.rows[0].key)
    return lobby.resident.sees(CameraPage, after=PapersPage)


def takes(lobby: Lobby, answer: str = "take") -> CameraPage:
    """Returns the page with the picture."""
    lobby.resident.answers(answer)
    page = lobby.resident.sees(CameraPage, after=CameraPage)
    assert page.picture is not None
    return page


def test_a_page_is_taken_and_goes_with_the_application(lobby: Lobby, camera: SimulatorProcess) -> None:
    live, resident = goes_to_camera(lobby), lobby.resident
    assert live.live is not None
    lobby.wait_until(lambda: live.live is not None and live.live.latest is not None)
    assert takes(lobby).tone == "good"
    resident.answers("keep")
    assert "received" in resident.sees(CameraPage, after=CameraPage).text
    camera.do("lay", document="bill")
    takes(lobby)
    resident.answers("turn")
    turned = resident.sees(CameraPage, after=CameraPage)
    assert turned.picture is not None
    assert turned.picture.width > turned.picture.height  # it stood upright
    resident.answers("keep")
    assert resident.sees(CameraPage, after=CameraPage).tone == "good"
    resident.answers("done")
    page = sees_received(resident, 1)
    while received(page) != ["received: 2 pages"]:
        page = resident.sees(PapersPage)
    resident.answers("")
    resident.sees(ReviewPage, after=PapersPage)
    reads_through(resident)
    code = resident.sees(OutcomePage).code
    assert len(lobby.hub.get(f"cases/{code}").json()["timeline"]) == 2


@pytest.mark.parametrize(
    ("look", "words"), [("blurred", "too blurred"), ("glare", "lamp"), ("dark", "too dark"), ("cut_off", "outside")]
)
def test_what_is_wrong_is_said_and_it_may_be_taken_again_or_all_the_same(
    look: str, words: str, lobby: Lobby, camera: SimulatorProcess
) -> None:
    camera.do("fault", name=look)
    goes_to_camera(lobby)
    page = takes(lobby)
    assert words in page.text
    assert [choice.key for choice in page.choices] == ["again", "keep", "turn"]
    lobby.resident.answers("again")
    lobby.resident.sees(CameraPage, after=CameraPage)
    takes(lobby)
    lobby.resident.goes_back()
    lobby.resident.sees(CameraPage, after=CameraPage)
    takes(lobby)
    lobby.resident.answers("keep")
    assert lobby.resident.sees(CameraPage, after=CameraPage).tone == "good"


def test_no_page_under_the_camera_is_said(lobby: Lobby, camera: SimulatorProcess) -> None:
    goes_to_camera(lobby)
    camera.do("lay", document="")
    assert "No sheet" in takes(lobby).text


def test_the_same_picture_twice_is_one_page(lobby: Lobby, camera: SimulatorProcess) -> None:
    goes_to_camera(lobby)
    for _time in range(2):
        takes(lobby)
        lobby.resident.answers("keep")
        lobby.resident.sees(CameraPage, after=CameraPage)
    lobby.resident.answers("done")
    assert received(sees_received(lobby.resident, 1)) == ["received: 1 page"]


def test_a_camera_unplugged_in_mid_picture_is_said_and_the_telephone_remains(
    lobby: Lobby, camera: SimulatorProcess
) -> None:
    page = goes_to_papers(lobby)
    lobby.resident.answers(page.rows[0].key)
    lobby.resident.sees(CameraPage, after=PapersPage)
    camera.do("fault", name="gone_in_mid_picture", times=1)
    lobby.resident.answers("take")
    told = lobby.resident.sees(MessagePage, after=CameraPage)
    assert (told.tone, "telephone" in told.text) == ("trouble", True)
    lobby.resident.answers("")
    papers = lobby.resident.sees(PapersPage, after=MessagePage)
    assert (papers.qr, {row.key for row in papers.rows}) == (page.qr, {""})


def test_a_camera_unplugged_before_the_tap_ends_the_page(lobby: Lobby, camera: SimulatorProcess) -> None:
    goes_to_camera(lobby)
    camera.do("unplug")
    assert lobby.resident.sees(MessagePage, after=CameraPage).tone == "trouble"


def test_while_the_hub_is_away_a_picture_is_kept_for_the_outbox(lobby: Lobby, camera: SimulatorProcess) -> None:
    page, resident = goes_to_papers(lobby), lobby.resident
    lobby.hub.stop()
    resident.answers(page.rows[0].key)
    resident.sees(CameraPage, after=PapersPage)
    takes(lobby)
    resident.answers("keep")
    assert "kept here" in resident.sees(CameraPage, after=CameraPage).text
    resident.answers("done")
    assert resident.sees(PapersPage, after=CameraPage).rows[0].badge == "kept here: 1 file"
