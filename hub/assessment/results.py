"""What the answers to an assessment come to: for who made it, and, once it is released, for those in charge."""

import re
from collections import Counter
from dataclasses import dataclass

from contract.field_kinds import get_kind
from contract.field_kinds.base import OneOption
from contract.fields import Field, FieldKind, Option
from contract.forms import Form
from contract.text import Text
from hub.assessment.models import Assessment, SampledMatter

LEAST_ANSWERS = 5
"""Of fewer no report is given: it would tell who answered what."""
_NUMBERS = re.compile(r"\d[\d\s-]{4,}\d|\d{5,}")


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """`counts`: of each possible answer, in their order. `words`: what was written, without long numbers."""

    question: Text
    counts: tuple[tuple[Text, int], ...] = ()
    words: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        return sum(many for _label, many in self.counts)

    @property
    def shares(self) -> list[tuple[Text, int, int]]:
        """Returns each answer with how many gave it, and of a hundred."""
        return [(label, many, round(100 * many / self.total) if self.total else 0) for label, many in self.counts]


@dataclass(frozen=True, slots=True)
class AssessmentResult:
    sampled: int
    told: int
    answered: int
    questions: tuple[QuestionResult, ...]

    @property
    def percent(self) -> int:
        return round(100 * self.answered / self.sampled) if self.sampled else 0

    @property
    def is_enough(self) -> bool:
        return self.answered >= LEAST_ANSWERS


def results_of(assessment: Assessment, *, words: bool) -> AssessmentResult:
    """Returns the results. `words`: with what residents wrote, which those in charge do not read. Of too few answers
    there are none."""
    rows = list(assessment.sample.only("answers", "answered_at", "told"))
    answered = [row for row in rows if row.answered_at is not None]
    fields = Form.model_validate(assessment.questions).fields if len(answered) >= LEAST_ANSWERS else ()
    kinds = [field for field in fields if words or field.kind is not FieldKind.LONG_TEXT]
    questions = tuple(_result(field, answered) for field in kinds)
    return AssessmentResult(len(rows), sum(row.told for row in rows), len(answered), questions)


def _result(field: Field, answered: list[SampledMatter]) -> QuestionResult:
    answers = [(row.answers or {}).get(field.key, "") for row in answered]
    if field.kind is FieldKind.LONG_TEXT:
        words = sorted(_NUMBERS.sub("●", str(answer)) for answer in answers if answer)
        return QuestionResult(field.label, words=tuple(words))
    counts = Counter(answers)
    return QuestionResult(field.label, tuple((option.label, counts[option.value]) for option in _options(field)))


def _options(field: Field) -> tuple[Option, ...]:
    kind = get_kind(field.kind)
    return kind.options(field) if isinstance(kind, OneOption) else ()
