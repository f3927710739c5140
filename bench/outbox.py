"""The time until a submission is safely on disk: `python -m bench.outbox` prints milliseconds as JSON."""

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from bench.measure import percentile
from contract.cases import Submission
from contract.people import Person, PersonKind
from kiosk.hub_link.outbox import Outbox
from kiosk.storage.database import Database

_WARM_UP = 20
_RUNS = 500


def measure(folder: Path, writes: int = _RUNS) -> list[float]:
    """Returns the milliseconds of each write, on the disk of `folder`."""
    store = Database(folder)
    outbox = Outbox(store)
    took = [_one(outbox) for _ in range(_WARM_UP + writes)][_WARM_UP:]
    store.close()
    return took


def _one(outbox: Outbox) -> float:
    submission = _submission()
    began = perf_counter()
    outbox.put_message(submission)
    return (perf_counter() - began) * 1000


def _submission() -> Submission:
    """Returns a submission as large as the longest form of the starter catalogue."""
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
        took = measure(Path(folder))
    print(json.dumps({f"p{percent}_ms": round(percentile(took, percent), 3) for percent in (50, 95, 99)}))
