"""Covers what residents say besides applying: a rating, a question, a wish; and what they hear."""

import json

import pytest

from kiosk.hub_link import heartbeat
from kiosk.pages.kinds import (
    AttractPage,
    CardPage,
    FormPage,
    GuidePage,
    ListPage,
    MenuPage,
    MessagePage,
    OutcomePage,
    TimelinePage,
)
from tests.kiosk.conftest import Lobby
from tests.kiosk.resident import Resident
from tests.kiosk.steps import NO_CARD, goes_to_form, hands_in

REVIEWS = """
import json
from hub.channels.models import Review
newest = Review.objects.order_by("-made_at").first()
print(json.dumps([newest.grade, newest.aspects, newest.comment] if newest else []))
"""
ANSWER = """
from django.contrib.auth.models import User
from django.utils import timezone
from hub.channels.models import Question
from hub.channels.questions import answer
user, _ = User.objects.get_or_create(username="answers")
answer(Question.objects.get(code={code!r}), "请到1号窗口。", user, timezone.now())
"""
TELL = """
from django.utils import timezone
from hub.channels.models import AreaNotice as Notice
texts = {{"title": {{"zh-Hans": "停水", "en": "No water"}}, "body": "明天停水。"}}
Notice.objects.create(area_id=1, group={group!r}, since=timezone.localdate(), **texts)
"""
KNOWN = """
from datetime import date
from django.db import transaction
from django.utils import timezone
from contract.people import Person, PersonKind
from hub.residents.services import keep_fact, get_registered
person = Person(kind=PersonKind.CITIZEN, name="王䶮㐂", number="110101198808081215")
with transaction.atomic():
    resident = get_registered(person, "person", timezone.now())
    keep_fact(resident, "phone", "13912345678", "staff", timezone.now(), date(2999, 1, 1))
    resident.consents.all().delete()
"""
FACTS = """
from hub.residents.selectors import find
resident = find("110101198808081215")
print(resident.facts.count())
resident.consents.all().delete()
"""
HUSH = "from hub.channels.models import AreaNotice as Notice\nNotice.objects.all().delete()"


ASSESS = """
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from hub.assessment.models import Assessment, SampledMatter
from hub.assessment.questions import build_form, shipped_questions
from hub.cases.models import Case
from hub.core.clock import local_day
user, _ = User.objects.get_or_create(username="assesses")
now, case = timezone.now(), Case.objects.get(code={code!r})
case.state, case.answer, case.answered_at = "decided", {{"zh-Hans": "准予。"}}, now
case.save()
day, form = local_day(now), build_form(shipped_questions()).model_dump(mode="json")
row = Assessment.objects.create(
    area_id=1, kind="cases", first=day, last=day, size=1, seed=1, drawn_from=1, questions=form,
    made_by=user, made_at=now, asked_at=now, until=day + timedelta(days=7),
)
SampledMatter.objects.create(assessment=row, case=case, about=case.item_version.content["name"], area_id=1, day=day)
"""
ANSWERED = """
import json
from hub.assessment.models import SampledMatter
print(json.dumps([row.answers for row in SampledMatter.objects.all()]))
"""


def newest_review(lobby: Lobby) -> list[object]:
    found: list[object] = json.loads(lobby.hub.shell(REVIEWS))
    return found


