"""Covers what an item demands of a card. All people here are invented."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from contract.cases import Submission
from contract.catalogue import CardRule, Item, Limit, LimitUnit
from contract.forms import Answer
from contract.people import Person, PersonKind
from contract.rules import agent_problem, card_problem, is_expired
from contract.text import Text

TODAY = date(2026, 11, 22)
SOME = Text({"zh-Hans": "文", "en": "text"})


def item(card: CardRule = CardRule.VALID, **more: Any) -> Item:
    texts: Any = dict.fromkeys(
        ("name", "audience", "basis", "fee", "result", "place_and_time", "ask", "complain"), SOME
    )
    limit = Limit(unit=LimitUnit.SAME_DAY)
    return Item(
        code="990000000000",
        version=1,
        pinyin="wen",
        department="civil_affairs",
        themes=(),
        conditions=(),
        papers=(),
        statutory=limit,
        promised=limit,
        card=card,
        **texts,
        **more,
    )


def person(**more: Any) -> Person:
    grandmother = {
        "kind": PersonKind.CITIZEN,
        "name": "王㐂",
        "number": "11010519491231002X",
        "birth": date(1949, 12, 31),
        "valid_from": date(2010, 1, 1),
    }
    return Person(**{**grandmother, **more})


def code(asked: Item, who: Person | None) -> str | None:
    problem = card_problem(asked, who, TODAY)
    return problem.code if problem else None


def test_a_card_without_end_is_good() -> None:
    assert code(item(), person(valid_to=None)) is None


def test_a_card_is_good_on_its_last_day_and_expired_the_day_after() -> None:
    assert code(item(), person(valid_to=TODAY)) is None
    assert code(item(), person(valid_to=date(2026, 11, 21))) == "expired"
    assert is_expired(person(valid_to=date(2026, 11, 21)), TODAY)


def test_an_item_may_take_an_expired_card() -> None:
    assert code(item(CardRule.ANY), person(valid_to=date(2020, 1, 1))) is None


def test_a_card_not_yet_valid_is_refused() -> None:
    assert code(item(), person(valid_from=date(2026, 11, 23))) == "not_yet_valid"


def test_an_item_without_a_card_takes_anyone() -> None:
    assert code(item(CardRule.NONE), None) is None
    assert code(item(CardRule.NONE, min_age=60), person(number="1", kind=PersonKind.UNKNOWN)) is None


def test_an_item_with_a_card_asks_for_it() -> None:
    assert code(item(), None) == "card_needed"
    assert code(item(CardRule.ANY), None) == "card_needed"


@pytest.mark.parametrize("card", [CardRule.ANY, CardRule.VALID])
def test_a_number_that_fails_its_check_is_said_so(card: CardRule) -> None:
    assert code(item(card), person(number="110105194912310021")) == "check_digit"
    assert code(item(card), person(number="1101051949")) == "number"


def test_a_card_of_an_unknown_kind_does_where_any_card_does() -> None:
    assert code(item(), person(kind=PersonKind.UNKNOWN)) == "unknown_card"
    assert code(item(CardRule.ANY), person(kind=PersonKind.UNKNOWN)) is None
    assert code(item(CardRule.ANY), person(kind=PersonKind.UNKNOWN, number="")) == "unknown_card"


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (PersonKind.CITIZEN, "11010519491231002X"),
        (PersonKind.HK_MO_TW_RESIDENT, "810000199001010019"),
        (PersonKind.FOREIGNER_2017, "CAN110078121501"),
        (PersonKind.FOREIGNER_2023, "931840198805150023"),
    ],
)
def test_all_four_kinds_of_card_are_good(kind: PersonKind, number: str) -> None:
    assert code(item(), person(kind=kind, number=number, birth=None)) is None


def test_age_is_counted_to_the_day() -> None:
    assert code(item(min_age=76), person(birth=date(1950, 11, 23))) == "too_young"
    assert code(item(min_age=76), person(birth=date(1950, 11, 22))) is None
    assert code(item(max_age=17), person()) == "too_old"


def test_age_is_read_from_the_number_where_the_card_does_not_say() -> None:
    assert code(item(min_age=80), person(birth=None)) == "too_young"


def test_a_refusal_is_said_in_both_languages_without_personal_data() -> None:
    for who in (None, person(number="1"), person(valid_to=date(2020, 1, 1)), person(valid_from=date(2027, 1, 1))):
        problem = card_problem(item(), who, TODAY)
        assert problem is not None
        assert problem.message.root["zh-Hans"]
        assert problem.message.root["en"]
        assert "王" not in problem.model_dump_json()


def test_a_card_that_tells_no_number_is_told_to_be_an_identity_cards_turn() -> None:
    who = person(kind=PersonKind.SOCIAL_SECURITY, name="", number="", card_number="D87654321")
    assert code(item(), who) == "identity_card_needed"
    assert code(item(CardRule.ANY), who) == "identity_card_needed"
    assert code(item(CardRule.NONE), who) is None


def test_a_social_security_card_that_tells_the_number_is_good() -> None:
    assert code(item(), person(kind=PersonKind.SOCIAL_SECURITY, card_number="A12345678")) is None


def lone(who: Person | None, answers: dict[str, Answer] | None = None, agent: Person | None = None) -> str | None:
    """Returns the problem's code where an item wants an agent for those under 16."""
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    handed_in = Submission(
        id=uuid4(), item="990000000000", item_version=1, applicant=who, answers=answers or {}, agent=agent,
        stated_at=at, submitted_at=at,
    )  # fmt: skip
    problem = agent_problem(handed_in, item(agent_under=16), TODAY)
    if problem:
        assert problem.field == "agent"
        assert "16" in problem.message.root["zh-Hans"]
        assert "16" in problem.message.root["en"]
    return problem.code if problem else None


def test_who_is_too_young_to_apply_alone_needs_an_agent() -> None:
    day_before, birthday = date(2010, 11, 23), date(2010, 11, 22)
    assert lone(person(birth=day_before)) == "agent_needed"
    assert lone(person(birth=day_before), {"agent": "no"}) == "agent_needed"
    assert lone(person(birth=birthday)) is None
    assert lone(person(birth=day_before), {"agent": "yes"}) is None
    assert lone(person(birth=day_before), agent=person()) is None
    assert lone(person(birth=None, number="110105202001010015")) == "agent_needed"


def test_no_age_is_known_no_agent_is_asked_for() -> None:
    assert lone(None) is None
    assert lone(person(birth=None, number="ABC310123456789", kind=PersonKind.FOREIGNER_2017)) is None
