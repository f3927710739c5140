"""What a granted decision entitles to: recorded with its days, read by its owner, told of before it ends, ended with a
reason, erased when it is over."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from contract.casework import EntitlementDates, EntitlementEnd
from hub.audit.models import AuditEntry, Finding, FindingKind
from hub.cases import entitlements, handling
from hub.cases.actors import Actor
from hub.cases.models import Case, Entitlement
from hub.catalogue.models import Department, Item
from hub.core.problems import RequestRefused
from hub.notify.models import MessageTemplate, ResidentMessage
from hub.notify.reminders import remind_of_entitlements
from hub.operations.retention import purge
from hub.residents.models import Organisation, Resident
from hub.residents.selectors import find
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.messaging import a_channel, agree_to, hand_in
from tests.hub.people import a_street, staff
from tests.hub.rows import write_rows
from tests.hub.sample import GRANT, REPORT, a_number, a_person, both
from tests.hub.signed_in import browser_of
from tests.hub.test_own_record import MINE, read
from tests.hub.workflows import with_a_grant

DAY = timedelta(days=1)
YES = both("同意。")


def today() -> date:
    return timezone.localdate()


def a_clerk() -> Actor:
    return Actor(staff=staff(Role.CLERK, departments=[Department.objects.get(code="civil")]))


@pytest.fixture
def case(kiosk: Kiosk) -> Case:
    """Accepted; its item entitles to an allowance for a year."""
    return handling.accept(with_a_grant(hand_in(kiosk)), a_clerk(), timezone.now())


def grant(case: Case, first: int = -100, last: int | None = 20) -> Entitlement:
    """Decides it, and grants from that many days from today until that many."""
    last_day = None if last is None else today() + last * DAY
    dates = EntitlementDates(first_day=today() + first * DAY, last_day=last_day)
    handling.decide(case, YES, a_clerk(), timezone.now(), dates)
    return case.entitlements.get()


def test_days_are_proposed_by_the_months_of_the_item(case: Case) -> None:
    for day, last in (("2028-02-29", "2029-02-28"), ("2026-01-01", "2026-12-31"), ("2026-03-31", "2027-03-30")):
        proposed = entitlements.propose(case, date.fromisoformat(day))
        assert proposed is not None
        assert (proposed.first_day, proposed.last_day) == (date.fromisoformat(day), date.fromisoformat(last))
    assert entitlements.propose(with_a_grant(case, None), today()) == EntitlementDates(first_day=today())
    case.organisation = Organisation(pk=1)
    assert entitlements.propose(case, today()) is None


def test_who_is_granted_one_reads_it_in_their_record_and_in_its_copy(kiosk: Kiosk, case: Case) -> None:
    grant(case)
    (own,) = read(kiosk)["entitlements"]
    assert (own["name"]["en"], own["state"], own["item"], own["case"]) == (
        "Old-age allowance", "ends_soon", GRANT, case.code,
    )  # fmt: skip
    assert own["last_day"] == str(today() + 20 * DAY)
    assert kiosk.post("residents/record/copy", MINE).status_code == 200
    other = kiosk.post("residents/record", {"number": a_number(900)}).json()
    assert other["entitlements"] == []


def test_those_that_end_soon_come_first_and_those_that_are_over_last(kiosk: Kiosk, case: Case) -> None:
    resident, other = grant(case).resident, Item.objects.get(code=REPORT)
    for first, last in ((-9, None), (-400, -30), (5, 400), (-9, 300), (-300, -2)):
        first_day, last_day = today() + first * DAY, None if last is None else today() + last * DAY
        days = {"first_day": first_day, "last_day": last_day, "granted_at": timezone.now()}
        Entitlement.objects.create(resident=resident, item=other, name=YES, **days)
    own = read(kiosk)["entitlements"]
    assert [each["state"] for each in own] == ["ends_soon", "running", "running", "coming", "over", "over"]
    days_left = [20, 300, None, 400, -2, -30]
    assert [each["last_day"] for each in own] == [day and str(today() + day * DAY) for day in days_left]


def test_one_that_is_renewed_ends_soon_no_more_and_the_next_follows_it(kiosk: Kiosk, case: Case) -> None:
    first = grant(case)
    again = handling.accept(hand_in(kiosk), a_clerk(), timezone.now())
    proposed = entitlements.propose(again, today())
    assert proposed is not None
    assert proposed.first_day == (first.last_day or today()) + DAY
    Entitlement.objects.update(last_day=today() + 900 * DAY)  # no first day may be that far ahead
    soonest = entitlements.propose(again, today())
    assert soonest is not None
    assert soonest.first_day == today()
    Entitlement.objects.update(last_day=first.last_day)
    handling.decide(again, YES, a_clerk(), timezone.now(), proposed)
    assert {each["state"] for each in read(kiosk)["entitlements"]} == {"running", "coming"}
    assert not entitlements.list_to_renew(today()).exists()


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(0, -1, "last_day"), (0, 40_000, "last_day"), (-900, None, "first_day"), (900, None, "first_day")],
)
def test_days_that_cannot_be_are_refused_and_the_case_stays_undecided(
    case: Case, first: int, last: int | None, field: str
) -> None:
    with pytest.raises(RequestRefused) as refused, transaction.atomic():
        grant(case, first, last)
    assert [error.field for error in refused.value.problem.errors] == [field]
    case.refresh_from_db()
    assert (case.state, Entitlement.objects.count()) == ("accepted", 0)
    row = Entitlement(resident=case.resident, item=case.item_version.item, granted_at=timezone.now(), name=YES)
    row.first_day, row.last_day = today(), today() - DAY
    with pytest.raises(IntegrityError), transaction.atomic():  # the database holds to it as well
        row.save()


def test_a_refusal_and_an_item_that_grants_nothing_entitle_to_nothing(kiosk: Kiosk, case: Case) -> None:
    dates = EntitlementDates(first_day=today())
    other = handling.accept(hand_in(kiosk), a_clerk(), timezone.now())
    other.item_version.content["grants"] = None
    other.item_version.save()
    with pytest.raises(RequestRefused), transaction.atomic():
        handling.decide(other, YES, a_clerk(), timezone.now(), dates)
    with_a_grant(other)
    with pytest.raises(RequestRefused), transaction.atomic():
        entitlements.grant(other, dates, a_clerk(), timezone.now())  # before the decision
    handling.decide(other, both("不符合条件。"), a_clerk(), timezone.now())
    assert not Entitlement.objects.exists()


def test_staff_grant_after_the_decision_and_end_with_a_reason(kiosk: Kiosk, case: Case) -> None:
    clerk = a_clerk()
    assert clerk.staff is not None
    browser, here = browser_of(clerk.staff), f"/api/v1/casework/{case.code}"

    def post(path: str, body: Any) -> Any:
        return browser.post(path, body, content_type="application/json")

    dates = {"first_day": str(today() - DAY), "last_day": str(today() + 300 * DAY)}
    for move in ({"move": "refuse"}, {"move": "begin"}):
        assert post(f"{here}/move", {**move, "entitlement": dates}).status_code == 422
    assert post(f"{here}/move", {"move": "decide", "words": {"zh": "同意"}}).status_code == 200
    number = post(f"{here}/entitlement", dates).json()["id"]
    assert post(f"{here}/entitlement", dates).status_code == 409
    assert browser.get(here).json()["entitlements"][0]["id"] == number
    ending = f"/api/v1/casework/entitlements/{number}/end"
    wrong = [(today() - 5 * DAY, "迁出"), (today() + 400 * DAY, "迁出"), (today(), " "), (today(), "")]
    for day, reason in wrong:
        assert post(ending, {"last_day": str(day), "reason": reason}).status_code == 422
    stranger = browser_of(staff(Role.CLERK, areas=[a_street()], departments=[Department.objects.get(code="civil")]))
    body = {"last_day": str(today()), "reason": "户口迁出本市"}
    assert stranger.post(ending, body, content_type="application/json").status_code == 404
    assert post(ending, body).status_code == 200
    assert post(ending, body).status_code == 409
    (own,) = read(kiosk)["entitlements"]
    assert (own["last_day"], own["reason"], own["item"]) == (str(today()), "户口迁出本市", None)
    entry = AuditEntry.objects.get(action="end entitlement")
    assert (entry.actor, "户口迁出本市" in entry.detail) == (f"user:{clerk.staff.pk}", False)
    assert list(case.timeline.values_list("event", flat=True))[-2:] == ["entitled", "entitlement_ended"]
    short = {"first_day": str(today()), "last_day": str(today() + 5 * DAY)}
    assert post(f"{here}/entitlement", short).status_code == 200  # ended by mistake
    assert case.entitlements.get(ended_at=None).renew_from == today()  # not before it begins


def test_in_the_console_it_has_to_be_said_whether_it_is_granted(case: Case) -> None:
    clerk, here = Reader(a_clerk().staff or staff(Role.CLERK)), f"cases/{case.code}/"
    answer = {"move": "decide", "words": "同意", "first_day": str(today()), "last_day": str(today() - DAY)}
    page = clerk.page(here)
    assert f'name="first_day" value="{today()}"' in page
    assert "请选择是否准予" in clerk.send(f"{here}move/", answer)
    assert "早于起始日期" in clerk.send(f"{here}move/", {**answer, "granted": "yes"})
    assert "同意" in clerk.send(f"{here}move/", {**answer, "granted": "no"})
    assert not Entitlement.objects.exists()
    assert "请填写有效的日期" in clerk.send(f"{here}entitlement/", {"first_day": "soon"})
    assert "高龄津贴" in clerk.send(f"{here}entitlement/", {"first_day": str(today())})
    row = Entitlement.objects.get()
    assert (row.last_day, row.renew_from) == (None, None)
    why = {"ground": "words", "ground_value": "居民当面询问"}
    page = clerk.send("people/find/", {"by": "number", "wanted": a_number(), **why})
    assert all(words in page for words in ("待遇和证件", "高龄津贴", "长期有效", f"entitlements/{row.pk}/end/"))
    clerk.send(f"entitlements/{row.pk}/end/", {"last_day": str(today()), "reason": "去世"})
    row.refresh_from_db()
    assert (row.last_day, row.reason) == (today(), "去世")
    clerk.send("entitlements/99999999999999999999/end/", {}, 404)


def test_another_area_and_who_may_not_open_it_see_none_of_it(case: Case) -> None:
    row = grant(case)
    resident, clerk = row.resident, a_clerk().staff
    elsewhere = staff(Role.CLERK, areas=[a_street()])
    assert clerk is not None
    assert [entitlements.list_visible(each, resident) for each in (clerk, elsewhere)] == [[row], []]
    write_rows(Case.objects.filter(pk=case.pk), privacy="confidential")
    Entitlement.objects.update(privacy="confidential")
    assert entitlements.list_visible(clerk, resident) == []
    Entitlement.objects.update(case=None)
    assert entitlements.list_visible(clerk, resident) == []


@pytest.mark.parametrize("change", ["privacy = 'public'", "last_day = '2090-01-01'", "case_id = NULL"])
def test_one_that_was_changed_past_the_hub_is_neither_read_nor_told_of(kiosk: Kiosk, case: Case, change: str) -> None:
    row = grant(case)
    Entitlement.objects.update(privacy="confidential")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_entitlement SET {change}")
    assert kiosk.post("residents/record", MINE).status_code == 409
    a_channel(1)
    agree_to(row.resident)
    assert remind_of_entitlements(timezone.now()) == 0
    assert Finding.objects.get(kind=FindingKind.CREDENTIAL).subject == f"cases_entitlement {row.pk}"


def test_its_owner_is_told_once_before_it_ends_and_only_with_a_yes(kiosk: Kiosk, case: Case) -> None:
    now, row = timezone.now(), grant(case, last=40)
    a_channel(1)
    assert remind_of_entitlements(now + 15 * DAY) == 0  # nobody has agreed
    agree_to(find(a_number()) or Resident())
    assert remind_of_entitlements(now + 9 * DAY) == 0
    MessageTemplate.objects.filter(event="entitlement").update(active=False)
    assert remind_of_entitlements(now + 15 * DAY) == 0
    MessageTemplate.objects.filter(event="entitlement").update(active=True)
    assert [remind_of_entitlements(now + days * DAY) for days in (10, 11, 39)] == [1, 0, 0]
    (message,) = ResidentMessage.objects.filter(event="entitlement")
    assert message.details["item"]["zh-Hans"] == "高龄津贴"
    assert message.details["day"]["zh-Hans"].endswith("日")
    ResidentMessage.objects.all().delete()
    entitlements.end(row, EntitlementEnd(last_day=today() + 5 * DAY, reason="迁出"), a_clerk(), now)
    assert remind_of_entitlements(now + 3 * DAY) == 0  # what is ended is not to be renewed


def test_one_that_runs_is_kept_and_named_and_one_that_is_over_is_erased(kiosk: Kiosk, case: Case) -> None:
    grant(case)
    kept = [each["what"]["en"] for each in kiosk.post("residents/record/erase", MINE).json()["kept"]]
    assert "Entitlements that run" in kept
    Entitlement.objects.update(last_day=today() - DAY)
    kept = [each["what"]["en"] for each in kiosk.post("residents/record/erase", MINE).json()["kept"]]
    assert "Entitlements that run" not in kept
    assert not Entitlement.objects.exists()


def test_it_outlasts_its_case_and_goes_three_years_after_its_end(kiosk: Kiosk, case: Case) -> None:
    row, now = grant(case, last=None), timezone.now()
    case.timeline.update(at=now - timedelta(days=3651))
    assert purge(now)["cases"] == 1
    row.refresh_from_db()
    assert (row.case, row.resident.number, str(row)) == (None, a_person().number, "高龄津贴")
    assert entitlements.may_end(a_clerk().staff or staff(Role.CLERK), row)
    entitlements.end(row, EntitlementEnd(last_day=today(), reason="去世"), a_clerk(), now)
    assert purge(now + 3 * 365 * DAY)["entitlements"] == 0
    assert purge(now + 3 * 365 * DAY + DAY)["entitlements"] == 1
