"""What is past its time goes, and nothing else."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from contract.cases import CaseState
from hub.audit.models import Entry
from hub.cases.models import Case, TimelineEntry
from hub.catalogue.areas import Area
from hub.channels.models import Question
from hub.residents.models import Consent, ResidentFact
from hub.residents.selectors import find
from hub.retention import due, purge
from tests.hub.caller import Kiosk
from tests.hub.sample import a_number, a_person, a_submission

YEAR = timedelta(days=366)


def test_facts_go_on_their_day(kiosk: Kiosk) -> None:
    now = timezone.now()
    kiosk.post("submissions", a_submission())
    last_day = ResidentFact.objects.latest("keep_until").keep_until
    until = now + (last_day - timezone.localdate())
    assert purge(until)["facts"] == 0
    kept = ResidentFact.objects.count()
    assert purge(until + timedelta(days=1))["facts"] == kept
    assert not ResidentFact.objects.exists()
    assert '"facts":' in Entry.objects.filter(action="purge")[0].detail


def close(case: Case, days_ago: int) -> None:
    TimelineEntry.objects.filter(case=case).update(at=timezone.now() - timedelta(days=days_ago))
    Case.objects.filter(pk=case.pk).update(state=CaseState.DECIDED.value, answer="准予补助。")


def test_a_case_closed_ten_years_ago_says_no_longer_whose_it_was(kiosk: Kiosk) -> None:
    old, newer, unfinished = (a_submission(id=uuid4()) for _ in range(3))
    for submission in (old, newer, unfinished):
        kiosk.post("submissions", submission)
    close(Case.objects.get(pk=old.id), 3651)
    close(Case.objects.get(pk=newer.id), 3649)
    assert due(timezone.now())["cases"] == 1
    assert purge(timezone.now())["cases"] == 1
    emptied = Case.objects.get(pk=old.id)
    assert (emptied.resident, emptied.applicant, emptied.answers, emptied.answer) == (None, None, {}, "")
    for other in (newer, unfinished):
        assert Case.objects.get(pk=other.id).answers["reason"] == "家里失火了"
    assert due(timezone.now())["cases"] == 0


def test_a_resident_of_whom_nothing_is_left_is_forgotten(kiosk: Kiosk) -> None:
    body = {"id": str(uuid4()), "person": a_person().model_dump(mode="json"), "purpose": "notices", "given": True}
    kiosk.post("residents/consents", body)
    assert purge(timezone.now() + 3 * YEAR)["residents"] == 0  # the consent may still have to be shown
    assert find(a_number()) is not None
    assert purge(timezone.now() + 5 * YEAR)["residents"] == 1
    assert find(a_number()) is None
    assert not Consent.objects.exists()


def test_one_who_only_just_came_is_not_forgotten(kiosk: Kiosk) -> None:
    person = a_person().model_dump(mode="json")
    items = {"id": str(uuid4()), "principal": person, "agent": person, "items": ["000000000000"], "until": "2000-01-01"}
    assert kiosk.post("residents/mandates", items).status_code == 422
    assert find(a_number()) is not None
    assert purge(timezone.now())["residents"] == 0


def test_old_questions_go_and_open_ones_stay(kiosk: Kiosk) -> None:
    city, now = Area.objects.get(code="city"), timezone.now()
    for code, answered_at in {"old": now - 4 * YEAR, "newer": now - 2 * YEAR, "open": None}.items():
        Question.objects.create(
            id=uuid4(),
            code=code,
            area=city,
            made_at=now - 4 * YEAR,
            text="家里失火了",
            channel="kiosk",
            answered_at=answered_at,
        )
    assert purge(now)["questions"] == 1
    assert set(Question.objects.values_list("code", flat=True)) == {"newer", "open"}
