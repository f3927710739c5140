"""U+FFFD stands for bytes that could not be decoded: it is part of nobody's name, on whichever way it comes."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from pydantic import ValidationError

from contract.channels import EntryRequest
from contract.people import Fact, FactSource, OrganisationId, Person

NOW = datetime(2026, 11, 29, tzinfo=UTC)


def test_a_name_with_what_could_not_be_decoded_is_refused() -> None:
    broken = "张\ufffd"
    with pytest.raises(ValidationError) as caught:
        Person(name=broken, number="")
    assert "张" not in str(caught.value)
    with pytest.raises(ValidationError):
        OrganisationId(code="91350100M000100Y43", name=broken)
    with pytest.raises(ValidationError):
        Fact(key="name", value=broken, source=FactSource.CARD, checked_at=NOW)
    with pytest.raises(ValidationError):
        EntryRequest(id=uuid4(), entry=1, name=broken, phone="13800138000", wish="", asked_at=NOW)
