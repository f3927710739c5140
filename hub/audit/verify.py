"""Verifies that the audit log is whole. Every change, gap and cut is found, by anyone they were made, short of one who
has the keys.

An anchor is how far each chain had come when it was last found whole; it lies outside the database, beside the keys or
where HUB_ANCHOR says.
It shows where a chain was set back to an earlier, once true, state.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db.models import Subquery
from django.utils import timezone

from hub.audit.hash_chain import hash_of, seal_of
from hub.audit.models import CHAINS, AuditEntry, Chain
from hub.audit.months import End, get_starting_point, record_months
from hub.audit.services import record
from hub.audit.witness import (
    WitnessLine,
    line_faults,
    list_files,
    list_valid,
    own_file,
    places_of,
    read_hashes,
    read_lines,
)
from hub.core.private_files import write_private
from hub.core.sealing import keys_path

Anchors = dict[int, tuple[int, str]]  # length and last hash by chain
_NOTHING: End = (0, "")


def faults(anchors: Anchors, lines: Sequence[WitnessLine] = (), *, whole: bool = True) -> Iterator[str]:
    """Yields what is wrong with the audit log, a line each; none where it is whole.

    Of months that are over and were found whole, only the count is looked at, unless `whole`.
    """
    start = get_starting_point(whole=whole)
    lines = list_valid(lines)
    hashes = read_hashes(places_of(lines))
    chains = {chain.number: chain for chain in Chain.objects.all()}
    for number in range(CHAINS):
        if number in chains:
            yield from _readable(
                number, _chain_faults(chains[number], anchors.get(number, _NOTHING), start.ends[number])
            )
        else:
            yield f"chain {number}: missing"
    for number in AuditEntry.objects.exclude(chain__in=range(CHAINS)).values_list("chain", flat=True).distinct():
        yield f"chain {number}: there is none, yet entries in it"
    yield from line_faults(lines, hashes)
    yield from start.list_faults()


def _readable(number: int, lines: Iterator[str]) -> Iterator[str]:
    """Yields the faults; an entry that cannot be read is one, as a column may hold anything on SQLite."""
    try:
        yield from lines
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        yield f"chain {number}: an entry cannot be read ({type(error).__name__})"


def anchor_file() -> Path:
    """Returns the path of the anchors. Raises KeysError."""
    path: Path | None = settings.HUB_ANCHOR
    return path or keys_path().with_suffix(".trail")


def list_faults(files: Sequence[Path] = (), *, whole: bool = False) -> list[str]:
    """Returns what is wrong with the audit log, a line each; `files` are of lines that kiosks or a log host have kept.
    Where nothing is wrong, the anchors are renewed, and months that are over are not read again but with `whole`.
    Raises OSError, ValueError, KeysError.
    """
    anchors, current = read_anchors(anchor_file()), anchors_now()
    lines, complaints = _read_witnesses([*list_files(), *files])
    complaints += faults(anchors, lines, whole=whole)
    if not complaints:
        record_months(timezone.now(), whole=whole)
        write_anchors(anchor_file(), current)
        if (
            lines and own_file().exists()
        ):  # the anchors say as much as the older ones; witnesses elsewhere keep every line
            write_private(own_file(), max(lines, key=lambda line: line.at).text + "\n", over=True)
    return complaints


def _read_witnesses(files: Iterable[Path]) -> tuple[list[WitnessLine], list[str]]:
    lines, complaints = [], []
    for path in files:
        some, wrong = read_lines(path)
        lines += some
        complaints += wrong
    return lines, complaints


def record_verification(complaints: Sequence[str]) -> None:
    """Records the verification. Raises Chain.DoesNotExist where there is no chain left to record it in."""
    record(None, "verify trail", "trail", {"faults": len(complaints)})


def anchors_now() -> Anchors:
    return {chain.number: (chain.length, chain.hash) for chain in Chain.objects.all()}


def read_anchors(path: Path) -> Anchors:
    """Returns the anchors, empty where there is no file yet. Raises ValueError for one that is none, OSError."""
    if not path.exists():
        return {}
    try:
        return {int(chain): (int(length), str(last)) for chain, (length, last) in json.loads(path.read_text()).items()}
    except (TypeError, AttributeError) as error:
        raise ValueError(f"{path}: not an anchor file") from error


def write_anchors(path: Path, anchors: Anchors) -> None:
    """Writes the anchors. Raises OSError."""
    write_private(path, json.dumps(anchors), over=True)


def _chain_faults(chain: Chain, anchor: End, start: End) -> Iterator[str]:
    if chain.seal != seal_of(chain):
        yield f"chain {chain.number}: its end was changed"
    yield from _entry_faults(chain, anchor, start)
    behind = Chain.objects.filter(number=chain.number).values("length")
    beyond = AuditEntry.objects.filter(chain=chain.number, place__gt=Subquery(behind)).count()
    if beyond:
        yield f"chain {chain.number}: {beyond} entries beyond its end"


def _entry_faults(chain: Chain, anchor: End, start: End) -> Iterator[str]:
    place, before = start
    entries = AuditEntry.objects.filter(chain=chain.number, place__gt=place, place__lte=chain.length)
    for entry in entries.order_by("place").iterator():
        if entry.place != place + 1:
            yield f"chain {chain.number}: entries {place + 1} to {entry.place - 1} are missing"
        elif entry.hash != hash_of(entry, before):
            yield f"chain {chain.number}: entry {entry.place} was changed"
        if entry.place == anchor[0] and entry.hash != anchor[1]:
            yield f"chain {chain.number}: entry {entry.place} is not the one that was there before"
        place, before = entry.place, entry.hash
    if place != chain.length or before != chain.hash:
        yield f"chain {chain.number}: cut after entry {place}"
    if place < anchor[0]:
        yield f"chain {chain.number}: once had {anchor[0]} entries, now {place}"
