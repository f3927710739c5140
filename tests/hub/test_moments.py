"""What happened at a kiosk whose clock is wrong is judged by both clocks, and staff are told."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.kiosks.models import Alarm, AlarmKind
from hub.kiosks.models import Kiosk as KioskRow
from hub.queues.closing import close_days
from hub.queues.models import Ticket
from tests.hub.caller import Kiosk
from tests.hub.sample import a_submission

A_DAY = timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC)


def beats(kiosk: Kiosk, off: timedelta = timedelta(), instance: str = "run") -> dict[str, Any]:
    """Returns a heartbeat of a machine whose clock is off by that; what it is answered."""
    health = {"instance": instance, "clock_at": now().isoformat()}
    at = (now() + off).isoformat()
    report = {"at": at, "version": "1", "outbox": 0, "refused": 0, "devices": [], "health": health, "series": "K"}
    response = kiosk.post("kiosks/heartbeat", report)
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def issues(kiosk: Kiosk, number: str, at: datetime, **more: str) -> Ticket:
    offline = {"number": number, "issued_at": at.isoformat(), **more}
    response = kiosk.post("tickets", {"id": str(uuid4()), "service": "bulk", "offline": offline})
    assert response.status_code == 200, response.content
    return Ticket.objects.get(pk=response.json()["id"])


def standing(kind: AlarmKind) -> list[str]:
    return list(Alarm.objects.filter(kind=kind, cleared_at=None).values_list("device", flat=True))


@pytest.mark.parametrize("off", [-A_DAY, A_DAY, -timedelta(days=400)])
def test_a_number_printed_today_by_a_wrong_clock_is_not_void_tonight(kiosk: Kiosk, off: timedelta) -> None:
    """The kiosk never heard the hub before it gave the number: it could go by its own clock alone."""
    beats(kiosk, off)
    ticket = issues(kiosk, "BK001", now() + off)
    assert abs(ticket.issued_at - now()) < timedelta(minutes=1)
    close_days(now())
    assert Ticket.objects.get(pk=ticket.pk).state == "waiting"
    assert standing(AlarmKind.LATE) == []


def test_a_number_stamped_with_both_clocks_stands_where_the_hubs_time_puts_it(kiosk: Kiosk) -> None:
    beats(kiosk, -A_DAY)
    given = now() - timedelta(seconds=30)
    ticket = issues(kiosk, "BK001", given, machine_at=(given - A_DAY).isoformat())
    assert abs(ticket.issued_at - given) < timedelta(seconds=1)


def test_a_number_of_yesterday_is_never_void_in_silence(kiosk: Kiosk) -> None:
    beats(kiosk)
    ticket = issues(kiosk, "BK007", now() - A_DAY)
    assert standing(AlarmKind.LATE) == ["BK007"]
    assert AuditEntry.objects.filter(action="take late number").count() == 1
    close_days(now())
    assert Ticket.objects.get(pk=ticket.pk).state == "void"
    beats(kiosk)
    assert standing(AlarmKind.LATE) == ["BK007"], "until somebody sees to it"


def test_a_wrong_clock_is_an_alarm_as_long_as_it_is_wrong(kiosk: Kiosk) -> None:
    beats(kiosk, -A_DAY)
    (detail,) = Alarm.objects.filter(kind=AlarmKind.CLOCK, cleared_at=None).values_list("detail", flat=True)
    assert detail.startswith("-864")
    beats(kiosk)
    assert standing(AlarmKind.CLOCK) == []


@pytest.mark.parametrize("off", [-A_DAY, A_DAY])
def test_a_case_of_today_is_taken_and_dated_right_though_the_clock_is_wrong(kiosk: Kiosk, off: timedelta) -> None:
    beats(kiosk, off)
    at = now() + off
    submission = a_submission(submitted_at=at, stated_at=at)
    assert kiosk.post("submissions", submission).status_code == 200
    right = a_submission()
    right = right.model_copy(update={"submitted_at": now(), "stated_at": now(), "machine_at": at})
    assert kiosk.post("submissions", right).status_code == 200
    promised = set(Case.objects.values_list("promised_by", flat=True))
    assert len(promised) == 1, "the limit of both runs from today"


def test_two_who_speak_in_turn_under_one_name_are_told_and_keep_their_letters(kiosk: Kiosk) -> None:
    """A disk was copied: each run of the program names itself."""
    assert not beats(kiosk, instance="first")["marks"].get("twin")
    assert not beats(kiosk, instance="started again")["marks"].get("twin")
    answer = beats(kiosk, instance="first")
    assert (answer["marks"]["twin"], answer["series"]) == (True, "K")
    row = KioskRow.objects.get(alarms__kind=AlarmKind.TWIN)
    series = row.series
    for instance in ("started again", "first") * 3:
        assert beats(kiosk, instance=instance)["marks"]["twin"]
    row.refresh_from_db()
    assert row.series == series, "the letters do not flip"
    assert standing(AlarmKind.TWIN) == [""]


def test_a_kiosk_that_is_started_again_and_again_is_one(kiosk: Kiosk) -> None:
    assert not any(beats(kiosk, instance=f"run {run}")["marks"].get("twin") for run in range(12))
    assert standing(AlarmKind.TWIN) == []
