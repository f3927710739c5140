"""Agents: both cards on the reader, some items, until a day."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from contract.numbers import organisation_check_character
from hub.audit.models import AuditEntry
from hub.residents import mandates
from hub.residents.models import Mandate
from hub.residents.selectors import find
from hub.residents.services import get_or_register_organisation, get_registered
from hub.staff.models import Role
from tests.hub.caller import Kiosk
from tests.hub.people import staff
from tests.hub.sample import GRANT, REPORT, a_number, a_person

MOTHER, SON, STRANGER = (
    a_person(number=a_number(order), name=name) for order, name in ((222, "钱母"), (223, "钱子"), (225, "孙某"))
)
TODAY = timezone.localdate


def give(kiosk: Kiosk, **more: Any) -> Any:
    body = {
        "id": str(uuid4()),
        "principal": MOTHER.model_dump(mode="json"),
        "agent": SON.model_dump(mode="json"),
        "items": [GRANT],
        "until": str(TODAY() + timedelta(days=30)),
    }
    return kiosk.post("residents/mandates", body | more)


def acts(item: str, days: int = 0) -> bool:
    mother, son = find(MOTHER.number), find(SON.number)
    assert mother is not None
    assert son is not None
    assert mandates.mandate_for(son, mother, item, TODAY()) is None  # never the other way round
    return mandates.mandate_for(mother, son, item, TODAY() + timedelta(days=days)) is not None


def test_an_agent_acts_in_the_items_named_until_the_day_named(kiosk: Kiosk) -> None:
    given = give(kiosk).json()
    assert (given["principal"], given["agent"], given["items"]) == ("钱母", "钱子", [GRANT])
    assert acts(GRANT)
    assert acts(GRANT, 30)
    assert not acts(GRANT, 31)
    assert not acts(GRANT, -1)
    assert not acts(REPORT)


def test_both_see_it_and_either_ends_it(kiosk: Kiosk) -> None:
    key = give(kiosk).json()["id"]
    held = kiosk.post("residents/mandates/search", {"number": SON.number}).json()
    assert ([row["id"] for row in held["held"]], held["given"]) == ([key], [])
    assert kiosk.post("residents/mandates/search", {"number": MOTHER.number}).json()["given"] == held["held"]
    get_registered(STRANGER, "person", timezone.now())
    for number in (STRANGER.number, "nobody's"):
        assert kiosk.post(f"residents/mandates/{key}/revoke", {"number": number}).status_code == 404
    assert acts(GRANT)
    for _ in range(2):
        assert kiosk.post(f"residents/mandates/{key}/revoke", {"number": MOTHER.number}).json()["revoked"] is True
    assert not acts(GRANT)
    assert AuditEntry.objects.filter(action="revoke mandate").count() == 1


def test_a_signature_rests_sealed_and_no_kiosk_gets_it_back(kiosk: Kiosk) -> None:
    signature = "10,20 400,30;500,1 510,9"
    answer = give(kiosk, signature=signature)
    assert answer.status_code == 200
    assert Mandate.objects.get().signature == signature
    with connection.cursor() as cursor:
        cursor.execute("SELECT signature FROM residents_mandate")
        assert "400,30" not in str(cursor.fetchall())
    held = kiosk.post("residents/mandates/search", {"number": SON.number})
    assert "400,30" not in answer.content.decode() + held.content.decode()


@pytest.mark.parametrize("signature", ["10,20", "<svg>", "1,1 1000,401", "9" * 12_001])
def test_what_is_no_signature_makes_no_mandate(kiosk: Kiosk, signature: str) -> None:
    assert give(kiosk, signature=signature).status_code == 422
    assert not Mandate.objects.exists()


def test_without_a_signature_and_with_the_confirmation_it_is_given_too(kiosk: Kiosk) -> None:
    assert give(kiosk, signature="confirmed").status_code == 200
    assert give(kiosk).status_code == 200


def test_sent_again_it_is_one_mandate(kiosk: Kiosk) -> None:
    key = str(uuid4())
    assert give(kiosk, id=key).json() == give(kiosk, id=key).json()
    assert give(kiosk, id=key, items=[REPORT]).status_code == 409
    assert AuditEntry.objects.filter(action="give mandate").count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("until", -1),
        ("until", 400),
        ("items", ["999999999999"]),
        ("items", []),
        ("agent", MOTHER.model_dump(mode="json")),
        ("agent", SON.model_copy(update={"number": "1"}).model_dump(mode="json")),
    ],
)
def test_what_cannot_be_is_refused_by_field(kiosk: Kiosk, field: str, value: Any) -> None:
    """A number is of days from today on."""
    refused = give(kiosk, **{field: str(TODAY() + timedelta(days=value)) if isinstance(value, int) else value})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"].startswith(field)
    assert not AuditEntry.objects.filter(action="give mandate").exists()


def test_an_organisation_sends_somebody(database: None) -> None:
    first17, now = "91110000600037341", timezone.now()
    shop = get_or_register_organisation(first17 + organisation_check_character(first17), "某某超市", now)
    agent, window = get_registered(SON, "agent", now), staff(Role.WINDOW)
    mandates.give(uuid4(), shop, agent, [GRANT], TODAY(), actor=window, now=now)
    assert mandates.mandate_for(shop, agent, GRANT, TODAY()) is not None
    assert mandates.mandates_of(agent).held[0].principal == "某某超市"
    assert AuditEntry.objects.get(action="give mandate").subject == f"organisation {shop.pk}"
