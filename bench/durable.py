"""A submission made durable: written, sealed and synced to the disk that the checkout is on."""

import tempfile
from pathlib import Path

from bench.kiosk import ROOT
from bench.measure import Row, Samples, percentile
from bench.outbox import measure

RUNS = 7
WRITES = 300  # a run


def rows() -> list[Row]:
    """The first row has every write; the second the slowest hundredth of each run, beside which the bar stands."""
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".bench-") as folder:
        runs = [measure(Path(folder) / str(run), WRITES) for run in range(RUNS)]
    writes = [took for run in runs for took in run]
    p99 = percentile(writes, 99)
    each = Samples(tuple(percentile(run, 99) for run in runs))
    return [
        Row("submission made durable", "ms", Samples(tuple(writes)), f"p99 {p99:.3g} ≤ 20", p99 <= 20),
        Row("submission made durable, p99 of each run", "ms", each, "≤ 20", each.median <= 20),
    ]
