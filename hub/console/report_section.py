"""What a report on paper is made of."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportSection:
    title: str
    rows: Sequence[tuple[str, str]]
