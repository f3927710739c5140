"""A request with a token and no cookie takes a shorter way through the hub, and is answered as any other."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client

from hub.kiosks import services as kiosks
from tests.hub.caller import Kiosk
from tests.hub.interface import paths

V1 = "/api/v1/"
ID = "5f1d7e1e-5b5c-4c0e-9d6f-0d7b1d0d1a11"
# Vary: an answer to what came without a cookie can say nothing of cookies.
NOT_COMPARED = ("ETag", "Content-Length", "Vary")


@pytest.fixture
def short_way(database: None) -> Kiosk:
    return Kiosk(Client(), kiosks.add(f"hall {uuid4()}"))


@pytest.fixture
def common_way(short_way: Kiosk) -> Kiosk:
    client = Client()
    client.cookies["anything"] = "1"
    return Kiosk(client, short_way.token)


def _operations() -> Iterator[str]:
    for path, methods in paths().items():
        yield from (f"{method} {path.removeprefix(V1)}" for method in methods)


def _answer(kiosk: Kiosk, operation: str, **more: Any) -> tuple[int, dict[str, str]]:
    method, path = operation.split(" ")
    path = path.replace("{ticket_id}", ID).replace("{mandate}", ID)
    for name in ("{code}", "{site}", "{window_id}", "{alarm}"):
        path = path.replace(name, "1")
    headers = {"Authorization": f"Bearer {kiosk.token}", "X-Request-ID": ID}
    response = kiosk.client.generic(method.upper(), f"{V1}{path}", b"{}", "application/json", headers=headers, **more)
    return response.status_code, {name: value for name, value in response.items() if name not in NOT_COMPARED}


def test_every_operation_answers_alike_both_ways(short_way: Kiosk, common_way: Kiosk) -> None:
    for operation in _operations():
        assert _answer(short_way, operation) == _answer(common_way, operation), operation


def test_over_tls_too(short_way: Kiosk, common_way: Kiosk) -> None:
    status, headers = _answer(short_way, "get catalogue", secure=True)
    assert (status, headers) == _answer(common_way, "get catalogue", secure=True)


@pytest.mark.parametrize("path", ["", "no/such/path", "tickets/", "tickets/1/confirm", "../../admin/"])
def test_a_path_that_is_none_is_refused_alike(short_way: Kiosk, common_way: Kiosk, path: str) -> None:
    assert _answer(short_way, f"get {path}") == _answer(common_way, f"get {path}")


def test_a_wrong_host_is_refused_alike(short_way: Kiosk, common_way: Kiosk) -> None:
    answers = [_answer(kiosk, "get catalogue", HTTP_HOST="elsewhere.example") for kiosk in (short_way, common_way)]
    assert answers[0] == answers[1]
    assert answers[0][0] == 400


def test_a_wrong_token_is_refused_alike(short_way: Kiosk, common_way: Kiosk) -> None:
    short_way.token = common_way.token = "x" * 43
    for operation in _operations():
        assert _answer(short_way, operation) == _answer(common_way, operation), operation


def test_a_token_opens_no_page(short_way: Kiosk, settings: LazySettings) -> None:
    """Pages never come by the shorter way."""
    for path in ("/console/", "/admin/", "/login/"):
        response = short_way.client.get(path, headers={"Authorization": f"Bearer {short_way.token}"})
        assert response.status_code in (200, 302)
        assert "Content-Security-Policy" in response
    assert short_way.client.get("/console/", headers={"Authorization": f"Bearer {short_way.token}"}).status_code == 302
