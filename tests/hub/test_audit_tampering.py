"""What is done to the audit log by one who can write the database and has no keys is found."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.audit.hash_chain import seal_of
from hub.audit.models import CHAINS, AuditEntry, Chain
from hub.audit.services import record
from hub.audit.verify import anchors_now, faults, read_anchors, write_anchors
from hub.staff.models import Role
from tests.examples import examples
from tests.hub.people import staff


@pytest.fixture
def chain(database: None) -> int:
    """A chain with at least five entries of somebody's."""
    clerk = staff(Role.CLERK)
    for number in range(5):
        record(clerk, "read case", f"case {number}", {"fields": ["phone", "电话"]})
    return AuditEntry.objects.filter(actor=f"user:{clerk.pk}").values_list("chain", flat=True)[0]


def at(chain: int, place_from_end: int) -> AuditEntry:
    return AuditEntry.objects.filter(chain=chain).order_by("-place")[place_from_end - 1]


def end_at(chain: int, entry: AuditEntry) -> None:
    Chain.objects.filter(number=chain).update(length=entry.place, hash=entry.hash)


def change(chain: int) -> None:
    AuditEntry.objects.filter(pk=at(chain, 3).pk).update(subject="case 9")


def shift_time(chain: int) -> None:
    entry = at(chain, 2)
    entry.at = entry.at.replace(microsecond=(entry.at.microsecond + 1) % 1_000_000)
    entry.save()


def take_one_out(chain: int) -> None:
    at(chain, 3).delete()


def take_the_first(chain: int) -> None:
    AuditEntry.objects.filter(chain=chain).order_by("place")[0].delete()


def cut(chain: int) -> None:
    at(chain, 1).delete()


def cut_and_set_the_end(chain: int) -> None:
    cut(chain)
    end_at(chain, at(chain, 1))


def cut_all(chain: int) -> None:
    AuditEntry.objects.filter(chain=chain).delete()
    Chain.objects.filter(number=chain).update(length=0, hash="")


def swap(chain: int) -> None:
    first, second = at(chain, 2), at(chain, 3)
    first.subject, second.subject = second.subject, first.subject
    first.save()
    second.save()


def add_one(chain: int) -> None:
    last = at(chain, 1)
    AuditEntry.objects.create(**{**values(last), "place": last.place + 1, "id": None})


def renumber_over_a_gap(chain: int) -> None:
    gone = at(chain, 3).place
    at(chain, 3).delete()
    for entry in AuditEntry.objects.filter(chain=chain, place__gt=gone).order_by("place"):
        AuditEntry.objects.filter(pk=entry.pk).update(place=entry.place - 1)
    end_at(chain, at(chain, 1))


def remove_the_chain(chain: int) -> None:
    Chain.objects.filter(number=chain).delete()


def hide_in_another_chain(chain: int) -> None:
    AuditEntry.objects.filter(pk=at(chain, 1).pk).update(chain=CHAINS + 1)


def unknown_method(chain: int) -> None:
    Chain.objects.filter(number=chain).update(method="md5", seal="")


def values(entry: AuditEntry) -> dict[str, object]:
    return {field.attname: getattr(entry, field.attname) for field in AuditEntry._meta.fields}


def test_a_whole_trail_has_no_faults(chain: int) -> None:
    assert not list(faults({}))
    assert not list(faults(anchors_now()))


@pytest.mark.parametrize(
    "tamper",
    [
        change,
        shift_time,
        take_one_out,
        take_the_first,
        cut,
        cut_and_set_the_end,
        cut_all,
        swap,
        add_one,
        renumber_over_a_gap,
        remove_the_chain,
        hide_in_another_chain,
        unknown_method,
    ],
    ids=lambda tamper: tamper.__name__,
)
def test_whatever_is_done_to_it_shows(chain: int, tamper: Callable[[int], None]) -> None:
    tamper(chain)
    found = list(faults({}))
    assert found
    assert all(line.startswith((f"chain {chain}:", f"chain {CHAINS + 1}:")) for line in found)


def test_a_chain_set_back_to_what_it_truly_was_is_known_by_its_anchor(chain: int, tmp_path: Path) -> None:
    write_anchors(tmp_path / "anchor", anchors_now())
    cut(chain)
    end_at(chain, at(chain, 1))
    row = Chain.objects.get(number=chain)
    Chain.objects.filter(number=chain).update(seal=seal_of(row))  # as the seal was then
    assert not list(faults({}))
    assert "once had" in next(faults(read_anchors(tmp_path / "anchor")))


@pytest.mark.parametrize("content", ["", "[]", '{"x": [1, "a"]}', '{"1": 2}'])
def test_a_broken_anchor_file_is_not_taken_for_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "anchor"
    path.write_text(content)
    with pytest.raises(ValueError):  # noqa: PT011
        read_anchors(path)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    column=st.sampled_from(["at", "actor", "actor_name", "action", "subject", "detail", "place", "hash", "method"]),
    place=st.integers(1, 5),
    text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8),
)
def test_no_column_can_be_changed_unseen(chain: int, column: str, place: int, text: str) -> None:
    entry = at(chain, place)
    was = getattr(entry, column)
    changed = {"at": lambda: was.replace(year=2000 + len(text)), "place": lambda: was + 100}
    now = changed.get(column, lambda: text)()
    AuditEntry.objects.filter(pk=entry.pk).update(**{column: now})
    assert bool(list(faults({}))) == (now != was), json.dumps([column, text])
    AuditEntry.objects.filter(pk=entry.pk).update(**{column: was})
