"""10,000 cards and 10,000 slips under random faults: nothing twice, no success that was none, nothing left behind.

Each runs in a process of its own, through the kiosk's keepers and drivers, against simulators without a baud rate.
`python -m bench.endurance reads|prints [COUNT]` is that process; it prints what it found as JSON.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.kiosk import ROOT
from bench.measure import Row, Samples

COUNT = 10_000
LOOKS = 10  # at memory and file handles
FLAT = 2.0  # MB


@dataclass(slots=True)
class Tally:
    """What happened. `wrong`: what must never be; `failed`: what was told to have failed; `memory` (MB) and `files`:
    looked at from time to time, the first after the first tenth."""

    milliseconds: list[float] = field(default_factory=list)
    failed: int = 0
    twice: int = 0
    false_successes: int = 0
    late: int = 0
    memory: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)


def rows() -> list[Row]:
    programs = {what: _begin(what) for what in ("reads", "prints")}
    return [row for what, program in programs.items() for row in _rows(what, _end(program))]


def _begin(what: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.endurance", what, str(COUNT)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _end(program: subprocess.Popen[str]) -> Tally:
    """Raises ValueError where the program has failed."""
    said, _ = program.communicate()
    found: dict[str, Any] = json.loads(said)
    return Tally(**found)


def _rows(what: str, tally: Tally) -> list[Row]:
    told = f"{tally.failed} failed, {tally.twice} twice, {tally.false_successes} false, {tally.late} late"
    right = tally.twice == tally.false_successes == tally.late == 0
    grown = Samples(tuple(memory - tally.memory[0] for memory in tally.memory))
    files = Samples(tuple(float(count - tally.files[0]) for count in tally.files))
    flat = abs(grown.values[-1]) <= FLAT
    return [
        Row(f"{COUNT} {what} under faults ({told})", "ms", Samples(tuple(tally.milliseconds)), "none wrong", right),
        Row(f"{COUNT} {what}, memory grown", "MB", grown, f"± {FLAT:g}", flat),
        Row(f"{COUNT} {what}, file handles left", "", files, "0", files.values[-1] == 0),
    ]


def main(what: str, count: int) -> None:
    from bench import endurance_prints, endurance_reads

    tally = Tally()
    run = {"reads": endurance_reads.run, "prints": endurance_prints.run}[what]
    run(count, tally)
    print(json.dumps(asdict(tally)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else COUNT)
