"""Trials of a model or a profile, so that nobody takes a simulator's word for a device's."""

from dataclasses import dataclass
from enum import StrEnum


class Against(StrEnum):
    SIMULATOR = "simulator"
    PROGRAM = "outside program"
    HARDWARE = "real hardware"


@dataclass(frozen=True, slots=True)
class Tried:
    """`what`: which simulator, program or device, and what of it; `by`: who tried it (needed for real hardware)."""

    against: Against
    what: str
    by: str = "the tests"


def simulated(name: str) -> Tried:
    return Tried(Against.SIMULATOR, f"devices.simulators.{name}")
