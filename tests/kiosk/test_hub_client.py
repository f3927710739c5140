"""The hub's answers, good and bad. A bad one is "away" and is over within three seconds; nothing personal leaks."""

import json
import stat
from pathlib import Path
from threading import BoundedSemaphore
from time import monotonic
from uuid import uuid4

import pytest

import bounded_http
from bounded_http import Failure, HttpFailed
from contract.tickets import Ticket, TicketRequest
from kiosk.hub_link import enrol
from kiosk.hub_link.client import HubClient
from kiosk.hub_link.connection import HubAddress, HubAway, HubRefused
from kiosk.hub_link.messages import MessageKind
from tests.kiosk import bad_hub
from tests.kiosk.hub_process import HubProcess, free_port
from tests.kiosk.private_hub import private_hub

NUMBER = "11010519491231002X"


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    path = tmp_path / "token"
    path.write_text("invented-token\n", "ascii")
    return path


@pytest.mark.parametrize("behaviour", bad_hub.ALL, ids=lambda behaviour: behaviour.__name__)
def test_whatever_is_no_answer_of_a_hub_is_away_within_three_seconds(
    behaviour: bad_hub.Behaviour, token_file: Path
) -> None:
    with bad_hub.bad_hub(behaviour) as url:
        client = HubClient(HubAddress(url, token_file))
        began = monotonic()
        with pytest.raises(HubAway) as away:
            client.facts(NUMBER)
        assert monotonic() - began < 3
    assert NUMBER not in repr(away.value)


def test_a_later_hub_may_say_more(token_file: Path) -> None:
    with bad_hub.bad_hub(bad_hub.says_more) as url:
        assert HubClient(HubAddress(url, token_file)).facts(NUMBER).facts == ()


def test_hanging_calls_never_pile_up(token_file: Path) -> None:
    with bad_hub.bad_hub(bad_hub.trickles_its_head) as url:
        client = HubClient(HubAddress(url, token_file), patience=0.2)
        for _ in range(8):
            with pytest.raises(HubAway):
                client.facts(NUMBER)


def test_a_port_where_nobody_listens_is_away(token_file: Path) -> None:
    with pytest.raises(HubAway):
        HubClient(HubAddress(f"http://127.0.0.1:{free_port()}", token_file)).facts(NUMBER)


def test_without_a_token_the_hub_is_away_until_the_file_is_there(hub: HubProcess, tmp_path: Path) -> None:
    later = tmp_path / "later"
    client = HubClient(HubAddress(hub.url, later))
    with pytest.raises(HubAway):
        client.facts(NUMBER)
    later.write_text(hub.token_file.read_text())
    client.facts(NUMBER)


def test_a_wrong_token_is_no_refusal_of_what_was_sent(hub: HubProcess, token_file: Path) -> None:
    with pytest.raises(HubAway):
        HubClient(HubAddress(hub.url, token_file)).facts(NUMBER)


def test_a_refusal_says_why(hub: HubProcess) -> None:
    client = HubClient(HubAddress(hub.url, hub.token_file))
    with pytest.raises(HubRefused) as refusal:
        client.reserve(TicketRequest(id=uuid4(), service="no_such_service"))
    assert refusal.value.problem.errors[0].code == "unknown_service"


def test_the_catalogue_is_sent_once(hub: HubProcess) -> None:
    client = HubClient(HubAddress(hub.url, hub.token_file))
    tagged = client.catalogue()
    assert tagged is not None
    assert len(tagged.catalogue.items) >= 26
    assert client.catalogue(tagged.etag) is None


def test_a_reserved_number_is_confirmed_or_voided(hub: HubProcess) -> None:
    client = HubClient(HubAddress(hub.url, hub.token_file))
    good, bad = (client.reserve(TicketRequest(id=uuid4(), service="general")) for _ in range(2))
    confirmed = client.send(MessageKind.TICKET_PRINTED, good.id, None)
    voided = client.send(MessageKind.TICKET_VOID, bad.id, None)
    assert isinstance(confirmed, Ticket)
    assert isinstance(voided, Ticket)
    assert (confirmed.state, voided.state) == ("waiting", "void")
    assert json.loads(good.model_dump_json())["number"] != bad.number


def test_a_code_makes_this_machine_a_kiosk_once(
    hub: HubProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = (
        "from django.utils import timezone\n"
        "from hub.kiosks.models import Site\n"
        "from hub.kiosks.services import make_code\n"
        "print(make_code('new-lobby', Site.objects.get(code='centre'), None, timezone.now()))"
    )
    code, file = hub.shell(program).strip(), tmp_path / "secret" / "token"
    arguments = [code, "--hub", hub.url, "--token-file", str(file)]
    assert enrol.main(arguments) == 0
    assert capsys.readouterr().out == "new-lobby\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert HubClient(HubAddress(hub.url, file)).catalogue()
    assert enrol.main(arguments) == 1
    assert "ask for a new one" in capsys.readouterr().err
    nobody = f"http://127.0.0.1:{free_port()}"
    assert enrol.main([code, "--hub", nobody, "--token-file", str(file)]) == 1


def test_waiting_for_a_place_and_for_the_answer_have_one_deadline(
    token_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, granted = [100.0], []

    class TardyPlaces(BoundedSemaphore):
        def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
            now[0] += 2.0
            return super().acquire(blocking, timeout)

    def result(call: object, within: float) -> object:
        granted.append(within)
        raise HttpFailed(Failure.LATE, "no answer in time")

    monkeypatch.setattr(bounded_http, "monotonic", lambda: now[0])
    monkeypatch.setattr(bounded_http, "BoundedSemaphore", TardyPlaces)
    monkeypatch.setattr(bounded_http._CallInFlight, "result", result)
    with pytest.raises(HubAway):
        HubClient(HubAddress(f"http://127.0.0.1:{free_port()}", token_file), patience=2.5).facts(NUMBER)
    assert granted == [0.5]


def test_a_hub_whose_authority_is_private_is_trusted_by_its_certificate_alone(token_file: Path) -> None:
    with private_hub(token_file.parent) as (url, ca_file):
        assert HubClient(HubAddress(url, token_file, ca_file)).facts(NUMBER).facts == ()
        with pytest.raises(HubAway):
            HubClient(HubAddress(url, token_file)).facts(NUMBER)
