"""The kiosks' page."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from hub.kiosks.alarms import raise_once
from hub.kiosks.models import MAIN, Alarm, AlarmKind, Command, Kiosk, ReturnedEntry, Site
from hub.staff.models import Role
from tests.hub.caller import Kiosk as Caller
from tests.hub.console.reader import Reader
from tests.hub.people import a_street, staff

TROUBLE = {"name": "printer", "kind": "printer", "condition": "fault", "fault": "paper_out", "detail": "status 0x60"}


def beat(kiosk: Caller, **more: object) -> dict[str, Any]:
    report = {"at": timezone.now().isoformat(), "version": "0.1", "outbox": 2, "refused": 0, "devices": [TROUBLE]}
    return dict(json.loads(kiosk.post("kiosks/heartbeat", report | more).content))


@pytest.fixture
def row(kiosk: Caller) -> Kiosk:
    beat(kiosk)
    return Kiosk.objects.latest("pk")


def test_how_a_kiosk_is(row: Kiosk) -> None:
    page = Reader(staff(Role.WINDOW)).page("kiosks/")
    assert row.name in page
    assert "缺纸 status 0x60" in page
    assert "paper_out" not in page
    assert "设备故障" in page
    assert "/lock/" not in page


def test_a_page_shows_some_of_many_kiosks_those_in_trouble_first(row: Kiosk) -> None:
    plenty = [
        Kiosk(name=f"many {place:03d}", site_id=MAIN, token_hash=f"{place:064d}", created_at=timezone.now())
        for place in range(60)
    ]
    Kiosk.objects.bulk_create(plenty)
    browser = Reader(staff(Role.TECHNICIAN))
    first, last = browser.page("kiosks/"), browser.page("kiosks/?page=99")
    assert first.index(row.name) < first.index("many 000")
    assert "many 059" not in first
    assert "many 059" in last
    assert "many 000" not in last
    assert "page=2" in first


def test_the_kiosks_are_narrowed_by_name_centre_and_state(row: Kiosk) -> None:
    quiet = Kiosk.objects.create(name="quiet", site_id=MAIN, token_hash="q" * 64, created_at=timezone.now())
    browser = Reader(staff(Role.TECHNICIAN))
    shown = {
        query: [name for name in (row.name, "quiet") if f"<h2>{name} " in browser.page(f"kiosks/?{query}")]
        for query in (
            "name=UIE",
            "state=trouble",
            "state=silent",
            "state=revoked",
            "site=elsewhere",
            "state=%00",
            "page=x",
        )
    }
    assert shown == {
        "name=UIE": ["quiet"],
        "state=trouble": [row.name],
        "state=silent": [],
        "state=revoked": [],
        "site=elsewhere": [],
        "state=%00": [row.name, "quiet"],
        "page=x": [row.name, "quiet"],
    }
    Kiosk.objects.filter(pk=quiet.pk).update(revoked_at=timezone.now())
    assert "<h2>quiet " in browser.page("kiosks/?state=revoked")


def test_a_lock_with_its_reason_reaches_the_kiosk(row: Kiosk, kiosk: Caller) -> None:
    browser = Reader(staff(Role.TECHNICIAN))
    assert 'role="alert"' in browser.send(f"kiosks/{row.pk}/lock/", {"reason": " "})
    assert not Command.objects.exists()
    assert "更换打印头" in browser.send(
        f"kiosks/{row.pk}/lock/", {"reason[zh-Hans]": "更换打印头", "reason[en]": "New head"}
    )
    command = beat(kiosk)["commands"][0]
    assert command["reason"] == {"zh-Hans": "更换打印头", "en": "New head"}
    beat(kiosk, mode="locked", answers=[{"id": command["id"], "done": True}])
    assert "已停用" in browser.page("kiosks/")


def test_practice_is_ordered_for_the_day_where_a_kiosk_has_a_practice_hub(kiosk: Caller, row: Kiosk) -> None:
    browser = Reader(staff(Role.ADMINISTRATOR))
    assert f'id="practice-{row.pk}"' not in browser.page("kiosks/")
    assert "没有设置练习平台" in browser.send(f"kiosks/{row.pk}/practice/")
    beat(kiosk, can_practise=True)
    assert f'id="practice-{row.pk}"' in browser.page("kiosks/")
    browser.send(f"kiosks/{row.pk}/practice/")
    (command,) = beat(kiosk, can_practise=True)["commands"]
    Command.objects.update(made_at=timezone.now() - timedelta(days=1))
    assert "commands" not in beat(kiosk, can_practise=True)  # yesterday's is not taken up today
    assert "当天已结束" in browser.page("kiosks/")
    browser.send(f"kiosks/{row.pk}/practice/")
    (command,) = beat(kiosk, can_practise=True)["commands"]
    beat(kiosk, can_practise=True, mode="practice", answers=[{"id": command["id"], "done": True}])
    page = browser.page("kiosks/")
    assert "练习中" in page
    assert f'id="practice-{row.pk}"' not in page
    browser.send(f"kiosks/{row.pk}/practice_end/")
    assert [told["kind"] for told in beat(kiosk, can_practise=True, mode="practice")["commands"]] == ["practice_end"]


def test_somebody_sees_to_an_alarm(row: Kiosk) -> None:
    browser, alarm = Reader(staff(Role.TECHNICIAN)), Alarm.objects.get(kiosk=row)
    assert browser.user.username in browser.send(f"kiosks/alarms/{alarm.pk}/")


def test_a_code_for_a_new_kiosk_is_shown_once(row: Kiosk) -> None:
    browser = Reader(staff(Role.TECHNICIAN))
    page = browser.send("kiosks/code/", {"kiosk": "hall-2", "site": row.site.code})
    assert re.search(r"hall-2[^<]*[0-9A-Z]{4}", page)
    assert "hall-2" not in browser.page("kiosks/")
    assert 'role="alert"' in browser.send("kiosks/code/", {"kiosk": "<b>", "site": row.site.code})


def test_a_kiosk_elsewhere_is_not_there_and_not_every_role_commands(row: Kiosk) -> None:
    alarm, far = Alarm.objects.get(kiosk=row), Reader(staff(Role.TECHNICIAN, [a_street()]))
    assert row.name not in far.page("kiosks/")
    form = {"reason": "x", "kiosk": "hall-3", "site": row.site.code}
    for path in (f"kiosks/{row.pk}/lock/", f"kiosks/alarms/{alarm.pk}/", "kiosks/code/"):
        far.send(path, form, 404)
        Reader(staff(Role.WINDOW)).send(path, form, 403)
    Reader(staff(Role.TECHNICIAN)).send(f"kiosks/{row.pk}/dance/", status=404)
    assert not Command.objects.exists()
    assert Site.objects.count() == 1


def test_what_came_back_and_what_must_be_asked_for_after_a_restore_is_seen(row: Kiosk) -> None:
    for code, held in (("7K4M-Q9XT-2VBC", True), ("9XT2-VBC7-K4MQ", False)):
        ReturnedEntry.objects.create(
            epoch="second", kiosk=row, entry=uuid4(), kind="submission", code=code, held=held, told_at=timezone.now()
        )
    raise_once(row, AlarmKind.RESTORED, "", "+1 -1", timezone.now())
    page = Reader(staff(Role.TECHNICIAN)).page("kiosks/")
    assert all(words in page for words in ("7K4M-Q9XT-2VBC", "终端将重新发送", "9XT2-VBC7-K4MQ", "需联系当事人"))
    assert "1 项由终端重新发送，1 项需联系当事人" in page
    far = Reader(staff(Role.TECHNICIAN, [a_street()])).page("kiosks/")
    assert "7K4M-Q9XT-2VBC" not in far


def test_an_alarm_of_what_has_happened_ends_when_somebody_sees_to_it(row: Kiosk) -> None:
    raise_once(row, AlarmKind.LATE, "BK007", "2026-11-28 17:40", timezone.now())
    alarm = Alarm.objects.get(kiosk=row, kind=AlarmKind.LATE)
    browser = Reader(staff(Role.TECHNICIAN))
    assert "号票跨日补报" in browser.page("kiosks/")
    browser.send(f"kiosks/alarms/{alarm.pk}/")
    assert "号票跨日补报" not in browser.page("kiosks/")


def test_a_call_for_staff_is_answered_at_the_window_and_seen_at_the_kiosk(kiosk: Caller) -> None:
    call = {"name": "staff-call", "kind": "staff-call", "condition": "fault", "fault": "broken", "detail": "form"}
    answer = beat(kiosk, devices=[call])
    row, alarm = Kiosk.objects.latest("pk"), Alarm.objects.get(kind=AlarmKind.CALL)
    assert "staff_coming" not in answer
    browser = Reader(staff(Role.WINDOW))
    page = browser.page("kiosks/")
    assert all(words in page for words in ("有人请求帮助", "正在填表", row.site.name.in_locale("zh-Hans")))
    browser.send(f"kiosks/alarms/{alarm.pk}/")
    assert beat(kiosk, devices=[call])["staff_coming"] is True
    assert "staff_coming" not in beat(kiosk, devices=[])  # the visit is over
    assert not Alarm.objects.filter(kind=AlarmKind.CALL, cleared_at=None).exists()
    assert "staff_coming" not in beat(kiosk, devices=[call])  # another call


def test_the_window_sees_to_people_and_not_to_devices(row: Kiosk) -> None:
    alarm = Alarm.objects.get(kiosk=row)
    assert f'id="alarm-{alarm.pk}"' not in Reader(staff(Role.WINDOW)).page("kiosks/")


def test_what_a_kiosk_calls_the_page_is_shown_as_it_is_and_no_more(kiosk: Caller) -> None:
    beat(kiosk, devices=[{"name": "staff-call", "kind": "staff-call", "condition": "fault", "detail": "<b>x"}])
    assert "&lt;b&gt;x" in Reader(staff(Role.WINDOW)).page("kiosks/")
