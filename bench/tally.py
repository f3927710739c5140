"""The counts of an endurance run."""

from dataclasses import dataclass, field

LOOKS = 10  # at memory and file handles


@dataclass(slots=True)
class Tally:
    """The counts. `failed`: reported failures; `late`: a slip that came out behind another, or a card in order
    that did not read; `memory` (MB) and `files`: sampled ten times, first after the first tenth."""

    milliseconds: list[float] = field(default_factory=list)
    failed: int = 0
    twice: int = 0
    false_successes: int = 0
    late: int = 0
    memory: list[float] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
