"""Questions, calls, reviews, notices and the directory, from the kiosk to the desk and back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from contract.cases import case_code
from contract.catalogue import NEUTRAL_NAME
from contract.channels import Grade, Group, RequestState
from contract.channels import Question as AskedQuestion
from contract.channels import Review as GivenReview
from contract.desk import NewNotice, Paragraph, ShortText
from hub.audit.models import AuditEntry
from hub.cases.models import Case
from hub.catalogue.areas import Area
from hub.catalogue.models import Department
from hub.channels import notices, reviews
from hub.channels.models import AreaNotice, Call, Entry, Question, Review
from hub.channels.starter import seed_directory
from hub.kiosks import services as kiosks
from hub.kiosks.models import Kiosk as KioskRow
from hub.kiosks.models import Site
from hub.queues.models import Ticket
from hub.residents.models import ResidentFact
from hub.residents.selectors import find
from hub.staff.models import Role
from languages.registry import DEFAULT
from tests.hub.caller import Kiosk
from tests.hub.halls import served
from tests.hub.office import Desk
from tests.hub.people import a_community, a_department, a_street, staff
from tests.hub.rows import write_rows
from tests.hub.sample import GRANT, a_number, a_person, a_submission
from tests.hub.signed_in import browser_of

AT = "2026-03-02T09:30:00Z"
CITY = "city"


def asked(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "text": "怎么办居住证？", "asked_at": AT, **changes}


def reviewed(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "grade": 5, "given_at": AT, **changes}


def a_case(kiosk: Kiosk) -> str:
    return str(kiosk.post("submissions", a_submission()).json()["code"])


def replies(kiosk: Kiosk, **lookup: str) -> list[dict[str, Any]]:
    return list(kiosk.post("questions/search", lookup).json()["replies"])


def test_a_question_is_answered_and_read_with_card_or_code(kiosk: Kiosk) -> None:
    question = asked(number=a_number(), phone="13912345678")
    code = kiosk.post("questions", question).json()["code"]
    assert code == kiosk.post("questions", question).json()["code"]
    assert replies(kiosk, number=a_number())[0]["answer"] is None
    desk = Desk(staff(Role.WINDOW))
    (waiting,) = desk.get("questions/list")[1]["questions"]
    assert (waiting["text"], waiting["phone"], waiting["channel"]) == ("怎么办居住证？", "13912345678", "kiosk")
    assert desk.post(f"questions/{code}/answer", {"text": "请带身份证到1号窗口。"})[0] == 200
    assert desk.post(f"questions/{code}/answer", {"text": "再答一次"})[0] == 409
    for found in (replies(kiosk, number=a_number()), replies(kiosk, code=code.lower())):
        assert found[0]["answer"] == "请带身份证到1号窗口。"
    assert desk.get("questions/list")[1]["questions"] == []
    assert replies(kiosk, number=a_number(5)) == replies(kiosk, code="0000-0000-0000") == []
    log_entries = AuditEntry.objects.filter(actor=f"user:{desk.user.pk}").exclude(action="log in")
    actions = log_entries.order_by("id").values_list("action", flat=True)
    assert list(actions) == ["read questions", "answer", "read questions"]


def test_a_question_about_an_item_is_for_its_department(kiosk: Kiosk) -> None:
    code = kiosk.post("questions", asked(item=GRANT)).json()["code"]
    kiosk.post("questions", asked(text="几点下班？"))
    civil = Desk(staff(Role.CLERK, departments=[Department.objects.get(code="civil")]))
    other = Desk(staff(Role.CLERK, departments=[a_department()]))
    assert len(civil.get("questions/list")[1]["questions"]) == 2
    assert [row["text"] for row in other.get("questions/list")[1]["questions"]] == ["几点下班？"]
    assert other.post(f"questions/{code}/answer", {"text": "x"})[0] == 404
    assert civil.post(f"questions/{code}/answer", {"text": "请带身份证。"})[0] == 200


def test_what_cannot_be_a_question_is_refused_in_both_languages(kiosk: Kiosk) -> None:
    for wrong in (
        {"text": ""},
        {"text": "x" * 501},
        {"phone": "123"},
        {"item": "nothing"},
        {"asked_at": "0001-01-01T00:00:00Z"},
    ):
        response = kiosk.post("questions", asked(**wrong))
        problem = response.json()["errors"][0]
        assert (response.status_code, bool(problem["message"]["zh-Hans"]), bool(problem["message"]["en"])) == (
            422,
            True,
            True,
        )
    known = asked()
    kiosk.post("questions", known)
    assert kiosk.post("questions", {**known, "text": "另一个问题"}).status_code == 409


def test_what_was_said_rests_sealed(kiosk: Kiosk) -> None:
    kiosk.post("questions", asked(number=a_number(), phone="13912345678"))
    raw = Question.objects.extra(select={"a": "text", "b": "phone", "c": "number"}).values_list("a", "b", "c").get()  # type: ignore[misc]
    assert not any("居住证".encode() in bytes(value) or b"139" in bytes(value) for value in raw)


def test_a_window_and_the_telephone_take_questions_too(database: None) -> None:
    desk = Desk(staff(Role.WINDOW))
    assert (
        desk.post("questions/taken", {"id": str(uuid4()), "area": CITY, "text": "几点下班？", "answer": "五点。"})[0]
        == 200
    )
    call = {"id": str(uuid4()), "area": CITY, "text": "有停车位吗？", "phone": "13912345678", "minutes": 3}
    assert desk.post("calls", call)[1]["code"] == desk.post("calls", call)[1]["code"]
    (logged,) = desk.get("calls")[1]["calls"]
    assert (logged["minutes"], logged["taken_by"], logged["answered"]) == (3, desk.user.username, False)
    assert datetime.fromisoformat(logged["call_back_by"]) > timezone.now()
    assert desk.post("calls", {**call, "id": str(uuid4()), "phone": ""})[0] == 422  # nobody could answer them
    assert Call.objects.count() == 1
    (waiting,) = desk.get("questions/list")[1]["questions"]
    assert (waiting["channel"], waiting["text"]) == ("phone", "有停车位吗？")


def closed(kiosk: Kiosk) -> str:
    """Returns a case that is over."""
    code = a_case(kiosk)
    answered = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    write_rows(Case.objects.filter(code=code), state="decided", answer={"zh": "同意"}, answered_at=answered)
    return code


@pytest.mark.parametrize("state", ["reserved", "waiting", "held", "missed", "void"])
def test_a_visit_is_reviewed_once_one_was_served(kiosk: Kiosk, state: str) -> None:
    ticket = str(served(timezone.now()).pk)
    Ticket.objects.filter(pk=ticket).update(state=state)
    assert kiosk.post("reviews", reviewed(ticket=ticket)).status_code == 409
    Ticket.objects.filter(pk=ticket).update(state="called")
    assert kiosk.post("reviews", reviewed(ticket=ticket)).status_code == 200


def test_who_holds_the_ticket_learns_whether_the_visit_may_be_reviewed(kiosk: Kiosk) -> None:
    ticket = str(served(timezone.now()).pk)
    assert kiosk.get(f"tickets/{ticket}").json()["may_review"]
    kiosk.post("reviews", reviewed(ticket=ticket))
    assert "may_review" not in kiosk.get(f"tickets/{ticket}").json()


def test_a_case_that_is_over_is_reviewed_by_whose_it_is(kiosk: Kiosk) -> None:
    code = closed(kiosk)
    for proof in ({}, {"last_four": "0000"}, {"number": a_number(5)}):
        assert kiosk.post("reviews", reviewed(case=code, **proof)).status_code == 404
    mine = {"code": code, "number": a_number()}
    assert kiosk.post("cases/own", mine).json()["may_review"]
    first = reviewed(case=code, last_four=a_number()[-4:])
    assert kiosk.post("reviews", first).status_code == 200
    assert not kiosk.post("cases/own", mine).json()["may_review"]
    assert kiosk.post("reviews", first | {"case": a_case(kiosk)}).status_code == 409  # the same id, another case
    assert kiosk.post("reviews", reviewed(case=code, number=a_number())).status_code == 409


def test_an_open_case_is_reviewed_where_it_was_just_handed_in_and_nowhere_else(kiosk: Kiosk) -> None:
    code = a_case(kiosk)
    elsewhere = Kiosk(Client(), kiosks.add("elsewhere"))
    assert elsewhere.post("reviews", reviewed(case=code)).status_code == 409
    assert kiosk.post("reviews", reviewed(case=code, given_at="2026-03-03T09:30:00Z")).status_code == 409
    assert kiosk.post("reviews", reviewed(case=code, grade=2)).status_code == 200
    answered = datetime(2026, 3, 4, tzinfo=UTC)
    write_rows(Case.objects.filter(code=code), state="decided", answer={"zh": "同意"}, answered_at=answered)
    later = reviewed(case=code, number=a_number(), given_at="2026-03-05T09:30:00Z")
    assert kiosk.post("reviews", later).status_code == 200  # the case itself has its own review


def test_each_case_and_each_visit_is_reviewed_once(kiosk: Kiosk) -> None:
    code, ticket = a_case(kiosk), str(served(timezone.now()).pk)
    first = reviewed(case=code)
    assert kiosk.post("reviews", first).json() == kiosk.post("reviews", first).json()
    assert kiosk.post("reviews", reviewed(case=code)).status_code == 409
    assert kiosk.post("reviews", reviewed(ticket=ticket, grade=3, aspects=["attitude"])).status_code == 200
    assert kiosk.post("reviews", reviewed(ticket=ticket)).status_code == 409
    for wrong in ({}, {"case": code, "ticket": ticket}, {"case": code, "grade": 6}, {"case": code, "grade": 0}):
        assert kiosk.post("reviews", reviewed(**wrong)).status_code == 422
    assert kiosk.post("reviews", reviewed(case="0000-0000-0000")).status_code == 404


def test_a_bad_review_must_be_answered_within_fifteen_working_days(kiosk: Kiosk) -> None:
    proof = {"case": closed(kiosk), "number": a_number()}
    bad = reviewed(**proof, grade=1, comment="等了两个小时", given_at="2026-09-21T04:00:00Z")
    now = datetime(2026, 9, 21, 4, 0, tzinfo=UTC)
    row = reviews.give(GivenReview.model_validate(bad), KioskRow.objects.latest("id"), now)
    assert row.answer_by == date(2026, 10, 19)  # the National Day holidays do not count, the days worked for them do
    head = Desk(staff(Role.HEAD))
    assert [r.overdue for r in reviews.for_staff(Area.objects.all(), head.user, date(2026, 10, 20), True)] == [True]
    assert head.post(f"reviews/{row.code}/answer", {"text": "已增开窗口，向您致歉。"})[0] == 200
    assert head.get("reviews/list")[1]["reviews"] == []
    assert replies(kiosk, number=a_number())[0]["answer"] == "已增开窗口，向您致歉。"
    good = kiosk.post("reviews", reviewed(ticket=str(served(timezone.now()).pk), grade=4)).json()
    assert good["answer_by"] is None


def test_who_is_reviewed_learns_nothing_of_the_reviewer(kiosk: Kiosk) -> None:
    code = a_case(kiosk)
    review = reviewed(case=code, grade=2, comment="态度不好")
    kiosk.post("reviews", review)
    for role in (Role.WINDOW, Role.CLERK):
        assert Desk(staff(role)).get("reviews/list")[0] == 403
    (seen,) = Desk(staff(Role.HEAD)).get("reviews/list")[1]["reviews"]
    assert set(seen) == {
        "code",
        "day",
        "about",
        "grade",
        "aspects",
        "comment",
        "answer_by",
        "overdue",
        "sent_up",
        "answer",
    }
    assert not {code, a_number(), a_person().name} & set(map(str, seen.values()))
    assert seen["about"]["zh-Hans"] == "临时补助"


def test_an_assessor_exports_and_changes_nothing(kiosk: Kiosk) -> None:
    kiosk.post("reviews", reviewed(case=a_case(kiosk), grade=2, aspects=["efficiency"], comment="=1+1"))
    desk = Desk(staff(Role.ASSESSOR))
    browser = browser_of(desk.user)
    response = browser.get("/api/v1/reviews/export?since=2026-01-01&until=2026-12-31")
    header, line = response.content.decode("utf-8-sig").splitlines()
    assert header.startswith("日期,区域,业务,评价")
    assert line.startswith("2026-03-02,全市,临时补助,不满意,服务效率,'=1+1,")
    assert desk.get("reviews/list")[0] == 403
    assert desk.post(f"reviews/{Review.objects.get().code}/answer", {"text": "x"})[0] == 403
    assert Desk(staff(Role.HEAD)).get("reviews/export?since=2026-01-01&until=2026-12-31")[0] == 403
    assert browser.get("/api/v1/reviews/export?since=2027-01-01&until=2027-12-31").content.decode().count("\n") == 1


def test_a_matter_that_is_not_public_is_not_named_in_a_review(kiosk: Kiosk) -> None:
    kiosk.post("reviews", reviewed(case=a_case(kiosk), grade=1))
    row = Review.objects.get()
    assert row.case is not None
    for tier in ("neutral", "confidential"):
        row.case.privacy = tier
        assert reviews.about(row) == NEUTRAL_NAME


def test_notices_reach_their_area_their_days_and_their_group(kiosk: Kiosk) -> None:
    street = a_street()
    here, beside = a_community(street), a_community(street)
    site = Site.objects.create(code="here", name="甲社区", area=here)
    KioskRow.objects.update(site=site)
    row, writer = KioskRow.objects.latest("id"), staff(Role.HEAD)
    today = timezone.localdate()

    def publish(title: str, area: Area, group: Group = Group.ALL, since: int = 0, until: int | None = None) -> None:
        ends = None if until is None else today + timedelta(days=until)
        wanted = NewNotice(
            area=area.code,
            group=group,
            title=ShortText({DEFAULT: title}),
            body=Paragraph({DEFAULT: title}),
            since=today + timedelta(days=since),
            until=ends,
        )
        notices.publish(wanted, area, writer)

    publish("街道", street)
    publish("隔壁", beside)
    publish("明天", here, since=1)
    publish("昨天", here, since=-2, until=-1)
    publish("老人", here, Group.ELDERLY)
    publish("今天", here, until=0)
    answer = kiosk.get("notices").json()
    assert sorted(notice["title"]["zh-Hans"] for notice in answer["notices"]) == ["今天", "街道"]
    AreaNotice.objects.filter(pk=AreaNotice.objects.latest("pk").pk).update(picture=b"a picture")
    assert {notice.get("picture", "") for notice in kiosk.get("notices").json()["notices"]} == {"", "YSBwaWN0dXJl"}
    assert kiosk.post("kiosks/heartbeat", HEARTBEAT).json()["notices"] == answer["version"]
    old, young = a_number(birth="19400101"), a_number(birth="20150101")
    assert kiosk.post("notices/mine", {"number": old}).json()["notices"] == []  # nobody asked to be told
    for number in (old, young):
        agree(kiosk, number)
    assert [n["title"]["zh-Hans"] for n in kiosk.post("notices/mine", {"number": old}).json()["notices"]] == ["老人"]
    assert kiosk.post("notices/mine", {"number": young}).json()["notices"] == []
    child = find(young)
    assert child is not None
    assert notices.groups_of(child, today) == ["minors"]
    card = ResidentFact(resident=child, key="disability_card", value="1", source="resident", checked_at=timezone.now())
    card.keep_until = today
    card.save()
    assert notices.groups_of(child, today) == ["minors", "disabled"]
    assert notices.groups_of(child, today + timedelta(days=1)) == ["minors"]  # no longer kept
    agree(kiosk, old, given=False)
    assert kiosk.post("notices/mine", {"number": old}).json()["notices"] == []
    assert notices.for_everybody(row, today).version == answer["version"]


def agree(kiosk: Kiosk, number: str, given: bool = True) -> None:
    person = a_person(number=number, birth=None).model_dump(mode="json")
    choice = {"id": str(uuid4()), "person": person, "purpose": "notices", "given": given}
    assert kiosk.post("residents/consents", choice).status_code == 200


HEARTBEAT = {"at": "2031-06-02T04:00:00Z", "version": "1", "outbox": 0, "refused": 0, "devices": []}


def test_staff_publish_and_withdraw_within_their_areas(kiosk: Kiosk) -> None:
    wanted = {"area": CITY, "title": {"zh-Hans": "停水"}, "body": {"zh-Hans": "明天停水。"}, "since": "2026-01-01"}
    head = Desk(staff(Role.HEAD))
    status, published = head.post("notices/publish", wanted)
    assert (status, kiosk.get("notices").json()["notices"][0]["title"]["zh-Hans"]) == (200, "停水")
    assert head.post("notices/publish", {**wanted, "until": "2025-01-01"})[0] == 422
    assert Desk(staff(Role.HEAD, [a_street()])).post("notices/publish", wanted)[0] == 404
    assert Desk(staff(Role.WINDOW)).post("notices/publish", wanted)[0] == 403
    assert head.post(f"notices/{published['id']}/withdraw")[1]["notices"][0]["withdrawn"]
    assert kiosk.get("notices").json() == {"version": "", "notices": []}
    assert len(head.get("notices/list")[1]["notices"]) == 1


def test_the_directory_and_what_is_asked_of_it(kiosk: Kiosk) -> None:
    seed_directory()
    seed_directory()
    entries = kiosk.get("directory").json()["entries"]
    assert len(entries) == Entry.objects.count() == 4
    wish = {
        "id": str(uuid4()),
        "entry": entries[0]["id"],
        "name": "赵㐂䶮",
        "phone": "13912345678",
        "wish": "送餐",
        "asked_at": AT,
    }
    code = kiosk.post("directory/requests", wish).json()["code"]
    assert kiosk.post("directory/requests", wish).json()["code"] == code
    assert kiosk.post("directory/requests", {**wish, "id": str(uuid4()), "entry": 10**12}).status_code == 422
    assert (
        kiosk.post("directory/requests", {**wish, "id": str(uuid4()), "phone": "1"}).json()["errors"][0]["field"]
        == "phone"
    )
    head = Desk(staff(Role.HEAD))
    (open_one,) = head.get("directory/requests/list")[1]["requests"]
    assert (open_one["name"], open_one["wish"], open_one["state"]) == ("赵㐂䶮", "送餐", "new")
    assert head.post(f"directory/requests/{code}", {"state": "done", "note": "已送"})[1]["state"] == RequestState.DONE
    assert head.post(f"directory/requests/{code}", {"state": "new"})[0] == 409
    assert head.get("directory/requests/list")[1]["requests"] == []
    assert Desk(staff(Role.HEAD, [a_street()])).get("directory/requests/list")[1]["requests"] == []


def test_the_codes_are_those_that_the_kiosk_shows(kiosk: Kiosk) -> None:
    question = asked()
    assert kiosk.post("questions", question).json()["code"] == case_code(AskedQuestion.model_validate(question).id)
    assert Grade(5).name == "VERY_SATISFIED"


def test_a_head_writes_the_directory_of_their_own_area_and_of_no_other(kiosk: Kiosk) -> None:
    street = a_street()
    head, texts = (
        Desk(staff(Role.HEAD, [street])),
        {name: {"zh-Hans": "助浴"} for name in ("name", "about", "place", "hours")},
    )
    wanted = {"area": street.code, "kind": "convenience", **texts}
    status, made = head.post("directory/entries", wanted)
    assert (status, made["offered"]) == (200, True)
    assert head.post("directory/entries", {**wanted, "area": "city"})[0] == 404
    assert [entry["name"]["zh-Hans"] for entry in kiosk.get("directory").json()["entries"]].count("助浴") == 1
    assert head.post(f"directory/entries/{made['id']}", {**wanted, "offered": False})[0] == 200
    assert "助浴" not in kiosk.get("directory").content.decode()
    assert [entry["id"] for entry in head.get("directory/entries")[1]["entries"]] == [made["id"]]
    assert Desk(staff(Role.HEAD, [a_street()])).post(f"directory/entries/{made['id']}", wanted)[0] == 404
    assert Desk(staff(Role.CLERK)).get("directory/entries")[0] == 403
