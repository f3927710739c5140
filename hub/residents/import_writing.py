"""The writing of an import, a batch of residents at a time.

A fact that a card or staff have vouched for stays, and so does one that is as new: the rest is overwritten.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Self

from django.db import connection

from contract.numbers import read_identity_number, tidy_number
from hub.core.clock import local_day, start_of_day
from hub.core.row_ids import draw_row_ids
from hub.core.sealing import fingerprints
from hub.residents.consents import keep_all_facts_until
from hub.residents.import_columns import CHECKED_AT
from hub.residents.models import ADDRESS, CARD_NUMBER, CHECKED, IMPORT, PHONE, Resident, ResidentFact
from hub.residents.selectors import certain_cards, name_hashes, number_hashes
from hub.residents.services import fact_columns, find_places

_FACT = ("value", "place", "phone_hash", "source", "checked_at", "keep_until")


@dataclass(frozen=True, slots=True, repr=False)
class CheckedRow:
    """A checked line of the file."""

    line: int
    number: str
    facts: dict[str, str]
    checked_at: datetime  # the beginning of a day at the site

    @classmethod
    def of(cls, line: int, cells: dict[str, str], now: datetime) -> Self:
        day = date.fromisoformat(cells[CHECKED_AT]) if CHECKED_AT in cells else local_day(now)
        facts = {key: value for key, value in cells.items() if key not in ("number", CHECKED_AT)}
        return cls(line, cells["number"], facts, start_of_day(day))


@dataclass(frozen=True, repr=False)
class Batch:
    rows: list[CheckedRow]
    residents: dict[str, int]  # of the numbers that are known
    now: datetime

    @classmethod
    def of(cls, rows: list[CheckedRow], now: datetime) -> Self:
        return cls(rows, _find_keys([row.number for row in rows]), now)

    def without(self, lines: Collection[int]) -> "Batch":
        return Batch([row for row in self.rows if row.line not in lines], self.residents, self.now)

    def has_anothers_card(self, row: CheckedRow) -> bool:
        hashes = _card_hashes(row)
        return any(owner != self.residents.get(row.number) for h in hashes for owner in self._owners.get(h, ()))

    @property
    def new(self) -> int:
        return sum(row.number not in self.residents for row in self.rows)

    @property
    def changed(self) -> int:
        """Returns the known residents of whom something is written."""
        return len({row.number for row, _key, _until in self._new_facts} & self.residents.keys())

    @property
    def left(self) -> int:
        return sum(len(row.facts) for row in self.rows) - len(self._new_facts)

    def write(self) -> None:
        """Writes the rows, in the caller's transaction. What somebody tells a kiosk at the same moment is newer, and
        stays."""
        fresh = [row for row in self.rows if row.number not in self.residents]
        keys = draw_row_ids(Resident, len(fresh))
        new = [_resident(key, row, self.now) for key, row in zip(keys, fresh, strict=True)]
        Resident.objects.bulk_create(new, ignore_conflicts=True)
        residents = self.residents | _find_keys([row.number for row in fresh])
        places = find_places([row.facts[key] for row, key, _until in self._new_facts if key == ADDRESS])
        facts = [(row, _fact(residents[row.number], key, row, until, places)) for row, key, until in self._new_facts]
        existing = [fact for _row, fact in facts if (fact.resident_id, fact.key) in self._facts]
        unknown = [fact for _row, fact in facts if (fact.resident_id, fact.key) not in self._facts]
        ResidentFact.objects.bulk_create(unknown, ignore_conflicts=True)
        ResidentFact.objects.bulk_create(
            existing, update_conflicts=True, unique_fields=["resident", "key"], update_fields=_FACT
        )

    @cached_property
    def _new_facts(self) -> list[tuple[CheckedRow, str, date]]:
        """Returns which facts of the file are to be written, and until when they are kept."""
        return list(self._to_write())

    def _to_write(self) -> Iterator[tuple[CheckedRow, str, date]]:
        keep_until = keep_all_facts_until(self.residents.values(), local_day(self.now))
        for row in self.rows:
            resident = self.residents.get(row.number)
            until = keep_until[resident]
            if until is None:
                continue  # they do not want it kept
            for key in row.facts:
                existing = self._facts.get((resident, key))
                if existing is None or (existing[0] not in CHECKED and existing[1] < row.checked_at):
                    yield row, key, until

    @cached_property
    def _facts(self) -> dict[tuple[int | None, str], tuple[str, datetime]]:
        """Returns source and time of what is known of these residents; held until the transaction ends, if there is
        one."""
        facts = ResidentFact.objects.filter(resident__in=self.residents.values()).order_by("pk")
        facts = facts.select_for_update() if connection.in_atomic_block else facts
        rows = facts.values_list("resident", "key", "source", "checked_at")
        return {(resident, key): (source, at) for resident, key, source, at in rows}

    @cached_property
    def _owners(self) -> dict[str, set[int]]:
        """Returns the owners of the cards, by the cards' hashes."""
        hashes = [h for row in self.rows for h in _card_hashes(row)]
        owners: dict[str, set[int]] = {}
        rows = certain_cards(local_day(self.now)).filter(phone_hash__in=hashes)
        for phone, resident in rows.values_list("phone_hash", "resident"):
            owners.setdefault(phone, set()).add(resident)
        return owners


def _find_keys(numbers: list[str]) -> dict[str, int]:
    hashes = {h: number for number in numbers for h in number_hashes(number)}
    rows = Resident.objects.filter(number_hash__in=list(hashes)).values_list("number_hash", "pk")
    return {hashes[hashed]: key for hashed, key in rows}


def _card_hashes(row: CheckedRow) -> list[str]:
    return fingerprints(tidy_number(row.facts[CARD_NUMBER]), PHONE) if CARD_NUMBER in row.facts else []


def _resident(key: int, row: CheckedRow, now: datetime) -> Resident:
    kind = read_identity_number(row.number, local_day(now)).kind.value
    name = row.facts["name"]
    found_by = {"number_hash": number_hashes(row.number)[0], "name_hash": name_hashes(name)[0]}
    return Resident(pk=key, number=row.number, name=name, kind=kind, created_at=now, **found_by)


def _fact(resident: int, key: str, row: CheckedRow, until: date, places: Mapping[str, int]) -> ResidentFact:
    value = row.facts[key]
    place = places.get(value) if key == ADDRESS else None
    columns = fact_columns(key, value, IMPORT, row.checked_at, until, place)
    return ResidentFact(resident_id=resident, key=key, **columns)
