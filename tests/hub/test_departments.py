"""A case goes out to a department's own system, which fails in every way, and its answers come in."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from contract.text import Text
from hub.cases import handling
from hub.cases.actors import Actor
from hub.cases.models import Case
from hub.catalogue.models import Area, Department
from hub.core import signing
from hub.departments import incoming, keys, outbox
from hub.departments.keys import NewKey
from hub.departments.models import ApiKey, Delivery, Incoming, Scope, Stranger, System
from hub.kiosks.models import Kiosk as KioskRow
from hub.operations.worker import work_once
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.department_process import Start, department_processes
from tests.hub.people import a_department, staff
from tests.hub.sample import a_number, a_submission
from tests.hub.workflows import with_a_grant

SECRET = signing.new_secret()
YES = Text({"zh-Hans": "同意"})


@pytest.fixture(autouse=True)
def _stay_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker drops a connection that is within a transaction, as that of each test is."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)


@pytest.fixture
def system() -> Iterator[Start]:
    """Starts department systems; yields their ports."""
    with department_processes(SECRET) as start:
        yield start


def connect(port: int, **changes: Any) -> System:
    values = {"department": Department.objects.get(code="civil"), "address": f"http://127.0.0.1:{port}/cases"}
    return System.objects.create(**{**values, "secret": SECRET, "patience": 1, **changes})


def seen_by(port: int) -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/kept")
    return json.loads(connection.getresponse().read())


def a_case(kiosk: Kiosk) -> Case:
    submission = a_submission()
    assert kiosk.post("submissions", submission).status_code == 200
    return Case.objects.get(pk=submission.id)


def accepted(kiosk: Kiosk) -> Case:
    clerk = staff(Role.CLERK, departments=[Department.objects.get(code="civil")])
    return handling.accept(a_case(kiosk), Actor(staff=clerk), timezone.now())


@transaction.atomic
def accept_and_fail(kiosk: Kiosk) -> None:
    accepted(kiosk)
    raise InterruptedError


def time_passes() -> None:
    """Ends every pause."""
    past = timezone.now() - timedelta(seconds=1)
    Delivery.objects.filter(state="waiting").update(due_at=past)
    DBTaskResult.objects.filter(status="READY").update(run_after=past)
    work_once()


def test_an_accepted_case_reaches_the_departments_system_once(kiosk: Kiosk, system: Start) -> None:
    port = system("")
    connect(port)
    case = accepted(kiosk)
    work_once()
    work_once()
    (message,) = seen_by(port)["kept"].values()
    assert (message["case"], message["type"]) == (case.code, "task.opened")
    assert message["applicant"]["number"] == a_number()
    delivery = Delivery.objects.get(case=case)
    assert (delivery.state, delivery.attempts, delivery.body) == ("delivered", 1, None)


def test_a_case_that_is_not_accepted_after_all_leaves_no_message(kiosk: Kiosk, system: Start) -> None:
    port = system("")
    connect(port)
    with pytest.raises(InterruptedError):
        accept_and_fail(kiosk)
    work_once()
    assert seen_by(port)["requests"] == []


def test_a_failing_system_gets_it_in_the_end_and_only_once(kiosk: Kiosk, system: Start) -> None:
    port = system("busy,lost,silent,garbage,lost")
    connect(port)
    accepted(kiosk)
    pauses = []
    work_once()
    while Delivery.objects.filter(state="waiting").exists():
        pauses.append(Delivery.objects.get().due_at - timezone.now())
        work_once()  # too early: nothing is sent
        time_passes()
    seen = seen_by(port)
    assert seen["requests"] == ["busy", "lost", "silent", "garbage", "lost", "ok"]
    assert list(seen["kept"]) == [str(Delivery.objects.get().pk)]
    assert pauses == sorted(pauses)
    assert pauses[-1] > timedelta(minutes=10)


def test_a_system_that_is_away_is_tried_for_days_then_staff_are_told_and_may_send_again(
    kiosk: Kiosk, system: Start
) -> None:
    row = connect(9)  # nobody listens there
    case = accepted(kiosk)
    for _ in range(12):
        time_passes()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.answer) == ("given_up", "ConnectionRefusedError")
    assert case.timeline.filter(event="department", public=False).count() == 1
    port = system("")
    System.objects.filter(pk=row.pk).update(address=f"http://127.0.0.1:{port}/")
    assert outbox.try_again(delivery, timezone.now())
    assert not outbox.try_again(delivery, timezone.now())
    work_once()
    assert list(seen_by(port)["kept"]) == [str(delivery.pk)]


def test_what_the_system_will_never_take_is_not_sent_again(kiosk: Kiosk, system: Start) -> None:
    port = system("refused")
    connect(port)
    accepted(kiosk)
    work_once()
    assert Delivery.objects.get().state == "given_up"
    assert seen_by(port)["kept"] == {}


def test_a_task_that_died_with_its_worker_is_queued_again(kiosk: Kiosk, system: Start) -> None:
    port = system("")
    connect(port)
    accepted(kiosk)
    DBTaskResult.objects.all().delete()
    assert outbox.requeue_stuck(timezone.now()) == 0  # it may still be at it
    assert outbox.requeue_stuck(timezone.now() + timedelta(minutes=5)) == 1
    time_passes()
    assert len(seen_by(port)["kept"]) == 1


def test_a_case_withdrawn_is_taken_back_from_the_system(kiosk: Kiosk, system: Start) -> None:
    port = system("")
    connect(port)
    case = accepted(kiosk)
    answer = kiosk.post("cases/withdraw", {"code": case.code, "number": a_number()})
    assert answer.json()["state"] == "withdrawn"
    work_once()
    assert [message["type"] for message in seen_by(port)["kept"].values()] == ["task.opened", "task.dropped"]


def test_a_case_handed_to_its_own_area_goes_to_that_areas_system(kiosk: Kiosk, system: Start) -> None:
    city = Area.objects.get(code="city")
    east = Area.objects.create(code="east", name="东街", level="street", parent=city)
    whole, own = system(""), system("")
    connect(whole)
    connect(own, area=east)
    case = accepted(kiosk)
    handling.hand_over(case, east, Actor(staff=staff(Role.CLERK)), timezone.now())
    work_once()
    told = [message["type"] for message in seen_by(whole)["kept"].values()]
    assert sorted(told) == ["task.dropped", "task.opened"]
    (message,) = seen_by(own)["kept"].values()
    assert (message["type"], message["area"]) == ("task.opened", "east")
    sender = Sender(Scope.TASKS, area=east)
    finding = {"case": case.code, "said": "done", "task": message["task"], "note": {"zh": "属实"}}
    assert sender.send(finding).json()["state"] == "in_progress"


def test_the_nearest_system_above_the_cases_area_gets_it(kiosk: Kiosk) -> None:
    city = Area.objects.get(code="city")
    east, west = (Area.objects.create(code=code, name=code, level="street", parent=city) for code in ("e", "w"))
    whole, own = connect(9), connect(9, area=east)
    case = accepted(kiosk)
    task = case.tasks.get()
    for area, wanted in ((city, whole), (west, whole), (east, own)):
        task.area = area
        assert outbox.system_of(task) == wanted


@pytest.mark.parametrize(
    "address", ["http://example.org/", "ftp://x/", "https://u:p@x/", "https://", "x", "https://a b/"]
)
def test_an_address_that_is_not_safe_is_refused(kiosk: Kiosk, address: str) -> None:
    with pytest.raises(ValidationError):
        connect(9, address=address).full_clean()


class Sender:
    """A department's system that sends."""

    def __init__(self, *scopes: Scope, department: Department | None = None, area: Area | None = None) -> None:
        department = department or Department.objects.get(code="civil")
        self.key: NewKey = keys.add(f"key {uuid4()}", department, scopes, timezone.now(), area)

    def row(self) -> ApiKey:
        row = keys.key_of(self.key.key, timezone.now())
        assert row is not None
        return row

    def send(self, body: Any, message_id: str = "m1", age: int = 0, secret: str = "", **headers: str) -> Any:
        data = json.dumps(body).encode()
        at = timezone.now() - timedelta(seconds=age)
        signed = signing.sign(secret or self.key.secret, message_id, data, at)
        bearer = {"Authorization": f"Bearer {self.key.key}"}
        return Client().post(
            "/api/v1/departments/answers", data, "application/json", headers={**bearer, **signed, **headers}
        )