def test_a_case_is_rated_by_one_tap(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    outcome = hands_in(resident, goes_to_form(resident, NO_CARD))
    assert [choice.key for choice in outcome.choices] == ["finish", "more", "rate"]
    resident.sees(OutcomePage)
    resident.answers("rate")
    grades = resident.sees(MenuPage)
    assert [choice.key for choice in grades.choices] == ["5", "4", "3", "2", "1", "skip"]
    resident.answers("5")
    assert resident.sees(MessagePage).title == "Thank you"
    resident.answers("finish")
    resident.sees(AttractPage)
    assert newest_review(lobby) == [5, [], None]


def test_who_is_not_content_may_say_why_and_is_promised_an_answer(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    hands_in(resident, goes_to_form(resident, NO_CARD))
    resident.sees(OutcomePage)
    resident.answers("rate")
    resident.sees(MenuPage)
    resident.answers("1")
    resident.sees(FormPage)
    resident.goes_back({})
    resident.sees(MenuPage)
    resident.answers("2")
    resident.sees(FormPage)
    resident.answers({"aspects": ("efficiency",), "comment": "等了很久"})
    assert "15 working days" in resident.sees(MessagePage).text
    assert newest_review(lobby) == [2, ["efficiency"], "等了很久"]


def test_a_rating_can_be_left_out(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    hands_in(resident, goes_to_form(resident, NO_CARD))
    resident.sees(OutcomePage)
    resident.answers("rate")
    resident.sees(MenuPage)
    resident.answers("skip")
    assert resident.sees(MenuPage).choices[0].key == "apply"


def test_an_assessors_questions_come_with_ones_own_case(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    code = hands_in(resident, goes_to_form(resident, NO_CARD)).code
    lobby.hub.shell(ASSESS.format(code=code))
    resident.sees(OutcomePage)
    resident.answers("more")
    resident.sees(MenuPage)
    resident.answers("track")
    resident.sees(CardPage)
    resident.answers("number")
    resident.sees(FormPage)
    resident.answers({"code": code, "last_four": ""})
    resident.sees(TimelinePage)
    resident.answers(None)
    assert "without your name" in resident.sees(MessagePage).text
    resident.answers("answer")
    form = resident.sees(FormPage)
    resident.goes_back({})
    resident.sees(MessagePage)
    resident.answers("answer")
    assert len(resident.sees(FormPage).fields) == len(form.fields) == 6
    answers = {"q1": "good", "q2": "yes", "q3": "no", "q4": "fair", "q5": "no", "q6": ""}
    resident.answers(answers)
    assert resident.sees(MessagePage).title == "Thank you"
    stored = json.loads(lobby.hub.shell(ANSWERED))
    assert stored == [{key: value for key, value in answers.items() if value}]


def test_a_question_is_asked_with_the_card_and_its_answer_read_with_it(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("consult")
    resident.sees(MenuPage)
    resident.answers("ask")
    resident.sees(CardPage)
    lobby.reader.do("place", card="li")
    resident.sees(FormPage)
    resident.answers({"text": "", "phone": ""})
    assert resident.sees(FormPage).problems
    resident.answers({"text": "怎么办居住证？", "phone": ""})
    outcome = resident.sees(OutcomePage)
    assert not outcome.note
    lobby.hub.shell(ANSWER.format(code=outcome.code))
    resident.answers("more")
    resident.sees(MenuPage)
    resident.answers("consult")
    resident.sees(MenuPage)
    resident.answers("read")
    assert "notices" in resident.sees(MessagePage, after=CardPage).text.lower()
    resident.answers("no")
    replies = resident.sees(ListPage)
    resident.answers(replies.rows[0].key)
    sections = resident.sees(GuidePage).sections
    assert [section.lines for section in sections] == [("怎么办居住证？",), ("请到1号窗口。",)]


def test_a_question_without_a_card_is_read_by_its_number(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("consult")
    resident.sees(MenuPage)
    resident.answers("ask")
    resident.sees(CardPage)
    resident.answers("no_card")
    resident.sees(FormPage)
    resident.answers({"text": "几点下班？", "phone": ""})
    code = resident.sees(OutcomePage).code
    lobby.wait_until(lambda: code in "".join(lobby.printed()))
    resident.answers("more")
    resident.sees(MenuPage)
    resident.answers("consult")
    resident.sees(MenuPage)
    resident.answers("read")
    resident.sees(CardPage)
    resident.answers("number")
    for wrong in ("nonsense", "0000-0000-0000"):
        resident.sees(FormPage)
        resident.answers({"code": wrong})
    assert resident.sees(FormPage).problems
    resident.answers({"code": code.lower()})
    assert "Not answered yet" in resident.sees(GuidePage).sections[1].lines[0]


def test_a_service_of_the_neighbourhood_is_asked_for(lobby: Lobby) -> None:
    lobby.hub.shell("from hub.channels.starter import seed_directory\nseed_directory()")
    resident = lobby.resident
    resident.begins()
    resident.answers("directory")
    entries = resident.sees(ListPage)
    assert {row.badge for row in entries.rows} == {"Convenience", "Volunteering"}
    resident.answers(entries.rows[0].key)
    assert resident.sees(GuidePage).action
    resident.answers(None)
    resident.sees(CardPage)
    lobby.reader.do("place", card="zhang")
    form = resident.sees(FormPage)
    assert next(shown for shown in form.fields if shown.field.key == "name").locked
    filled = {shown.field.key: shown.value for shown in form.fields}
    resident.answers({**filled, "phone": "13800138000", "wish": "送餐"})
    code = resident.sees(OutcomePage).code
    asked = f"from hub.channels.models import Request\nprint(Request.objects.get(code={code!r}).wish)"
    assert lobby.hub.shell(asked).strip() == "送餐"


def test_notices_come_to_the_first_page_and_those_for_a_group_after_the_card(
    lobby: Lobby, monkeypatch: pytest.MonkeyPatch
) -> None:
    lobby.hub.shell(TELL.format(group="elderly"))
    try:
        resident = lobby.resident
        resident.begins()
        resident.answers("consult")
        resident.sees(MenuPage)
        resident.answers("read")
        resident.sees(CardPage)
        lobby.reader.do("place", card="zhang")  # born in 1949
        resident.sees(MessagePage)
        resident.answers("no")
        page = resident.sees(ListPage)
        assert [row.value for row in page.rows if row.key == "consent:notices"] == ["Not agreed"]
        assert not [row for row in page.rows if row.badge == "Notice"]
        resident.answers("consent:notices")
        resident.sees(MessagePage)
        resident.answers("yes")
        notices = [row for row in resident.sees(ListPage).rows if row.badge == "Notice"]
        assert [row.label for row in notices] == ["No water"]
        resident.answers(notices[0].key)
        assert resident.sees(GuidePage).sections[0].heading == "No water"
    finally:
        lobby.hub.shell(HUSH)


def test_what_one_agreed_to_is_seen_and_taken_back_and_what_was_kept_is_gone(lobby: Lobby) -> None:
    resident = lobby.resident
    lobby.hub.shell(KNOWN)
    resident.begins()
    resident.answers("consult")
    resident.sees(MenuPage)
    resident.answers("read")
    resident.sees(CardPage)
    lobby.reader.do("place", card="rare")
    resident.sees(MessagePage)
    resident.answers("no")
    said = {row.key: row.value for row in resident.sees(ListPage).rows}
    assert (said["consent:reuse"], said["consent:notices"]) == ("Not said yet", "Not agreed")
    resident.answers("consent:reuse")
    assert "deleted at once" in resident.sees(MessagePage).text
    resident.answers("no")
    assert "consent:reuse Not agreed" in [f"{row.key} {row.value}" for row in resident.sees(ListPage).rows]
    assert lobby.hub.shell(FACTS).strip() == "0"
    resident.goes_back()  # out of the list, though the card lies there
    assert [choice.key for choice in resident.sees(MenuPage).choices] == ["ask", "read"]


def test_without_the_hub_a_question_is_kept_and_sent_later(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    lobby.hub.stop()
    resident.answers("consult")
    resident.sees(MenuPage)
    resident.answers("ask")
    resident.sees(CardPage)
    resident.answers("no_card")
    resident.sees(FormPage)
    resident.answers({"text": "停电了吗？", "phone": ""})
    outcome = resident.sees(OutcomePage)
    assert "Kept safely" in outcome.note
    lobby.hub.start()
    found = f"from hub.channels.models import Question\nprint(Question.objects.filter(code={outcome.code!r}).count())"
    lobby.wait_until(lambda: lobby.hub.shell(found).strip() == "1")


@pytest.fixture
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "EVERY", 0.3)


@pytest.mark.usefixtures("_quick")
def test_a_notice_of_the_area_reaches_the_first_page(lobby: Lobby) -> None:
    lobby.hub.shell(TELL.format(group="all"))
    try:
        kept = lobby.data_dir / "notices.json"
        lobby.wait_until(lambda: kept.exists() and "No water" in kept.read_text("utf-8"))
        resident = lobby.resident
        page = resident.sees(AttractPage)
        while "No water" not in [notice.title for notice in page.notices]:
            page = resident.sees(AttractPage)
    finally:
        lobby.hub.shell(HUSH)


ENTRY = """
from django.contrib.auth.models import User
from django.utils import timezone
from contract.text import Text
from hub.catalogue.areas import ROOT, Area
from hub.channels import knowledge
from hub.channels.models import KnowledgeEntry
from hub.core.clock import local_day
now = timezone.now()
by, _ = User.objects.get_or_create(username="knower")
texts = Text({"zh": "周末可以办理老年证吗？"}), Text({"zh": "可以，周六上午。"}), Text()
draft = knowledge.Draft(*texts, Area.objects.get(pk=ROOT), knowledge.first_review(local_day(now)))
row = knowledge.write(KnowledgeEntry.objects.first() or KnowledgeEntry(), draft, by, now)
knowledge.set_published(row, True, by, now)
"""


def asks(resident: Resident, text: str) -> None:
    resident.answers("consult")
    resident.sees(MenuPage)
    resident.answers("ask")
    resident.sees(CardPage)
    resident.answers("no_card")
    resident.sees(FormPage)
    resident.answers({"text": text, "phone": ""})


def test_an_answer_that_stands_already_is_shown_before_the_question_is_sent(lobby: Lobby) -> None:
    lobby.hub.shell(ENTRY)
    count = "select count(*) from channels_question"
    before, resident = lobby.hub.query(count), lobby.resident
    resident.begins()
    asks(resident, "周末能办老年证吗")
    entry, send = resident.sees(MenuPage).choices
    assert (entry.label, send.key) == ("周末可以办理老年证吗？", "send")
    resident.answers(entry.key)
    assert resident.sees(GuidePage).sections[0].lines == ("可以，周六上午。",)
    resident.answers(None)
    assert resident.sees(MenuPage).choices[0].key == "apply"
    assert lobby.hub.query(count) == before
    asks(resident, "周末能办老年证吗")
    resident.sees(MenuPage)
    resident.answers("send")
    assert resident.sees(OutcomePage).code


def test_without_the_hub_a_question_goes_on_without_answers(lobby: Lobby) -> None:
    lobby.hub.freeze()
    try:
        lobby.resident.begins()
        asks(lobby.resident, "周末能办老年证吗")
        assert lobby.resident.sees(OutcomePage).note
    finally:
        lobby.hub.thaw()
