"""Covers what staff want of a kiosk from afar."""

import json

import pytest

from contract.kiosks import CommandKind
from kiosk.hub_link import heartbeat
from kiosk.pages.kinds import AttractPage, MenuPage, OutOfServicePage
from tests.kiosk.conftest import Lobby
from tests.kiosk.hub_process import HubProcess

ORDER = """
import json
from django.utils import timezone
from contract.kiosks import CommandKind
from contract.text import Text
from hub.kiosks.commands import order
from hub.kiosks.models import Kiosk
reason = Text({{"zh-Hans": "搬家", "en": "We are moving."}}) if {kind!r} != "unlock" else None
print(order(Kiosk.objects.get(name="kiosk-1"), CommandKind({kind!r}), reason, None, timezone.now()).pk)
"""
ANSWER = """
import json
from hub.kiosks.models import Command
row = Command.objects.select_related("kiosk").get(pk={command!r})
print(json.dumps([row.done, row.kiosk.mode]))
"""


@pytest.fixture(autouse=True)
def _quick_heartbeats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "EVERY", 0.3)


def ordered(hub: HubProcess, kind: CommandKind) -> str:
    return hub.shell(ORDER.format(kind=kind.value)).strip()


def answered(hub: HubProcess, command: str) -> tuple[bool | None, str]:
    done, mode = json.loads(hub.shell(ANSWER.format(command=command)))
    return done, mode


def test_a_kiosk_is_locked_after_the_visit_says_why_and_serves_again(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    command = ordered(lobby.hub, CommandKind.LOCK)
    lobby.wait_until(lambda: answered(lobby.hub, command) == (True, "locked"))
    resident.answers("zh-Hans")
    resident.sees(MenuPage)
    resident.cancels()
    assert resident.sees(OutOfServicePage).text == "We are moving."
    ordered(lobby.hub, CommandKind.UNLOCK)
    resident.sees(AttractPage, after=OutOfServicePage)


def test_a_refresh_fetches_the_catalogue_again(lobby: Lobby) -> None:
    kept = lobby.data_dir / "catalogue.json"
    kept.unlink()
    command = ordered(lobby.hub, CommandKind.REFRESH)
    lobby.wait_until(kept.exists)
    lobby.wait_until(lambda: answered(lobby.hub, command) == (True, "open"))
