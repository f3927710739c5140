"""Kiosks are enrolled, watched and told what to do."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from contract.kiosks import CommandKind
from contract.text import Text
from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.core.problems import RequestRefused
from hub.kiosks import alarms, commands, rate_limits, series, services
from hub.kiosks.api import WRONG_CODES
from hub.kiosks.models import Alarm, EnrolmentCode, Site, Tries
from hub.kiosks.models import Kiosk as KioskRow
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.office import Desk
from tests.hub.people import a_street, staff
from tests.hub.sample import a_number, a_submission

NOW = datetime(2031, 6, 2, 4, 0, tzinfo=UTC)
HEARTBEAT: dict[str, Any] = {
    "at": "",
    "version": "1",
    "outbox": 3,
    "refused": 0,
    "devices": [],
}


@pytest.fixture(autouse=True)
def _by_a_clock_that_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(HEARTBEAT, "at", datetime.now(UTC).isoformat())


@pytest.fixture
def technician(database: None) -> Desk:
    return Desk(staff(Role.TECHNICIAN))


def enrol(code: str) -> tuple[int, Any]:
    response = Client().post("/api/v1/kiosks/enrol", {"code": code}, "application/json")
    return response.status_code, response.json()


def test_a_code_makes_one_kiosk_and_no_second(technician: Desk) -> None:
    _, made = technician.post("kiosks/codes", {"kiosk": "lobby-7", "site": "centre"})
    status, enrolled = enrol(made["code"].lower().replace("-", " "))
    assert (status, enrolled["kiosk"], enrolled["site"]["zh-Hans"]) == (200, "lobby-7", "社区服务中心")
    assert Kiosk(Client(), enrolled["token"]).post("kiosks/heartbeat", HEARTBEAT).status_code == 200
    assert enrol(made["code"])[0] == 422
    assert enrolled["token"] not in str(list(KioskRow.objects.values()))
    assert made["code"] not in str(list(EnrolmentCode.objects.values()))


def test_a_code_out_of_its_time_or_mistyped_is_worth_nothing(technician: Desk) -> None:
    site = Site.objects.get(code="centre")
    code = services.make_code("lobby-8", site, None, NOW)
    for late in (services.CODE_LASTS, -timedelta(seconds=1)):
        with pytest.raises(RequestRefused):
            services.enrol(code, NOW + late)
    assert [enrol(wrong)[0] for wrong in ("", "0000-0000-0000", "x" * 21)] == [422] * 3
    assert services.enrol(code, NOW + timedelta(minutes=59)).kiosk == "lobby-8"


def test_codes_cannot_be_tried_out_by_the_hundred(technician: Desk) -> None:
    _, made = technician.post("kiosks/codes", {"kiosk": "lobby-9", "site": "centre"})
    spoofed = [
        Client(headers={"X-Forwarded-For": f"198.51.100.{place}"})
        .post("/api/v1/kiosks/enrol", {"code": "0000-0000-0000"}, "application/json")
        .status_code
        for place in range(WRONG_CODES + 2)
    ]
    assert spoofed == [422] * WRONG_CODES + [429] * 2
    assert AuditEntry.objects.filter(action="try too often", subject="enrol kiosk").count() == 1
    assert Tries.objects.get(what="enrol kiosk").count == WRONG_CODES
    assert enrol(made["code"])[0] == 200
    rate_limits.forget_tries(timezone.now() + timedelta(days=3))
    assert not Tries.objects.exists()


def test_a_new_machine_takes_the_place_of_an_old_one(technician: Desk, kiosk: Kiosk) -> None:
    row = KioskRow.objects.latest("id")
    code = services.make_code(row.name, row.site, None, timezone.now())
    assert enrol(code)[1]["kiosk"] == row.name
    assert kiosk.post("kiosks/heartbeat", HEARTBEAT).status_code == 401
    elsewhere = Site.objects.create(code="elsewhere", name="别处")
    with pytest.raises(RequestRefused):
        services.make_code(row.name, elsewhere, None, timezone.now())


def test_a_kiosk_that_never_said_a_word_raises_an_alarm(kiosk: Kiosk) -> None:
    row = KioskRow.objects.latest("id")
    assert not alarms.silent_kiosks(row.created_at + timedelta(seconds=80)).filter(pk=row.pk).exists()
    alarms.watch(row.created_at + timedelta(seconds=100))
    assert Alarm.objects.filter(kiosk=row, kind="silent", cleared_at=None).exists()


def letters(kiosk: Kiosk, held: str | None) -> str:
    said = HEARTBEAT if held is None else {**HEARTBEAT, "series": held}
    return str(kiosk.post("kiosks/heartbeat", said).json()["series"])


def test_a_machine_without_letters_gets_some_that_no_kiosk_ever_had(kiosk: Kiosk) -> None:
    other = Kiosk(Client(), services.add(f"kiosk {uuid4()}"))
    mine, others = letters(kiosk, ""), letters(other, "")
    assert mine != others
    assert letters(kiosk, "") == mine, "the first answer may have been lost"
    assert [letters(kiosk, held) for held in (mine, mine, None)] == [mine] * 3
    replaced = letters(kiosk, "")
    assert replaced not in (mine, others)
    assert letters(kiosk, replaced) == replaced
    assert letters(kiosk, mine) not in (mine, others, replaced), "it was given to one that is gone"
    assert letters(other, None) == others


def test_letters_go_from_a_to_z_and_on() -> None:
    assert [series.letters(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_a_silent_kiosk_raises_one_alarm_within_two_minutes_which_ends_with_its_next_word(kiosk: Kiosk) -> None:
    row = KioskRow.objects.latest("id")
    KioskRow.objects.filter(pk=row.pk).update(seen_at=NOW)
    assert alarms.watch(NOW + timedelta(seconds=80)) == 0
    assert [alarms.watch(NOW + timedelta(seconds=seconds)) for seconds in (100, 110)] == [1, 0]
    (alarm,) = Alarm.objects.filter(kiosk=row)
    assert (alarm.kind, alarm.cleared_at) == ("silent", None)
    kiosk.post("kiosks/heartbeat", HEARTBEAT)
    alarm.refresh_from_db()
    assert alarm.cleared_at is not None
    KioskRow.objects.filter(pk=row.pk).update(seen_at=NOW, revoked_at=NOW)
    assert alarms.watch(NOW + timedelta(hours=1)) == 0


def test_low_paper_and_broken_devices_are_told_before_anyone_queues(kiosk: Kiosk) -> None:
    low = {"name": "printer", "kind": "printer", "condition": "ok", "paper": "low"}
    broken = {"name": "reader", "kind": "card_reader", "condition": "fault", "fault": "disconnected"}
    for _ in range(2):
        kiosk.post("kiosks/heartbeat", {**HEARTBEAT, "devices": [low, broken]})
    standing = Alarm.objects.filter(cleared_at=None).order_by("device")
    assert list(standing.values_list("kind", "device", "detail")) == [
        ("paper", "printer", "low"),
        ("fault", "reader", "disconnected"),
    ]
    kiosk.post("kiosks/heartbeat", {**HEARTBEAT, "devices": [{**low, "paper": "full"}, broken]})
    assert standing.get().device == "reader"


def test_a_number_in_doubt_is_an_alarm_as_long_as_the_kiosk_names_it(kiosk: Kiosk) -> None:
    for _ in range(2):
        kiosk.post("kiosks/heartbeat", {**HEARTBEAT, "doubtful": ["AK003"]})
    standing = Alarm.objects.filter(cleared_at=None)
    assert list(standing.values_list("kind", "device")) == [("number", "AK003")]
    kiosk.post("kiosks/heartbeat", HEARTBEAT)
    assert not standing.exists()


def test_a_kiosk_that_cannot_read_its_database_does_not_know_what_waits(technician: Desk, kiosk: Kiosk) -> None:
    kiosk.post("kiosks/heartbeat", {**HEARTBEAT, "doubtful": ["AK003"]})
    unread = {"outbox": None, "refused": None, "series": None}
    assert kiosk.post("kiosks/heartbeat", {**HEARTBEAT, **unread}).status_code == 200
    row = KioskRow.objects.latest("id")
    assert (row.outbox, row.refused) == (None, None)
    assert Alarm.objects.filter(kiosk=row, cleared_at=None).get().device == "AK003", "it may still be on paper"


def test_a_command_is_sent_until_it_is_answered(technician: Desk, kiosk: Kiosk) -> None:
    name = KioskRow.objects.latest("id").name
    reason = {"zh-Hans": "屏幕维修", "en": "Screen repair"}
    status, ordered = technician.post(f"kiosks/{name}/commands", {"kind": "lock", "reason": reason})
    assert (status, ordered["sent_at"]) == (200, None)
    for _ in range(2):
        (command,) = kiosk.post("kiosks/heartbeat", HEARTBEAT).json()["commands"]
        told = {"zh-Hans": "屏幕维修", "en": "Screen repair"}
        assert (command["id"], command["kind"], command["reason"]) == (ordered["id"], "lock", told)
    answer = {"id": ordered["id"], "done": True, "detail": "locked"}
    assert "commands" not in kiosk.post("kiosks/heartbeat", {**HEARTBEAT, "mode": "locked", "answers": [answer]}).json()
    (view,) = [view for view in technician.get("kiosks")[1]["kiosks"] if view["name"] == name]
    assert (view["mode"], view["outbox"], view["commands"][0]["done"]) == ("locked", 3, True)
    assert AuditEntry.objects.filter(action="lock kiosk", actor=f"user:{technician.user.pk}").exists()


def test_a_lock_needs_its_reason_and_another_kiosks_answer_counts_for_nothing(kiosk: Kiosk) -> None:
    row = KioskRow.objects.latest("id")
    with pytest.raises(RequestRefused):
        commands.order(row, CommandKind.LOCK, Text({"zh-Hans": " "}), None, NOW)
    order = commands.order(row, CommandKind.REFRESH, None, None, NOW)
    other = Kiosk(Client(), services.add(f"kiosk {uuid4()}"))
    other.post("kiosks/heartbeat", {**HEARTBEAT, "answers": [{"id": str(order.pk), "done": True}]})
    order.refresh_from_db()
    assert order.answered_at is None


def test_kiosks_of_other_areas_are_not_there_and_windows_lock_none(kiosk: Kiosk) -> None:
    name = KioskRow.objects.latest("id").name
    lock = {"kind": "lock", "reason": {"zh": "停用"}}
    elsewhere = Desk(staff(Role.TECHNICIAN, [a_street()]))
    assert elsewhere.post(f"kiosks/{name}/commands", lock)[0] == 404
    assert elsewhere.post(f"kiosks/{name}/revoke")[0] == 404
    assert elsewhere.post("kiosks/codes", {"kiosk": "x", "site": "centre"})[0] == 404
    assert elsewhere.get("kiosks") == (200, {"kiosks": []})
    assert Desk(staff(Role.WINDOW)).post(f"kiosks/{name}/commands", lock)[0] == 403


def test_an_alarm_is_seen_to_and_a_kiosk_revoked_from_afar(technician: Desk, kiosk: Kiosk) -> None:
    row = KioskRow.objects.latest("id")
    KioskRow.objects.filter(pk=row.pk).update(seen_at=NOW)
    alarms.watch(NOW + timedelta(minutes=2))
    alarm = Alarm.objects.get(kiosk=row)
    assert technician.post(f"alarms/{alarm.pk}/acknowledge")[1]["seen_by"] == technician.user.username
    assert technician.post(f"kiosks/{row.name}/revoke")[1]["kiosks"][0]["revoked"]
    assert kiosk.post("kiosks/heartbeat", HEARTBEAT).status_code == 401


def test_a_stolen_token_cannot_ask_for_a_whole_town(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "LOOK_UPS", 3)
    numbers = [a_number(order) for order in range(100, 104)]
    asked = [kiosk.post("residents/facts", {"number": number}).status_code for number in numbers]
    assert asked == [200, 200, 200, 429]
    assert kiosk.post("cases/search", {"number": numbers[0]}).status_code == 429
    assert kiosk.post("notices/mine", {"number": numbers[0]}).status_code == 429
    assert AuditEntry.objects.filter(action="try too often", subject__startswith="look up, kiosk").count() == 1


def test_the_last_four_of_a_number_cannot_be_tried_out(kiosk: Kiosk) -> None:
    submission = a_submission()
    kiosk.post("submissions", submission)
    code = Case.objects.get(pk=submission.id).code
    wrong = [
        {"code": code, "last_four": f"{consume_guess:04d}"} for consume_guess in range(rate_limits.GUESSES_OF_A_CASE)
    ]
    assert {kiosk.post("cases/own", consume_guess).status_code for consume_guess in wrong} == {404}
    right = {"code": code, "last_four": a_number()[-4:]}
    assert kiosk.post("cases/own", right).status_code == 429
    assert kiosk.post("cases/search", right).status_code == 429
    assert kiosk.post("cases/own", {"code": code, "number": a_number()}).status_code == 200
    assert AuditEntry.objects.filter(action="try too often", subject=f"guess, case {code}").count() == 1