def done(case: Case) -> dict[str, Any]:
    return {"case": case.code, "said": "done", "task": case.tasks.get().pk, "note": {"zh": "属实"}}


def outcomes() -> list[str]:
    return list(Incoming.objects.order_by("pk").values_list("outcome", flat=True))


def test_a_departments_answers_move_the_case(kiosk: Kiosk) -> None:
    case, sender = accepted(kiosk), Sender(*Scope)
    assert sender.send(done(case)).json() == {"id": "m1", "state": "in_progress"}
    with_a_grant(case)
    decided = {"case": case.code, "said": "decided", "note": {"zh": "予以补助", "en": "Granted"}}
    days = {"first_day": "2026-12-01", "last_day": "2026-11-30"}
    assert sender.send({**decided, "entitlement": days}, "m3").status_code == 422
    decided["entitlement"] = {**days, "last_day": "2027-11-30"}
    assert sender.send(decided, "m2").json()["state"] == "decided"
    assert str(case.entitlements.get().last_day) == "2027-11-30"
    last = case.timeline.filter(event="moved").last()
    assert last is not None
    assert last.department == case.department
    own = kiosk.post("cases/own", {"code": case.code, "number": a_number()}).json()
    assert own["answer"]["zh-Hans"] == "予以补助"


def test_a_system_tells_once_what_is_missing(kiosk: Kiosk) -> None:
    case, sender = a_case(kiosk), Sender(Scope.SUPPLEMENT)
    papers = {"case": case.code, "said": "supplement_wanted", "papers": [{"zh": "户口簿"}]}
    assert sender.send(papers).json()["state"] == "supplement_wanted"
    assert sender.send(papers, "m2").status_code == 409
    assert kiosk.get(f"cases/{case.code}").json()["missing"] == [{"zh-Hans": "户口簿"}]


