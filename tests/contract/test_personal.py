"""Nothing of a person gets out by way of a repr or an error."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from contract.cases import CaseSearch, Submission
from contract.people import Fact, FactSource, Person

NUMBER = "11010519491231002X"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_message_about_a_person_shows_nothing_of_them() -> None:
    person = Person(name="王㐂", number=NUMBER)
    messages = (
        person,
        CaseSearch(number=NUMBER),
        Fact(key="phone", value="13800138000", source=FactSource.RESIDENT, checked_at=NOW),
        Submission(
            id=UUID(int=1),
            item="991100100000",
            item_version=1,
            applicant=person,
            answers={"phone": "13800138000"},
            stated_at=NOW,
            submitted_at=NOW,
        ),
    )
    for message in messages:
        for shown in (repr(message), str(message), f"{[message]}"):
            assert not any(secret in shown for secret in ("王", NUMBER, "13800138000"))


def test_a_message_that_is_wrong_does_not_show_its_input() -> None:
    with pytest.raises(ValidationError) as caught:
        Person.model_validate({"name": "王㐂", "number": NUMBER * 2})
    assert NUMBER not in str(caught.value)
