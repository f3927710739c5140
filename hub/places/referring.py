"""Addresses that were recorded before their places were: they refer to these once a file of places has come in."""

from django.db import transaction

from hub.places.selectors import find_places
from hub.residents.models import ADDRESS, ResidentFact

_BATCH = 500


def refer_addresses() -> int:
    """Adds its reference to each address that begins with a place, where it has none; returns how many got one."""
    referred, last = 0, 0
    while rows := _list_next(last):
        referred, last = referred + _refer([row.pk for row in rows]), rows[-1].pk
    return referred


def _list_next(last: int) -> list[ResidentFact]:
    rows = ResidentFact.objects.filter(key=ADDRESS, place=None, pk__gt=last).order_by("pk")
    return list(rows.only("pk")[:_BATCH])


@transaction.atomic
def _refer(keys: list[int]) -> int:
    """Locks the rows: what is erased meanwhile does not come back."""
    rows = list(ResidentFact.objects.select_for_update().filter(pk__in=keys, place=None))
    places = find_places([row.value for row in rows])
    for row in rows:
        row.place = places.get(row.value)
    referring = [row for row in rows if row.place is not None]
    ResidentFact.objects.bulk_create(
        referring, update_conflicts=True, unique_fields=["resident", "key"], update_fields=["place"]
    )
    return len(referring)
