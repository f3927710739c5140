"""The dashboard and its CSV."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pypdfium2 import PdfDocument

from contract.catalogue import NEUTRAL_NAME
from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.cases.services import submit
from hub.catalogue.models import Area, Item, ItemVersion
from hub.console.charts import HEIGHT, WIDTH, bar_chart
from hub.console.figures import handed_in, scope_of
from hub.core.csv_cells import guarded
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk
from hub.queues import windows
from hub.staff.models import Role
from languages.registry import DEFAULT
from tests.hub.console.reader import Reader
from tests.hub.halls import a_window, queue_up
from tests.hub.people import a_street, staff
from tests.hub.sample import GRANT, REPORT, a_submission

pytestmark = pytest.mark.usefixtures("database")


def hand_in(many: int, days_ago: int = 0) -> None:
    kiosks.add(f"lobby {days_ago}")
    at = timezone.now() - timedelta(days=days_ago)
    for _case in range(many):
        submission = a_submission(stated_at=at, submitted_at=at)
        submit(submission, Kiosk.objects.get(name=f"lobby {days_ago}"), at)


def rows_of(reader: Reader, query: str = "") -> dict[tuple[str, str], str]:
    sheet = reader.client.get(f"/console/figures/csv/{query}").content.decode("utf-8-sig")
    return {(what, of): value for what, of, value in csv.reader(io.StringIO(sheet))}


def test_how_much_came_in_and_what_is_late() -> None:
    hand_in(2)
    hand_in(1, days_ago=40)
    long_ago = timezone.localdate() - timedelta(days=20)
    Case.objects.filter(pk=Case.objects.latest("submitted_at").pk).update(due_by=long_ago, amber_from=long_ago)
    reader = Reader(staff(Role.HEAD))
    assert "<svg" in reader.page("figures/")
    month, quarter = rows_of(reader), rows_of(reader, "?days=90")
    assert month["收件", timezone.localdate().isoformat()] == "2"
    assert month["各事项收件", "临时补助"] == "2"
    assert month["各渠道收件", "自助终端"] == "2"
    assert "?list=department&amp;colour=red" in reader.page("figures/")
    assert int(month["已有办件的事项", ""]) == 1 < int(month["可办事项", ""])
    assert quarter["各事项收件", "临时补助"] == "3"
    assert int(month["在办", "超期"]) >= 1
    assert AuditEntry.objects.filter(action="export figures").count() == 2


def test_how_long_people_wait_and_who_served_them() -> None:
    came = timezone.localtime().replace(hour=0, minute=1)
    ticket = queue_up(came)
    window, clerk = a_window(["advice"])
    windows.call_next(window, clerk, came + timedelta(minutes=12))
    windows.finish(window, ticket.pk, clerk, came + timedelta(minutes=15))
    rows = rows_of(Reader(staff(Role.HEAD)))
    day = timezone.localdate(came).isoformat()
    assert (rows["窗口等候（分钟）", day], rows["窗口接待人次", clerk.username]) == ("12", "1")
    assert rows["人均分钟", clerk.username] == "3"
    assert rows["各时段叫号人次", "00:00"] == "1"
    yesterday = (timezone.localdate(came) - timedelta(days=1)).isoformat()
    assert rows["窗口等候（分钟）", yesterday] == ""


def test_the_page_writes_nothing_and_so_can_be_had_from_a_replica() -> None:
    hand_in(1)
    reader = Reader(staff(Role.HEAD))
    reader.page("figures/")
    with read_only():
        reader.page("figures/?days=90")


@contextmanager
def read_only() -> Iterator[None]:
    """Makes each write within the block fail, as on a standby."""
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON" if sqlite else "SET TRANSACTION READ ONLY")
    yield
    if sqlite:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")


def test_ones_own_areas_alone_are_counted() -> None:
    hand_in(1)
    street = a_street()
    reader = Reader(staff(Role.HEAD, [street]))
    rows = rows_of(reader)
    assert rows["收件", timezone.localdate().isoformat()] == "0"
    assert ("各区域收件", str(Area.objects.get(code="city"))) not in rows
    reader.page(f"figures/?area={street.code}")
    reader.page("figures/?area=city", 404)


def test_who_assesses_sees_no_figures_of_staff_and_who_calls_sees_none() -> None:
    assessor = Reader(staff(Role.ASSESSOR))
    assert "人均分钟" not in assessor.page("figures/")
    Reader(staff(Role.WINDOW)).page("figures/", 403)
    Reader(staff(Role.WINDOW)).page("figures/csv/", 403)


def test_the_last_day_is_labelled_and_a_day_without_visits_is_no_zero() -> None:
    points: list[tuple[str, int | None]] = [(str(day), None if day % 2 else day) for day in range(90)]
    bars = bar_chart("t", "u", points).bars
    labels = [bar.label for bar in bars if bar.label]
    assert (labels[-1], len(labels) < 20) == ("89", True)
    assert (bars[89].value, bars[89].height, bars[88].value) == (None, 0, 88)


def test_bars_stay_within_their_chart() -> None:
    for points in ([], [("a", 0)], [("a", 3), ("b", 0), ("c", 12)], [(str(day), day) for day in range(90)]):
        chart = bar_chart("t", "u", points)
        assert len(chart.bars) == len(points)
        for bar in chart.bars:
            assert 0 <= bar.x <= bar.x + bar.width <= WIDTH
            assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT


def test_no_name_becomes_a_formula() -> None:
    assert guarded("=1+1") == "'=1+1"
    assert guarded("张三") == "张三"


def test_an_item_that_is_not_public_is_not_named_in_figures() -> None:
    kiosks.add("the lobby's")
    now = timezone.now()
    for item in (GRANT, GRANT, REPORT):
        answers = {"answers": {"what": "路灯坏了"}, "applicant": None} if item == REPORT else {}
        submission = a_submission(stated_at=now, submitted_at=now, item=item, **answers)
        submit(submission, Kiosk.objects.get(name="the lobby's"), now)
    head = Reader(staff(Role.HEAD))
    assert "临时补助" in head.page("figures/csv/")
    for tier in ("neutral", "confidential"):
        Item.objects.filter(code=GRANT).update(privacy=tier)
        for page in (head.page("figures/csv/"), head.page("figures/")):
            assert "临时补助" not in page
            assert NEUTRAL_NAME.root[DEFAULT] in page
            assert "反映诉求" in page
    Item.objects.filter(code=GRANT).update(privacy="public")
    for then in ({"confidential": True}, {"privacy": "neutral"}):
        version = ItemVersion.objects.get(item__code=GRANT)
        version.content = {**version.content, "privacy": "public", **then}
        version.save()
        assert "临时补助" not in head.page("figures/csv/")


def test_a_figure_leads_to_the_cases_that_it_counts_as_far_as_one_may_see_them() -> None:
    hand_in(2)
    hand_in(1, days_ago=3)
    head, today = Reader(staff(Role.HEAD)), timezone.localdate()
    page = head.page("figures/")
    assert f"figures/cases/?days=30&amp;area=&amp;day={today}" in page
    assert f"figures/cases/?days=30&amp;area=&amp;item={GRANT}" in page

    def listed(query: str) -> int:
        return head.page(f"figures/cases/?{query}").count('<th scope="row" class="number">')

    assert (listed("days=30"), listed(f"days=30&day={today}"), listed(f"item={GRANT}&channel=kiosk")) == (3, 2, 3)
    assert (listed("channel=phone"), listed("in=city"), listed("days=30&area=city")) == (0, 3, 3)
    for wrong in ("day=2026-13-01", "item=nothing", "in=nowhere"):
        head.page(f"figures/cases/?{wrong}", 404)
    assert AuditEntry.objects.filter(action="find cases", subject="figures").exists()


def test_waits_and_hours_lead_to_the_calls_that_they_count() -> None:
    came = timezone.localtime().replace(hour=0, minute=1)
    ticket = queue_up(came)
    window, clerk = a_window(["advice"])
    windows.call_next(window, clerk, came + timedelta(minutes=12))
    windows.finish(window, ticket.pk, clerk, came + timedelta(minutes=15))
    head, today = Reader(staff(Role.HEAD)), timezone.localdate(came)
    assert "figures/calls/?days=30&amp;area=&amp;hour=0" in head.page("figures/")
    for query in ("hour=0", f"day={today}", "days=7"):
        page = head.page(f"figures/calls/?{query}")
        assert ticket.number in page
        assert '<td class="right">12</td>' in page
    assert ticket.number not in head.page("figures/calls/?hour=5")
    for wrong in ("hour=24", "hour=x", "day=x"):
        head.page(f"figures/calls/?{wrong}", 404)
    assert ticket.number not in Reader(staff(Role.HEAD, [a_street()])).page("figures/calls/")


def test_who_reads_no_cases_has_figures_without_a_way_to_them() -> None:
    hand_in(1)
    assessor = Reader(staff(Role.ASSESSOR))
    page = assessor.page("figures/")
    assert "figures/cases/" not in page
    assert "console/cases/" not in page
    assessor.page("figures/cases/", 403)


def test_figures_are_narrowed_by_item_channel_and_hour_and_every_way_on_keeps_that() -> None:
    hand_in(2)
    hand_in(1, days_ago=3)
    case = Case.objects.latest("submitted_at")
    hour = timezone.localtime(case.submitted_at).hour
    Case.objects.filter(pk=case.pk).update(channel="web", submitted_at=case.submitted_at)
    head, other = Reader(staff(Role.HEAD)), (hour + 1) % 24
    today = timezone.localdate().isoformat()
    for query, count in (
        (f"item={GRANT}", 2),
        (f"item={REPORT}", 0),
        ("channel=web", 1),
        (f"channel=kiosk&hour={hour}", 1),
        (f"hour={other}", 0),
    ):
        assert rows_of(head, f"?{query}")["收件", today] == str(count), query
    page = head.page(f"figures/?days=7&item={GRANT}&channel=web&hour={hour}")
    kept = f"days=7&amp;area=&amp;item={GRANT}&amp;channel=web&amp;hour={hour}"
    assert f"figures/cases/?{kept}&amp;day={today}" in page
    assert f"figures/csv/?{kept}" in page
    assert 'id="narrowed"' in page
    listed = head.page(f"figures/cases/?days=7&item={GRANT}&channel=web&day={today}")
    assert f"figures/?days=7&amp;area=&amp;item={GRANT}&amp;channel=web" in listed
    assert listed.count('<th scope="row" class="number">') == 1
    sheet = rows_of(head, f"?item={GRANT}&channel=web")
    assert (sheet["仅统计", "事项"], sheet["仅统计", "方式"]) == ("临时补助", "网络")
    for wrong in ("item=nothing", "channel=pigeon", "hour=24", "hour=x"):
        for path in ("figures/", "figures/csv/", "figures/calls/"):
            head.page(f"{path}?{wrong}", 404)
    Item.objects.filter(code=GRANT).update(privacy="neutral")
    head.page(f"figures/?item={GRANT}", 404)


def test_a_months_paper_says_to_what_it_is_narrowed() -> None:
    hand_in(1)
    head, month = Reader(staff(Role.HEAD)), f"{timezone.localdate():%Y-%m}"
    response = head.client.get(f"/console/figures/month/?month={month}&area=city&item={GRANT}&channel=kiosk&hour=9")
    words = "".join(page.get_textpage().get_text_range() for page in PdfDocument(response.content))
    for said in ("临时补助", "自助终端", "09:00"):
        assert said in words.partition("\n" * 9)[0][:200].replace("\r", "").replace("\n", "")


def test_a_month_is_taken_as_a_pdf_that_says_what_it_is_of() -> None:
    hand_in(2)
    head, month = Reader(staff(Role.HEAD)), f"{timezone.localdate():%Y-%m}"
    response = head.client.get(f"/console/figures/month/?month={month}")
    assert response["Content-Type"] == "application/pdf"
    words = "".join(page.get_textpage().get_text_range() for page in PdfDocument(response.content))
    assert month in words
    assert "临时补助" in words
    assert "收件" in words
    assert AuditEntry.objects.filter(action="export figures").count() == 1
    for wrong in ("", "2026-13", "9999-12", "0001-01", "x"):
        head.page(f"figures/month/?month={wrong}", 404)


def test_a_month_that_is_over_counts_no_later_day() -> None:
    head, before = staff(Role.HEAD), timezone.localdate().replace(day=1) - timedelta(days=1)
    hand_in(1, days_ago=(timezone.localdate() - before).days)
    hand_in(2)
    areas = [Area.objects.get(code="city")]
    scope = scope_of(head, before.replace(day=1), before, areas, timezone.now())
    assert sum(count for _day, count in handed_in(scope)) == 1
