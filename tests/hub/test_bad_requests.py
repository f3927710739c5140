"""Whatever is sent, the hub answers with a problem document and never falls over."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.problems import Problem
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk as KioskRow
from tests.hub.caller import Kiosk
from tests.hub.sample import a_submission

POSTS = ("submissions", "cases/search", "residents/facts", "tickets", "kiosks/heartbeat")
MOMENTS = ("0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59-12:00", "2026-02-30T00:00:00Z", "2026-11-22T10:00:00Z")
odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=40),
    st.sampled_from([*MOMENTS, "\0", "\x1b@", "张㐂" * 30, 10**40, -1, [], {}, [[]], "advice", "000111222333"]),
)
HEARTBEAT = {"at": MOMENTS[3], "version": "1", "outbox": 0, "refused": 0, "devices": []}
TICKET = {"id": "5f1d7e1e-5b5c-4c0e-9d6f-0d7b1d0d1a11", "service": "advice"}
GOOD: dict[str, Any] = {
    "submissions": json.loads(a_submission().model_dump_json()),
    "cases/search": {"number": None, "code": "0000-0000-0000", "last_four": "1234"},
    "residents/facts": {"number": "1"},
    "tickets": {**TICKET, "offline": {"number": "K1", "issued_at": MOMENTS[3]}},
    "kiosks/heartbeat": HEARTBEAT,
}


def problem_of(response: Any) -> Problem:
    assert response["Content-Type"] == "application/problem+json"
    problem = Problem.model_validate_json(response.content)
    assert problem.status == response.status_code
    return problem


@pytest.mark.parametrize("path", POSTS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_odd_values_in_a_good_message_never_break_the_hub(kiosk: Kiosk, path: str, data: st.DataObject) -> None:
    body = json.loads(json.dumps(GOOD[path]))
    places = [(body, key) for key in body]
    places += [(part, key) for part in body.values() if isinstance(part, dict) for key in part]
    for holder, key in data.draw(st.lists(st.sampled_from(places), max_size=3)):
        holder[key] = data.draw(odd)
    response = kiosk.post(path, body)
    assert response.status_code in (200, 400, 409, 422)
    if response.status_code != 200:
        problem_of(response)


@pytest.mark.parametrize("path", POSTS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200))
def test_garbage_is_refused(kiosk: Kiosk, path: str, body: bytes) -> None:
    assert problem_of(kiosk.post_raw(path, body)).status in (400, 422)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b'{"number": "1"', 400),
        (b'{"number": NaN}', 400),
        (b'{"number": "\\u0000"}', 400),
        (b'{"number": "\\ud800"}', 400),
        (b"[" * 5000, 400),
        (b"[]", 422),
        (b'"text"', 422),
        (b"null", 422),
        (b"{}", 422),
    ],
)
def test_broken_json_and_wrong_shapes_are_told_apart(kiosk: Kiosk, body: bytes, status: int) -> None:
    assert problem_of(kiosk.post_raw("residents/facts", body)).status == status


def test_another_content_type_is_refused(kiosk: Kiosk) -> None:
    assert problem_of(kiosk.post_raw("residents/facts", b'{"number": "1"}', "text/plain")).status == 415


def test_more_than_a_megabyte_is_refused(kiosk: Kiosk) -> None:
    assert problem_of(kiosk.post("residents/facts", {"number": "1" * 1_000_000})).status == 413


def test_unknown_addresses_and_methods_are_problems_too(kiosk: Kiosk) -> None:
    assert problem_of(kiosk.get("nothing/here")).status == 404
    response = kiosk.get("submissions")
    assert problem_of(response).status == 405
    assert "POST" in response["Allow"]
    assert problem_of(kiosk.post("tickets/no-uuid/confirm")).status in (404, 422)


@pytest.mark.parametrize("path", [*POSTS, "tickets/5f1d7e1e-5b5c-4c0e-9d6f-0d7b1d0d1a11/void"])
def test_without_a_token_nothing_is_said(kiosk: Kiosk, path: str) -> None:
    for token in ("", "wrong", "张", kiosk.token + "x"):
        response = Kiosk(kiosk.client, token).post(path, {})
        assert problem_of(response).status == 401
        assert "Bearer" in response["WWW-Authenticate"]


def test_a_revoked_token_is_refused_and_a_renewed_one_is_not(kiosk: Kiosk) -> None:
    name = KioskRow.objects.latest("id").name
    kiosks.revoke(name)
    assert kiosk.post("kiosks/heartbeat", HEARTBEAT).status_code == 401
    assert Kiosk(kiosk.client, kiosks.renew(name)).post("kiosks/heartbeat", HEARTBEAT).status_code == 200


def test_what_was_sent_is_never_repeated(kiosk: Kiosk, caplog: pytest.LogCaptureFixture) -> None:
    secret = "110101197903051234"
    bodies: list[object] = [
        {"number": [secret]},
        {secret: 1},
        {"number": secret * 3},
        {"number": secret, secret: secret},
    ]
    for body in bodies:
        response = kiosk.post("residents/facts", body)
        assert response.status_code == 422
        assert secret not in response.content.decode()
    assert secret not in caplog.text


@pytest.mark.parametrize(("error", "status"), [(OperationalError("locked"), 503), (RuntimeError("110101"), 500)])
def test_a_failure_inside_is_a_problem_and_its_message_stays_out_of_the_log(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception, status: int
) -> None:
    monkeypatch.setattr("hub.residents.selectors.find", raising(error))
    response = kiosk.post("residents/facts", {"number": "1"})
    assert problem_of(response).status == status
    assert type(error).__name__ in caplog.text
    assert "110101" not in caplog.text


def raising(error: Exception) -> Callable[[str], None]:
    def fail(number: str) -> None:
        raise error

    return fail
