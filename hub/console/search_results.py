"""Residents that a search by name or telephone found: shown masked, and opened by a sign that holds for a while.

The sign stands in the page in place of the number, and is of no use to anybody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.core import signing

from contract.numbers import mask_name, mask_number
from contract.text import text
from hub.core.problems import refused_field
from hub.residents.models import Resident

_SALT = "resident found"
_HOLDS = timedelta(minutes=20)
LONGEST = 200  # characters of a sign


@dataclass(frozen=True, slots=True)
class SearchResult:
    name: str
    number: str
    sign: str


def list_results(user: User, residents: Iterable[Resident]) -> list[SearchResult]:
    return [
        SearchResult(mask_name(row.name), mask_number(row.number), signing.dumps([user.pk, row.pk], salt=_SALT))
        for row in residents
    ]


def get_result(user: User, sign: str) -> Resident:
    """Returns the resident of a sign. Raises RequestRefused for a sign that was another's, or is too old."""
    try:
        reader, key = signing.loads(sign[:LONGEST], salt=_SALT, max_age=_HOLDS)
    except (signing.BadSignature, ValueError, TypeError):
        reader, key = None, None
    resident = Resident.objects.filter(pk=key).first() if reader == user.pk else None
    if resident is None:
        raise refused_field("wanted", "expired", text("Look the person up again."))
    return resident
