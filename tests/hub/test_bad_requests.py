"""Whatever is sent, the hub answers with a problem document and never falls over."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
from django.db import InternalError, OperationalError, connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic_core.core_schema import ErrorType

from contract.cases import case_code
from contract.problems import REFUSED, Problem
from hub.channels.models import Entry
from hub.channels.starter import seed_directory
from hub.core import validation_text
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk as KioskRow
from languages.registry import DEFAULT, SOURCE
from tests.examples import examples
from tests.hub.caller import Kiosk, as_json
from tests.hub.sample import GRANT, a_number, a_submission

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
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
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
@settings(max_examples=examples(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


NAMED: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("tickets", {**TICKET, "id": "x"}, "id", "UUID"),
    ("tickets", {"service": "advice"}, "id", "缺少"),
    ("tickets", {**TICKET, "colour": 1}, "colour", "不认识"),
    ("tickets", {**TICKET, "service": 5}, "service", "应为文字"),
    ("tickets", {**TICKET, "service": "A B"}, "service", "格式"),
    ("tickets", {**TICKET, "priority": "king"}, "priority", "应为以下之一：'elderly'"),
    ("tickets", {**TICKET, "further": "advice"}, "further", "列表"),
    ("tickets", {**TICKET, "further": ["advice"] * 5}, "further", "最多4项"),
    ("tickets", {**TICKET, "further": ["advice", 7]}, "further.1", "应为文字"),
    ("tickets", {**TICKET, "offline": 3}, "offline", "一组字段"),
    ("tickets", {**TICKET, "offline": {"number": "K" * 13, "issued_at": MOMENTS[3]}}, "offline.number", "最多12个字符"),
    ("tickets", {**TICKET, "offline": {"number": "K", "issued_at": "noon"}}, "offline.issued_at", "日期和时间"),
    (
        "tickets",
        {**TICKET, "offline": {"number": "K", "issued_at": "2026-03-01T09:00:00"}},
        "offline.issued_at",
        "时区",
    ),
    ("kiosks/heartbeat", {**HEARTBEAT, "outbox": "many"}, "outbox", "整数"),
    ("reviews", {"id": TICKET["id"], "grade": 9, "given_at": MOMENTS[3]}, "grade", "应为以下之一：5、4、3、2、1"),
    ("cases/search", {"code": "1", "last_four": "12345"}, "last_four", "最多4个字符"),
    ("questions/search", {}, "code", "请提供"),
    ("notices/mine", {"code": "0000-0000-0000"}, "number", "请提供"),
)


@pytest.mark.parametrize(("path", "body", "field", "why"), NAMED)
def test_a_refusal_names_the_field_and_the_reason_in_both_languages(
    kiosk: Kiosk, path: str, body: dict[str, Any], field: str, why: str
) -> None:
    (error,) = problem_of(kiosk.post(path, body)).errors
    assert error.field == field
    assert why in error.message.root[DEFAULT]
    assert error.message.root[SOURCE]
    assert error.message != validation_text._WRONG


@pytest.mark.parametrize(
    ("path", "field", "why"),
    [
        ("appointments/slots?service=advice&day=tomorrow", "day", "应为日期"),
        ("appointments/slots?day=2026-03-01", "service", "缺少"),
        ("tickets/no-uuid", "ticket_id", "UUID"),
    ],
)
def test_a_refusal_names_what_is_wrong_in_an_address_too(kiosk: Kiosk, path: str, field: str, why: str) -> None:
    (error,) = problem_of(kiosk.get(path)).errors
    assert error.field == field
    assert why in error.message.root[DEFAULT]


def test_every_kind_of_mistake_that_a_field_of_ours_can_have_is_worded() -> None:
    ours = (
        "string",
        "int",
        "float",
        "decimal",
        "bool",
        "uuid",
        "date",
        "time_",
        "model",
        "dict",
        "list",
        "tuple",
        "json",
    )
    bounds = ("enum", "literal", "greater", "less", "too_", "extra", "none_", "finite")
    kinds = [kind for kind in get_args(ErrorType) if kind.startswith((*ours, *bounds)) or kind == "missing"]
    assert len(kinds) > 50
    assert [kind for kind in kinds if validation_text.wording({"type": kind}) == validation_text._WRONG] == []


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


def test_what_is_not_the_hubs_own_judgement_does_not_pass_for_one(kiosk: Kiosk) -> None:
    """By another host name, at an unknown address, with a key of another release, or with a clock that is wrong."""
    elsewhere = kiosk.client.post(
        "/api/v1/submissions", as_json(a_submission()), "application/json", headers={"Host": "hub.example.cn"}
    )
    newer = {**GOOD["submissions"], "added_later": 1}
    for response in (
        elsewhere,
        kiosk.post("nothing/here", {}),
        kiosk.get("submissions"),
        kiosk.post("submissions", newer),
        kiosk.post("submissions", a_submission(submitted_at=datetime(1969, 1, 1, tzinfo=UTC))),
        kiosk.post("submissions", a_submission(item="999")),
    ):
        assert problem_of(response).type == "about:blank"
    assert problem_of(kiosk.post("submissions", a_submission(answers={}))).type == REFUSED


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


@pytest.mark.parametrize(
    ("error", "status"),
    [(OperationalError("locked"), 503), (InternalError("idle in a transaction"), 503), (RuntimeError("110101"), 500)],
)
def test_a_failure_inside_is_a_problem_and_its_message_stays_out_of_the_log(
    kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception, status: int
) -> None:
    monkeypatch.setattr("hub.residents.selectors.find", raising(error))
    response = kiosk.post("residents/facts", {"number": "1"})
    assert problem_of(response).status == status
    assert type(error).__name__ in caplog.text
    assert "110101" not in caplog.text


def test_a_database_that_takes_no_writes_just_now_refuses_nothing_for_good(kiosk: Kiosk) -> None:
    takes_none, takes_them = "SET LOCAL transaction_read_only = on", "ROLLBACK"
    if connection.vendor == "sqlite":
        takes_none, takes_them = "PRAGMA query_only = ON", "PRAGMA query_only = OFF"
    driver = connection.connection
    driver.execute(takes_none)
    try:
        answer = kiosk.post("submissions", a_submission())
    finally:
        driver.execute(takes_them)
    assert problem_of(answer).status == 503


def raising(error: Exception) -> Callable[[str], None]:
    def fail(number: str) -> None:
        raise error

    return fail


@pytest.mark.parametrize("query", ["service=%00&day=2026-12-01", "service=advice&day=2026-12-01&site=%00"])
def test_a_query_with_a_nul_is_no_request(kiosk: Kiosk, query: str) -> None:
    address = f"/api/v1/appointments/slots?{query}"
    assert problem_of(kiosk.client.get(address, headers={"Authorization": f"Bearer {kiosk.token}"})).status == 400


def test_an_id_that_was_made_to_have_anothers_code_is_refused(kiosk: Kiosk) -> None:
    """A code is a part of its id: who reads one on a slip can make an id that has it."""
    now, mine = timezone.now().isoformat(), {"number": a_number()}
    submission = a_submission().model_dump(mode="json")
    assert kiosk.post("submissions", submission).status_code == 200
    code = case_code(UUID(submission["id"]))
    seed_directory()
    Entry.objects.update(requests=True)
    entry = kiosk.get("directory").json()["entries"][0]["id"]
    bodies = {
        "submissions": submission,
        "drafts": {"item": GRANT, "item_version": 1, "answers": {"reason": "漏水"}, "language": "", **mine},
        "questions": {"text": "几点？", "asked_at": now},
        "paper-checks": {"item": GRANT, "item_version": 1, "missing": [], "checked_at": now},
        "cases/complaints": {"code": code, "text": "没有消息", **mine},
        "directory/requests": {"entry": entry, "name": "孙某", "phone": "13912345678", "wish": "午餐", "asked_at": now},
    }
    for path, body in bodies.items():
        key = uuid4()
        assert kiosk.post(path, {**body, "id": str(key)}).status_code == 200, path
        twin = UUID(int=(key.int + 31**11) % 2**128)
        assert case_code(twin) == case_code(key)
        assert kiosk.post(path, {**body, "id": str(twin)}).status_code == 409, path