def test_a_replay_changes_nothing_and_gets_the_same_answer(kiosk: Kiosk) -> None:
    case, sender = accepted(kiosk), Sender(Scope.TASKS)
    message = done(case)
    first = sender.send(message)
    again = sender.send(message)
    assert (again.status_code, again.json()) == (200, first.json())
    assert sender.send({**message, "note": {"zh": "不同"}}).status_code == 409
    assert case.timeline.filter(event="task_done").count() == 1
    assert outcomes() == ["taken", "replayed", "refused"]


@pytest.mark.parametrize(
    ("how", "status", "outcome"),
    [
        ({"age": 400}, 409, "late"),
        ({"age": -400}, 409, "late"),
        ({"secret": SECRET}, 401, "forged"),
        ({"webhook-signature": "v1,"}, 401, "forged"),
        ({"webhook-signature": "v1,张"}, 401, "forged"),
        ({"webhook-timestamp": "now"}, 401, "forged"),
        ({"webhook-id": "other"}, 401, "forged"),
    ],
)
def test_a_late_or_forged_message_changes_nothing_and_is_recorded(
    kiosk: Kiosk, how: dict[str, Any], status: int, outcome: str
) -> None:
    case, sender = accepted(kiosk), Sender(Scope.TASKS)
    if "webhook-signature" in how:
        how = {**how, "webhook-signature": how["webhook-signature"].encode().decode("latin-1")}
    assert sender.send(done(case), **how).status_code == status
    case.refresh_from_db()
    assert (case.state, case.tasks.get().state) == ("accepted", "open")
    assert outcomes() == [outcome]


