"""The knowledge base: from a good answer to what the next one finds before they ask."""

from uuid import uuid4

import pytest
from django.utils import timezone

from contract import channels as c
from contract.text import Text
from hub.audit.models import AuditEntry
from hub.catalogue.areas import ROOT, Area
from hub.channels import knowledge, questions
from hub.channels.models import KnowledgeEntry, Question
from hub.core.clock import local_day
from hub.staff.models import Role
from languages.registry import DEFAULT
from tests.hub.caller import Kiosk
from tests.hub.console.reader import Reader
from tests.hub.people import a_street, staff

pytestmark = pytest.mark.usefixtures("database")


def asked(kiosk: Kiosk, text: str) -> Question:
    question = c.Question(id=uuid4(), text=text, asked_at=timezone.now())
    assert kiosk.post("questions", question).status_code == 200
    return Question.objects.get(pk=question.id)


def answered(kiosk: Kiosk) -> Question:
    row = asked(kiosk, "周末可以办理老年证吗？")
    questions.answer(row, "可以，周六九点到十二点。", staff(Role.HEAD), timezone.now())
    return row


def published(question: str = "周末可以办理老年证吗？", also: str = "", area: Area | None = None) -> KnowledgeEntry:
    now, by = timezone.now(), staff(Role.HEAD)
    area = area or Area.objects.get(pk=ROOT)
    texts = Text({DEFAULT: question}), Text({DEFAULT: "可以，周六上午。"}), Text({DEFAULT: also} if also else {})
    row = knowledge.write(
        KnowledgeEntry(), knowledge.Draft(*texts, area, knowledge.first_review(local_day(now))), by, now
    )
    knowledge.set_published(row, True, by, now)
    return row


def test_a_good_answer_becomes_an_entry_that_is_looked_over_before_others_read_it(kiosk: Kiosk) -> None:
    question, clerk, head = answered(kiosk), Reader(staff(Role.CLERK)), Reader(staff(Role.HEAD))
    page = clerk.send(f"questions/{question.code}/knowledge/")
    assert "可以，周六九点到十二点。" in page
    clerk.send(f"questions/{question.code}/knowledge/")
    row = KnowledgeEntry.objects.get(source=question)
    clerk.send(f"knowledge/{row.pk}/publish/", status=403)
    assert found(kiosk, "周末能办老年证吗") == []
    form = {"question[zh-Hans]": "周末办老年证吗？", "answer[zh-Hans]": "周六上午可以。", "area": "city"}
    head.send(f"knowledge/{row.pk}/save/", {**form, "review_by": "2030-01-01"})
    head.send(f"knowledge/{row.pk}/publish/")
    assert found(kiosk, "周末能办老年证吗") == ["周末办老年证吗？"]
    assert [version.number for version in row.versions.all()] == [2, 1]
    assert "可以，周六九点到十二点。" in head.page(f"knowledge/{row.pk}/")
    head.send(f"knowledge/{row.pk}/publish/", {"off": "1"})
    assert found(kiosk, "周末能办老年证吗") == []
    actions = AuditEntry.objects.filter(subject=f"knowledge {row.pk}").values_list("action", flat=True)
    assert set(actions) == {"write knowledge", "publish knowledge", "withdraw knowledge"}


def found(kiosk: Kiosk, typed: str) -> list[str]:
    response = kiosk.post("questions/answered", {"text": typed})
    assert response.status_code == 200
    return [entry["question"][DEFAULT] for entry in response.json()["entries"]]


def test_it_is_found_by_other_ways_to_ask_and_not_by_what_is_something_else(kiosk: Kiosk) -> None:
    published("停车费怎么交？", also="车位收费、停车月卡")
    assert found(kiosk, "停车月卡在哪里买") == ["停车费怎么交？"]
    assert found(kiosk, "孩子上学") == []
    clerk = Reader(staff(Role.CLERK))
    assert "停车费怎么交？" in clerk.page("knowledge/?q=停车月卡在哪里买")
    assert "停车费怎么交？" not in clerk.page("knowledge/?q=孩子上学")
    assert found(kiosk, "") == []


def test_what_is_a_streets_is_told_there_alone(kiosk: Kiosk) -> None:
    published(area=a_street())
    assert found(kiosk, "周末可以办理老年证吗") == []
    Reader(staff(Role.CLERK, [a_street("西街")])).page(f"knowledge/{KnowledgeEntry.objects.get().pk}/", 404)


@pytest.mark.parametrize(
    "changes",
    [{"question[zh-Hans]": " "}, {"answer[zh-Hans]": ""}, {"review_by": "never"}, {"question[en]": "q" * 201}],
)
def test_an_entry_that_is_not_whole_changes_nothing(changes: dict[str, str]) -> None:
    form = {"question[zh-Hans]": "问", "answer[zh-Hans]": "答", "area": "city", "review_by": "2030-01-01"}
    assert 'role="alert"' in Reader(staff(Role.CLERK)).send("knowledge/new/keep/", {**form, **changes})
    assert not KnowledgeEntry.objects.exists()


def test_a_question_without_an_answer_becomes_no_entry(kiosk: Kiosk) -> None:
    row = asked(kiosk, "几点开门？")
    assert 'role="alert"' in Reader(staff(Role.CLERK)).send(f"questions/{row.code}/knowledge/")
    assert not KnowledgeEntry.objects.exists()
