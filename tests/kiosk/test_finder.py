"""Six plain questions lead to what one may be entitled to, each with why, and with what is still missing."""

from contract.finder import FINDER_FORM, list_findings, list_options
from hub.catalogue.starter import starter_catalogue
from kiosk.pages.kinds import FormPage, GuidePage, ListPage, MenuPage, MessagePage
from tests.kiosk.conftest import Lobby

NOTHING = {"age": "adult", "money": "enough", "disability": "none", "work": "employed", "home": "own", "event": "none"}
OLD_AND_POOR = {**NOTHING, "age": "eighty", "money": "short", "disability": "no_card", "work": "pension"}


def findings(answers: dict[str, str]) -> dict[str, list[str]]:
    """Returns the items by name, each with what is missing."""
    return {
        finding.item.name.in_locale("zh-Hans"): [wording.in_locale("zh-Hans") for wording in finding.missing]
        for finding in list_findings(starter_catalogue(), answers)
    }


def test_rules_of_the_items_say_what_fits_and_what_is_missing() -> None:
    offered = findings(OLD_AND_POOR)
    assert [name for name, missing in offered.items() if not missing] == [
        "最低生活保障", "高龄津贴", "老年优待证", "居家养老、助餐", "残疾人证", "养老资格认证",
    ]  # fmt: skip
    assert offered["困难残疾人生活补贴"] == ["先办残疾人证"]
    assert findings(NOTHING) == {}
    assert not any("残疾" in name for name in findings({**OLD_AND_POOR, "disability": "none"}))


def test_nobody_is_offered_what_is_for_another_age() -> None:
    young = findings({**OLD_AND_POOR, "age": "child"})
    assert not {"高龄津贴", "老年优待证"} & set(young)


def test_every_rule_is_about_an_answer_that_can_be_given() -> None:
    options = list_options()
    assert len(options) == len(FINDER_FORM.fields) == 6
    for item in starter_catalogue().items:
        assert all({*rule.values, *rule.nearly} <= options[rule.question] for rule in item.entitled), item.name


def test_the_answers_lead_to_a_guide_and_back_to_the_questions(lobby: Lobby) -> None:
    resident = lobby.resident
    resident.begins()
    resident.answers("finder")
    page = resident.sees(FormPage)
    assert [shown.value for shown in page.fields] == [""] * 6
    resident.answers(OLD_AND_POOR)
    rows = {row.label: row for row in resident.sees(ListPage).rows}
    allowance = rows["Allowance for the very old"]
    assert allowance.value.splitlines()[-1] == "Because: 80 or over"
    assert "Still needed" in rows["Living subsidy for disabled persons in hardship"].value
    resident.answers(allowance.key)
    assert resident.sees(GuidePage).action
    resident.goes_back()
    resident.sees(ListPage)
    resident.goes_back()
    again = resident.sees(FormPage)
    assert (again.start_at, again.fields[0].value) == ("event", "eighty")
    resident.answers(NOTHING)
    nothing = resident.sees(MenuPage)
    assert "hotline" in [choice.key for choice in nothing.choices]  # no dead end
    resident.answers("hotline")
    resident.sees(MessagePage)
    resident.answers("")
    resident.sees(MenuPage)
    resident.goes_back()
    resident.sees(FormPage)
    resident.goes_back()
    resident.sees(MenuPage)
