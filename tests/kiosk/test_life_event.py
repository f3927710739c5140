"""An event of life: several items chosen together, one form, one review, a case for each."""

import json
from itertools import combinations

from contract.answers import check_answers
from contract.field_kinds import get_kind
from contract.forms import Answer, Form
from contract.merged_form import merge_forms
from hub.catalogue.starter import starter_catalogue
from kiosk import clock
from kiosk.pages.kinds import (
    BrowsePage,
    CardPage,
    FormPage,
    GuidePage,
    MenuPage,
    MessagePage,
    OutcomePage,
    ReviewPage,
)
from tests.kiosk.conftest import Lobby
from tests.kiosk.item_robot import answers_to
from tests.kiosk.steps import reads_through

CASES = """
import json
from hub.cases.models import Case
rows = {case.code: [case.item_version.item.code, case.answers] for case in Case.objects.all()}
print(json.dumps(rows))
"""
REGISTRATION, INSURANCE = "992100200000", "992300100000"


def samples(form: Form) -> dict[str, Answer]:
    """Returns an answer to every question that has to be answered."""
    answers: dict[str, Answer] = {}
    while open_ones := [f for f in form.asked(answers) if f.required and f.key not in answers]:
        answers[open_ones[0].key] = get_kind(open_ones[0].kind).sample(open_ones[0], clock.today())
    return answers


def test_whatever_is_chosen_together_every_item_gets_the_answers_that_it_needs() -> None:
    for pair in combinations(starter_catalogue().items, 2):
        merged = merge_forms(pair)
        answers = samples(merged.form)
        facts = [(field.fact, field.kind) for field in merged.form.fields if field.fact]
        assert len(facts) == len(set(facts))  # nobody is asked twice
        for item in pair:
            assert check_answers(item.form, merged.answers_of(item, answers), clock.today()) == (), item.name


def goes_to_choice(lobby: Lobby, event: str) -> FormPage:
    resident = lobby.resident
    resident.begins()
    resident.answers("apply")
    page = resident.sees(BrowsePage)
    (entry,) = (entry for entry in page.entries if entry.key == f"event:{event}")
    assert "All at once" in entry.hint
    resident.answers(entry.key)
    guide = resident.sees(GuidePage)
    assert guide.sections[0].heading == "What is dealt with at once"
    resident.answers(None)
    return resident.sees(FormPage)


def test_somebody_who_has_moved_in_fills_in_one_form_for_two_items(lobby: Lobby) -> None:
    resident = lobby.resident
    choice = goes_to_choice(lobby, "moving_in")
    assert choice.fields[0].value == (f"item_{REGISTRATION}", f"item_{INSURANCE}")  # all are ticked beforehand
    resident.answers({"items": choice.fields[0].value})
    resident.sees(CardPage)
    lobby.reader.do("place", card="li")
    form = resident.sees(FormPage)
    facts = [shown.field.fact for shown in form.fields if shown.field.fact]
    assert facts == ["name", "number", "phone", "address"]  # each is asked once
    own = next(shown for shown in form.fields if not shown.field.fact)
    assert own.help.startswith("Registration of residence")
    entered = answers_to(form)
    phone = next(entered[shown.field.key] for shown in form.fields if shown.field.fact == "phone")
    resident.answers(entered)
    resident.sees(ReviewPage)
    reads_through(resident)
    outcome = resident.sees(OutcomePage)
    codes = [row.value for row in outcome.rows]
    assert len(lobby.printed()) == 2
    cases = json.loads(lobby.hub.shell(CASES))
    assert [cases[code][0] for code in codes] == [REGISTRATION, INSURANCE]
    for code in codes:
        answers = cases[code][1]
        assert (answers["name"], answers["phone"], answers["agent"]) == ("李秀英", phone, "no")
    assert "dwelling" in cases[codes[0]][1]
    assert "group" in cases[codes[1]][1]


def test_what_is_not_for_the_person_is_left_out_with_the_reason(lobby: Lobby) -> None:
    resident = lobby.resident
    choice = goes_to_choice(lobby, "retirement")
    resident.answers({"items": choice.fields[0].value})
    resident.sees(CardPage)
    lobby.reader.do("place", card="rare")
    told = resident.sees(MessagePage)
    assert "aged 60 and over" in told.text
    resident.answers("")
    labels = {shown.help.splitlines()[0] for shown in resident.sees(FormPage).fields if not shown.field.fact}
    assert len(labels) == 2


def test_at_least_one_is_chosen_and_back_leads_through_the_steps(lobby: Lobby) -> None:
    resident = lobby.resident
    goes_to_choice(lobby, "birth")
    resident.answers({"items": ()})
    again = resident.sees(FormPage)
    assert again.problems == {"items": "Please choose at least one."}
    resident.goes_back()
    resident.sees(GuidePage)
    resident.goes_back()
    page = resident.sees(BrowsePage)
    needs = {choice.key for choice in page.groupings[0].groups}
    assert "need:child" in needs
    assert all(group in needs for entry in page.entries for group in entry.groups if group.startswith("need:"))
    resident.goes_back()
    resident.sees(MenuPage)
