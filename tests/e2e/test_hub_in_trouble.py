"""A hub that fails, lies or is silent: the resident is answered, nothing is lost, nothing is done twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.centre import Centre, Kiosk, wait_until
from tests.e2e.conftest import Opens
from tests.e2e.gateway import Gateway
from tests.e2e.stories import NAME, NUMBER, PHONE, fills_in, hands_in, left_behind, reports, shows_card, zh
from tests.kiosk import bad_hub
from tests.kiosk.hub_process import HubProcess

SEEN = 8.0  # seconds within which a page must have answered: 3 s by the hub client, the rest for a busy machine
AWAY = "The network is down. What you hand in is kept, and sent on by itself."


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, seeded_hub: Path) -> Iterator[HubProcess]:
    hub = HubProcess(tmp_path_factory.mktemp("trouble") / "hub", seeded_hub)
    hub.start()
    yield hub
    hub.stop()


@pytest.fixture(scope="module")
def gateway(hub: HubProcess) -> Iterator[Gateway]:
    with Gateway(int(hub.url.rpartition(":")[2])) as gateway:
        yield gateway


@pytest.fixture(scope="module")
def centre(new_centre: Opens, hub: HubProcess, gateway: Gateway) -> Iterator[Centre]:
    with new_centre(hub=f'url = "{gateway.url}"\ntoken_file = "{hub.token_file}"') as centre:
        yield centre


@pytest.fixture(scope="module")
def open_kiosk(centre: Centre) -> Iterator[Kiosk]:
    with centre.open() as kiosk:
        yield kiosk


@pytest.fixture
def online(kiosk: Kiosk, gateway: Gateway) -> Iterator[Kiosk]:
    """The hub is there, and the kiosk knows it."""
    kiosk.opens("track")
    yield kiosk
    gateway.behave(None)


@pytest.mark.parametrize(
    "behaviour", [bad_hub.fails, bad_hub.gives_html, bad_hub.gives_half_a_body, bad_hub.is_silent, bad_hub.redirects]
)
def test_what_cannot_be_looked_up_is_said_soon(online: Kiosk, gateway: Gateway, behaviour: bad_hub.Behaviour) -> None:
    online.go("begin", "MenuPage")
    online.go("track", "CardPage")
    gateway.behave(behaviour)
    online.centre.reader.do("place", card="rare")
    online.wait_for("MessagePage", within=SEEN)
    online.says(zh("This is not possible just now"))
    online.go(zh("Continue"), "MenuPage")


def test_a_case_handed_in_while_the_hub_is_silent_is_kept_and_sent_once(
    online: Kiosk, gateway: Gateway, hub: HubProcess
) -> None:
    shows_card(online)
    gateway.behave(bad_hub.is_silent)
    fills_in(online)
    code = hands_in(online)
    online.says(zh("Your application is kept here"))
    online.says(zh("Please take your receipt."))
    assert code in online.centre.printed()[-1]
    online.leaves()
    assert left_behind(online.centre, NAME, NUMBER, PHONE) == []

    gateway.behave(None)
    wait_until(lambda: cases(hub).count(code), within=60)
    online.opens("track")
    assert cases(hub).count(code) == 1


def test_without_a_hub_numbers_come_from_the_kiosks_own_series(
    online: Kiosk, gateway: Gateway, hub: HubProcess
) -> None:
    gateway.behave(bad_hub.fails)
    online.says(zh(AWAY), within=60)
    online.opens("track", enabled=False)
    online.go("begin", "MenuPage")
    online.go("number", "MenuPage")
    online.go("general", "OutcomePage", within=20)
    own = next(text for text in online.texts() if text.startswith("A") and text[-3:].isdigit() and len(text) > 4)
    (ticket,) = online.centre.printed()
    assert own in ticket
    online.leaves()
    gateway.behave(None)
    wait_until(lambda: f"{own} waiting" in tickets(hub), within=60)


@pytest.mark.parametrize("behaviour", [bad_hub.gives_html, bad_hub.is_called_by_another_name])
def test_a_report_goes_through_without_a_card_and_without_a_hub(
    online: Kiosk, gateway: Gateway, hub: HubProcess, behaviour: bad_hub.Behaviour
) -> None:
    gateway.behave(behaviour)
    reports(online)
    code = hands_in(online)
    online.says(zh("Your application is kept here"))
    online.leaves()
    gateway.behave(None)
    wait_until(lambda: cases(hub).count(code) == 1, within=60)


def cases(hub: HubProcess) -> list[str]:
    program = "from hub.cases.models import Case\nfor case in Case.objects.all(): print(case.code)"
    return hub.shell(program).split()


def tickets(hub: HubProcess) -> list[str]:
    return hub.shell(
        "from hub.queues.models import Ticket\nfor t in Ticket.objects.all(): print(t.number, t.state)"
    ).splitlines()
