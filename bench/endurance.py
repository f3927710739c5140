"""10,000 cards and 10,000 slips under random faults: nothing twice, no success that was none, nothing left behind.

Through the device workers and drivers, against simulators without a baud rate, shared among processes that each have a
device: a driver waits most of the time. `python -m bench.endurance reads|prints COUNT SEED` is one of them; it prints
what it found as JSON.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from typing import Any

from bench.kiosk import ROOT
from bench.measure import Row, Samples
from bench.tally import Tally

COUNT = 10_000
PROCESSES = {"reads": 2, "prints": 8}
FLAT = 2.0  # MB


def rows() -> list[Row]:
    programs = {what: [_begin(what, seed) for seed in range(count)] for what, count in PROCESSES.items()}
    return [row for what, each in programs.items() for row in _rows(what, [_end(program) for program in each])]


def _begin(what: str, seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.endurance", what, str(COUNT // PROCESSES[what]), str(seed)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def _end(program: subprocess.Popen[str]) -> Tally:
    """Returns the counts of a program. Raises ValueError where the program has failed."""
    output, _ = program.communicate()
    counts: dict[str, Any] = json.loads(output)
    return Tally(**counts)


def _rows(what: str, tallies: list[Tally]) -> list[Row]:
    failed, twice = sum(tally.failed for tally in tallies), sum(tally.twice for tally in tallies)
    false, late = sum(tally.false_successes for tally in tallies), sum(tally.late for tally in tallies)
    summary = f"{failed} told as failed, {false} false successes, {twice} twice, {late} late"
    took = Samples(tuple(each for tally in tallies for each in tally.milliseconds))
    grown = _worst([[at - tally.memory[0] for at in tally.memory] for tally in tallies])
    files = _worst([[float(at - tally.files[0]) for at in tally.files] for tally in tallies])
    return [
        Row(f"{COUNT} {what} under faults: {summary}", "ms", took, "none wrong", false == twice == late == 0),
        Row(f"{COUNT} {what}, memory grown", "MB", grown, f"± {FLAT:g}", abs(grown.values[-1]) <= FLAT),
        Row(f"{COUNT} {what}, file handles left", "", files, "0", files.values[-1] == 0),
    ]


def _worst(each: list[list[float]]) -> Samples:
    """Returns the samples of the process that has grown most in the end."""
    at_the_end = [abs(values[-1]) for values in each]
    return Samples(tuple(each[at_the_end.index(max(at_the_end))]))


def main(what: str, count: int, seed: int) -> None:
    from bench import endurance_prints, endurance_reads

    tally = Tally()
    run = {"reads": endurance_reads.run, "prints": endurance_prints.run}[what]
    run(count, seed, tally)
    print(json.dumps(asdict(tally)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
