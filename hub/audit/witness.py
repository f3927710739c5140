"""Witnesses of the audit log: each minute a signed line says how far every chain has come, to places that no writer
of the database can reach: a file of another user, a log host, the kiosks. `audit verify` holds the log to them.

    1 2026-11-29T10:00:00+00:00 sha256 LENGTH,LENGTH,… ROOT SIGNATURE

ROOT is the keyed hash of the chains' last hashes, SIGNATURE of the words before it.
"""

import json
import logging
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from hub.audit.hash_chain import method_in_use, suite_of
from hub.audit.models import CHAINS, AuditEntry, AuditMonth, Chain
from hub.core.month import Month
from hub.core.sealing import keys_path, trail_hash

log = logging.getLogger("hub.audit")
_SHARED_FOR = 20.0  # seconds that a process tells the kiosks the same line
RESTORE = "restore"  # the event
Hashes = dict[tuple[int, int], str]  # by chain and place


@dataclass(frozen=True, slots=True)
class WitnessLine:
    at: str  # ISO 8601, UTC
    lengths: tuple[int, ...]
    method: str
    root: str
    text: str


def build_line(now: datetime) -> str:
    """Returns how far the chains have come, signed."""
    ends = {chain.number: (chain.length, chain.hash) for chain in Chain.objects.filter(number__lt=CHAINS)}
    full = [ends.get(number, (0, "")) for number in range(CHAINS)]
    at, method = now.astimezone(UTC).isoformat(timespec="seconds"), method_in_use()
    lengths = ",".join(str(length) for length, _ in full)
    words = f"1 {at} {method} {lengths} {_root([last for _, last in full], method)}"
    return f"{words} {_signature(words, method)}"


def parse_line(text: str) -> WitnessLine | None:
    """Returns the line's content; None for one that is not of this hub."""
    words, _space, signature = text.strip().rpartition(" ")
    parts = words.split(" ")
    if len(parts) != 5 or parts[0] != "1" or not compare_digest(_signature(words, parts[2]), signature):
        return None
    return WitnessLine(parts[1], tuple(map(int, parts[3].split(","))), parts[2], parts[4], text.strip())


def _root(hashes: list[str], method: str) -> str:
    return trail_hash(json.dumps(["ends", *hashes]), suite_of(method))


def _signature(words: str, method: str) -> str:
    return trail_hash(json.dumps(["witness", words]), suite_of(method))


def places_of(lines: Iterable[WitnessLine]) -> set[tuple[int, int]]:
    """Returns the entries that the lines vouch for: the last of each chain, as it was then."""
    return {(number, length) for line in lines for number, length in enumerate(line.lengths) if length}


def read_hashes(places: Iterable[tuple[int, int]]) -> Hashes:
    """Returns the hashes of the entries at those places that are there, and of the last that were moved away with their
    month."""
    rows: Hashes = {}
    detached = _last_detached()
    if detached is not None:
        rows = {(chain, int(place)): str(last) for chain, (place, last) in enumerate(detached.ends)}
    in_order = sorted(places)
    for start in range(0, len(in_order), CHAINS):
        some = Q()
        for chain, place in in_order[start : start + CHAINS]:
            some |= Q(chain=chain, place=place)
        rows |= {(chain, place): last for chain, place, last in AuditEntry.objects.filter(some).values_list(*_END)}
    return rows


_END = ("chain", "place", "hash")


def list_valid(lines: Iterable[WitnessLine]) -> list[WitnessLine]:
    """Returns the lines since a backup was last restored, which stands in the audit log: what came after the backup is
    gone. And since the months that were moved away."""
    detached = _last_detached()
    restored = AuditEntry.objects.filter(action=RESTORE).order_by("-at").values_list("at", flat=True).first()
    since = "" if restored is None else restored.astimezone(UTC).isoformat(timespec="seconds")
    since = since if detached is None else max(since, Month(detached.month).end.isoformat(timespec="seconds"))
    return [line for line in lines if line.at > since]


def _last_detached() -> AuditMonth | None:
    row = AuditMonth.objects.filter(detached=True).order_by("-month").first()
    return row if row is not None and row.is_sealed() else None


def line_faults(lines: Iterable[WitnessLine], hashes: Hashes) -> Iterator[str]:
    """Yields what is missing of the log that was witnessed; for each chain the latest alone."""
    missing: dict[int, tuple[int, str]] = {}
    for line in sorted(lines, key=lambda line: line.at):
        absent = [(n, length) for n, length in enumerate(line.lengths) if length and (n, length) not in hashes]
        missing |= {number: (length, line.at) for number, length in absent if length >= missing.get(number, (0,))[0]}
        ends = [hashes.get((number, length), "") for number, length in enumerate(line.lengths)]
        if not absent and _root(ends, line.method) != line.root:
            yield f"entries are not those that were witnessed at {line.at}"
    for number, (length, at) in sorted(missing.items()):
        yield f"chain {number}: had {length} entries, as witnessed at {at}; entry {length} is missing"


class _Shared:
    """The line that this process tells the kiosks, for some seconds."""

    line, until = "", 0.0


def shared_line(now: datetime) -> str:
    """Returns a line for the kiosks: fresh enough, without work for each heartbeat."""
    if time.monotonic() >= _Shared.until:
        _Shared.line, _Shared.until = build_line(now), time.monotonic() + _SHARED_FOR
    return _Shared.line


def forget_shared_line() -> None:
    _Shared.until = 0.0


def own_file() -> Path:
    """Returns the hub's own copy, since the last whole verification, beside the anchors. Raises KeysError."""
    anchor: Path = getattr(settings, "HUB_ANCHOR", None) or keys_path()
    return anchor.with_suffix(".witness")


def list_files() -> list[Path]:
    """Returns the files of lines that this machine has."""
    named = [own_file(), *filter(None, [settings.HUB_WITNESS_FILE])]
    return [path for path in named if path.exists()]


def append_line(path: Path, line: str) -> None:
    """Writes a line at the end of the file, after all that is there: it may be one that can only be appended to. Raises
    OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        os.write(handle, f"{line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def read_lines(path: Path) -> tuple[list[WitnessLine], list[str]]:
    """Returns the lines of a file, a kiosk's or a log host's; and what is wrong with others. Raises OSError.

    A log host may put words of its own before each line.
    """
    lines, faults = [], []
    for number, text in enumerate(path.read_text("utf-8", errors="replace").splitlines(), 1):
        _before, mark, after = text.partition("witness: ")
        line = _parse_any(after if mark else text)
        if line is not None:
            lines.append(line)
        elif text.strip():
            faults.append(f"{path}: line {number} is not signed by this hub")
    return lines, faults


def _parse_any(text: str) -> WitnessLine | None:
    try:
        return parse_line(text)
    except (ValueError, TypeError):
        return None
