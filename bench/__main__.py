"""`python -m bench [PART …]` measures, prints a table and writes out/bench.json; exit status 1 where a limit was
missed, or a part broke off: the others are measured all the same."""

import argparse
import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from bench.measure import Row

PARTS = (
    "start",
    "memory",
    "idle",
    "press",
    "turns",
    "switching",
    "search",
    "found",
    "pinyin",
    "handwriting",
    "document_camera",
    "card",
    "chip_card",
    "covered",
    "ticket",
    "durable",
    "recovery",
    "unplug",
    "technician",
    "watching",
    "endurance",
    "visits_2000",
    "hub",
    "hub_queues",
    "hub_cases",
    "hub_kiosks",
    "desk",
    "messages",
    "web",
    "first_view",
    "certificates",
    "starter_items",
    "papers",
)
OUT = Path("out/bench.json")
COLUMNS = ("", "ours", "p95", "peer", "peer's p95", "ratio", "unit", "bar", "met")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all by default")
    parts = parser.parse_args().parts or PARTS
    if unknown := set(parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    logging.basicConfig(level=logging.ERROR)
    rows: list[Row] = []
    broken: list[str] = []
    for part in parts:
        print(f"measuring {part} …", file=sys.stderr, flush=True)
        try:
            rows += import_module(f"bench.{part}").rows()
        except Exception:
            traceback.print_exc()
            broken.append(part)
        _write(rows, broken)
    print(table([_cells(row) for row in rows]))
    if broken:
        print(f"broke off: {', '.join(broken)}", file=sys.stderr)
    return 0 if all(row.ok for row in rows) and not broken else 1


def _write(rows: list[Row], broken: list[str]) -> None:
    """Writes what is measured so far: a run of all parts takes an hour."""
    measured_at = datetime.now(UTC).isoformat(timespec="seconds")
    report = {"measured_at": measured_at, "broke_off": broken, "rows": [_record(row) for row in rows]}
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _record(row: Row) -> dict[str, object]:
    peer = row.peer and {"median": row.peer.median, "p95": row.peer.p95, "samples": row.peer.values}
    ours = {"median": row.ours.median, "p95": row.ours.p95, "samples": row.ours.values}
    named = {"name": row.name, "unit": row.unit, **ours, "peer": peer, "ratio": row.ratio}
    return {**named, "bar": row.bar, "ok": row.ok}


def _cells(row: Row) -> tuple[str, ...]:
    peer = (_figure(row.peer.median), _figure(row.peer.p95)) if row.peer else ("", "")
    ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
    met = "yes" if row.ok else "NO"
    return row.name, _figure(row.ours.median), _figure(row.ours.p95), *peer, ratio, row.unit, row.bar, met


def _figure(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def table(rows: list[tuple[str, ...]]) -> str:
    """Returns the rows under their headings, each column as wide as it needs."""
    lines = [COLUMNS, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


if __name__ == "__main__":
    sys.exit(main())
