"""Where facts come from that the hub itself does not keep: higher apps add theirs."""

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import models

from contract.people import Fact
from hub.residents.models import Resident

FactFinder = Callable[[Resident, Collection[str], models.Model | None, datetime], tuple[Fact, ...]]
FACT_SOURCES: list[FactFinder] = []


def find_further(resident: Resident, keys: Collection[str], by: models.Model | None, now: datetime) -> tuple[Fact, ...]:
    """Returns what the sources tell of those facts. Call it outside of a transaction."""
    return tuple(fact for find in FACT_SOURCES for fact in find(resident, keys, by, now))
