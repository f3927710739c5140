"""The hub on SQLite: pairs of reserving and confirming a number per second, from 8 clients."""

from bench.hub_tickets import measure
from bench.measure import Row, Samples

RUNS = 7
PAIRS = 400


def rows() -> list[Row]:
    measured = measure(RUNS, PAIRS)
    rates = Samples(tuple(measured["runs"]), more_is_better=True)
    ok = rates.median >= 80 and measured["errors"] == 0
    return [Row("hub, reserve + confirm", "pairs/s", rates, "≥ 80, no errors", ok)]
