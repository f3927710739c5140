"""How long it takes until a submission is on disk for good: `python -m bench.outbox` prints milliseconds as JSON."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from uuid import uuid4

from contract.cases import Submission
from contract.people import Person, PersonKind
from kiosk.outbox import Outbox
from kiosk.store import Store

_WARM_UP = 20
_RUNS = 500


def measure(folder: Path, runs: int = _RUNS) -> dict[str, float]:
    """On the disk that `folder` is on."""
    store = Store(folder)
    outbox = Outbox(store)
    took = [_one(outbox) for _ in range(_WARM_UP + runs)][_WARM_UP:]
    store.close()
    cuts = quantiles(took, n=100, method="inclusive")
    return {"p50_ms": round(cuts[49], 3), "p95_ms": round(cuts[94], 3), "p99_ms": round(cuts[98], 3)}


def _one(outbox: Outbox) -> float:
    submission = _submission()
    began = perf_counter()
    outbox.put_submission(submission)
    return (perf_counter() - began) * 1000


def _submission() -> Submission:
    """As large as the longest form of the starter catalogue."""
    now = datetime.now(UTC)
    return Submission(
        id=uuid4(),
        item="991100300000",
        item_version=1,
        applicant=Person(kind=PersonKind.CITIZEN, name="张伟明", number="11010519491231002X", address="幸福路1号" * 8),
        answers={f"field_{number}": "一段不长不短的说明" * 5 for number in range(20)},
        stated_at=now,
        submitted_at=now,
    )


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent
    with tempfile.TemporaryDirectory(dir=here, prefix=".bench-") as folder:
        print(json.dumps(measure(Path(folder))))
