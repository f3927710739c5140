"""Prometheus reads the figures of all processes; from elsewhere only with a token, and no code is in them."""

import re
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from hub.kiosks import services as kiosks
from tests.hub import filled
from tests.hub.caller import Kiosk
from tests.hub.hub_process import hub_process


def test_requests_of_every_process_are_counted_by_route_without_codes(filled_sqlite: Path, keys_path: Path) -> None:
    with filled.sqlite(filled_sqlite) as url, filled.django_on(url):
        token = kiosks.add("counted")
        with hub_process(url, keys_path) as port:
            for _ in range(20):
                _get(port, "/api/v1/cases/7K4M-Q9XT-2VBC", token)
            text = _get(port, "/metrics")
    assert 'hub_requests_total{method="GET",route="api/v1/cases/<code>",status="404"} 20.0' in text
    assert "hub_kiosks 1.0" in text
    assert "7K4M" not in text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X-Forwarded-For": "203.0.113.9"}, 404),
        ({"X-Forwarded-For": "203.0.113.9", "Authorization": "Bearer wrong"}, 404),
        ({"X-Forwarded-For": "203.0.113.9", "Authorization": "Bearer right"}, 200),
    ],
)
def test_figures_are_for_this_machine_or_a_token(
    kiosk: Kiosk, headers: dict[str, str], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "HUB_METRICS_TOKEN", "right")
    assert Client().get("/metrics", headers=headers).status_code == status


def test_without_a_token_in_the_settings_no_token_is_right(kiosk: Kiosk) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "Authorization": "Bearer "}
    assert Client().get("/metrics", headers=headers).status_code == 404


def test_the_figures_follow_the_database(kiosk: Kiosk) -> None:
    ticket = str(uuid4())
    kiosk.post("tickets", {"id": ticket, "service": "bulk"})
    kiosk.post(f"tickets/{ticket}/confirm")
    text = Client().get("/metrics").content.decode()
    assert "hub_tickets_waiting 1.0" in text
    dashboard = Path("docs/grafana-hub.json").read_text("utf-8")
    assert {name for name in re.findall(r"\bhub_[a-z_]+", dashboard) if name not in text} == set()


def _get(port: int, path: str, token: str = "") -> str:
    hub = HTTPConnection("127.0.0.1", port, timeout=60)
    hub.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
    return hub.getresponse().read().decode()