@pytest.mark.parametrize(
    ("body", "how", "status", "outcome"),
    [
        ({}, {}, 422, "unreadable"),
        ({"case": "x", "said": "done", "task": "first"}, {}, 422, "unreadable"),
        ([], {}, 422, "unreadable"),
        ({}, {"secret": SECRET}, 422, "forged"),
        ({}, {"age": 400}, 422, "late"),
        ({"case": "x", "said": "done"}, {"message_id": ""}, 422, "unreadable"),
        ({"case": "x", "said": "done"}, {"message_id": "m" * 81}, 422, "unreadable"),
    ],
)
def test_what_cannot_be_read_is_recorded_as_well(
    kiosk: Kiosk, body: Any, how: dict[str, Any], status: int, outcome: str
) -> None:
    assert Sender(*Scope).send(body, **how).status_code == status
    assert outcomes() == [outcome]


def test_what_is_no_json_is_recorded(kiosk: Kiosk) -> None:
    sender = Sender(*Scope)
    headers = {
        "Authorization": f"Bearer {sender.key.key}",
        **signing.sign(sender.key.secret, "m", b"{", timezone.now()),
    }
    answer = Client().post("/api/v1/departments/answers", b"{", "application/json", headers=headers)
    assert answer.status_code == 400
    assert outcomes() == ["unreadable"]


def test_one_gone_wild_fills_no_database(kiosk: Kiosk) -> None:
    sender, many = Sender(*Scope), incoming._AN_HOUR
    rows = [Incoming(key=sender.row(), message_id="m", digest="d", at=timezone.now(), outcome="forged")] * many
    Incoming.objects.bulk_create(rows)
    for _ in range(2):
        assert sender.send({"case": "x", "said": "done"}, secret=SECRET).status_code == 401
    assert Incoming.objects.count() == many
    assert sorted(Incoming.objects.values_list("times", flat=True))[-2:] == [1, 3]
    Incoming.objects.update(at=timezone.now() - timedelta(hours=2))
    sender.send({"case": "x", "said": "done"}, secret=SECRET)
    assert Incoming.objects.count() == many + 1


def test_a_stranger_is_counted_and_told_nothing(kiosk: Kiosk) -> None:
    case, sender = accepted(kiosk), Sender(Scope.TASKS)
    keys.revoke(sender.row().name, timezone.now())
    for _ in range(3):
        assert sender.send(done(case)).status_code == 401
    assert Stranger.objects.get().count == 3
    assert outcomes() == []


def test_a_key_that_is_out_of_date_is_refused(kiosk: Kiosk) -> None:
    sender = Sender(Scope.TASKS)
    ApiKey.objects.update(expires_at=timezone.now())
    assert sender.send({}).status_code == 401


def test_a_key_is_good_only_for_its_scopes(kiosk: Kiosk) -> None:
    case, sender = accepted(kiosk), Sender(Scope.SUPPLEMENT)
    assert sender.send(done(case)).status_code == 403
    assert outcomes() == ["refused"]


def test_another_departments_or_areas_case_is_not_there(kiosk: Kiosk) -> None:
    case, other = accepted(kiosk), a_department()
    street = Area.objects.create(code="far", name="远", level="street", parent=case.area)
    for sender in (Sender(*Scope, department=other), Sender(*Scope, area=street)):
        assert sender.send(done(case)).status_code == 404
    assert outcomes() == ["refused", "refused"]


def test_a_kiosks_token_and_a_departments_key_do_not_stand_in_for_each_other(kiosk: Kiosk) -> None:
    sender = Sender(*Scope)
    assert kiosk.post("departments/answers", {"case": "x", "said": "done"}).status_code == 401
    assert Kiosk(Client(), sender.key.key).post("cases/search", {"number": "1"}).status_code == 401
    assert KioskRow.objects.filter(name=sender.key.key).count() == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "case"),
        ({"case": "x", "said": "sung"}, "said"),
        ({"case": "x", "said": "done", "task": 2**70}, "task"),
        ({"case": "x", "said": "done", "note": {"zh": "长" * 5000}}, "note"),
    ],
)
def test_what_does_not_fit_is_named_by_field(kiosk: Kiosk, body: Any, field: str) -> None:
    problem = Sender(*Scope).send(body).json()
    assert problem["status"] == 422
    assert field in [error["field"] for error in problem["errors"]]
