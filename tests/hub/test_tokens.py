"""Codes and cards that stand for a person, and mean nothing to a kiosk."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from contract.people import Person, PersonKind
from contract.problems import Problem
from hub.audit.models import AuditEntry
from hub.core import signing
from hub.residents import tokens
from hub.residents.models import ResidentFact
from languages.registry import SOURCE
from tests.hub.caller import Kiosk
from tests.hub.department_process import department_processes
from tests.hub.sample import a_number, a_person, a_submission

SECRET = signing.new_secret()
CARD = "A12345678"
WHOLE = '[[issuer]]\nname = "x"\npattern = "28.*"\naddress = "https://token.example.cn/"\nsecret = "whsec_x"\n'
Issue = Callable[[str], None]


@pytest.fixture
def issuer(tmp_path: Path) -> Iterator[Issue]:
    """Starts somebody who knows tokens; the plan says how it answers."""
    file = tmp_path / "tokens.toml"
    with department_processes(SECRET) as start_system, override_settings(HUB_TOKENS=file):

        def start(plan: str) -> None:
            file.write_text(
                f'[[issuer]]\nname = "码"\npattern = "28[0-9]{{6}}"\n'
                f'address = "http://127.0.0.1:{start_system(plan)}/person"\nsecret = "{SECRET}"\npatience = 1.0\n',
                "utf-8",
            )

        yield start


def scanned(kiosk: Kiosk, code: str) -> Any:
    return kiosk.post("residents/token", {"kind": "scanned", "content": code})


def by_card(kiosk: Kiosk, number: str = CARD) -> Any:
    return kiosk.post("residents/token", {"kind": "social_security_card", "content": number})


def refusal(response: Any) -> str:
    assert response.status_code == 404
    detail = Problem.model_validate_json(response.content).detail
    assert detail
    assert "identity card" in detail.root[SOURCE]
    return detail.root[SOURCE]


def test_who_issued_a_code_says_who_it_is(kiosk: Kiosk, issuer: Issue) -> None:
    issuer("person")
    person = Person.model_validate_json(scanned(kiosk, "28123456").content)
    assert (person.name, person.number, person.kind) == ("张6", "11010519491231002X", PersonKind.CITIZEN)
    (entry,) = AuditEntry.objects.filter(action="read token")
    assert "28123456" not in str(entry.__dict__)


@pytest.mark.parametrize("plan", ["busy", "silent", "garbage", "nonsense", "refused", "ok"])
def test_an_issuer_that_does_not_know_or_answer_leads_to_the_identity_card(
    kiosk: Kiosk, issuer: Issue, plan: str
) -> None:
    issuer(plan)
    assert "cannot be verified" in refusal(scanned(kiosk, "28123456"))


def test_a_code_that_nobody_here_knows_is_said_to_be_one(kiosk: Kiosk, issuer: Issue) -> None:
    issuer("unknown")
    assert "cannot be resolved here" in refusal(scanned(kiosk, "28123456"))
    assert "cannot be resolved here" in refusal(scanned(kiosk, "281234567"))


def test_without_issuers_no_code_can_be_resolved(kiosk: Kiosk) -> None:
    assert "cannot be resolved here" in refusal(scanned(kiosk, "28123456"))


@pytest.mark.parametrize(
    "text", ["issuer = 3", "[[issuer]]\nname = 'x'", "[", WHOLE.replace("28.*", "["), WHOLE.replace("https", "http")]
)
def test_a_wrong_file_is_told_to_the_operator(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tokens.toml"
    file.write_text(text, "utf-8")
    with override_settings(HUB_TOKENS=file), pytest.raises(ImproperlyConfigured, match="HUB_TOKENS"):
        tokens.issuers()
    file.write_text(WHOLE, "utf-8")
    with override_settings(HUB_TOKENS=file):
        assert [issuer.name for issuer in tokens.issuers()] == ["x"]


def test_a_card_is_known_by_an_earlier_case(kiosk: Kiosk) -> None:
    assert "not known here" in refusal(by_card(kiosk))
    kiosk.post("submissions", a_submission(applicant=holder()))
    person = Person.model_validate_json(by_card(kiosk, CARD.lower()).content)
    assert (person.name, person.number) == (a_person().name, a_number())
    assert not person.card_number


def test_a_card_of_two_people_or_one_that_was_only_typed_is_nobodys(kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission(applicant=holder()))
    ResidentFact.objects.filter(key="card_number").update(source="resident")
    refusal(by_card(kiosk))
    ResidentFact.objects.filter(key="card_number").update(source="staff")
    assert by_card(kiosk).status_code == 200
    kiosk.post("submissions", a_submission(applicant=holder(number=a_number(555))))
    refusal(by_card(kiosk))


def test_a_cards_number_is_no_telephone(kiosk: Kiosk) -> None:
    kiosk.post("submissions", a_submission())
    refusal(by_card(kiosk, "13912345678"))


def holder(**changes: Any) -> Person:
    return a_person(kind=PersonKind.SOCIAL_SECURITY, card_number=CARD, **changes)
