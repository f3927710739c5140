"""The questions of an assessment: a form of few kinds, in each locale; and the shipped ones, with which a first one
begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contract.fields import Field, FieldKind
from contract.forms import Form
from contract.surveys import MOST_QUESTIONS
from contract.text import Text, text
from hub.core.problems import refused_field
from languages.registry import DEFAULT

LONGEST_QUESTION = 120
_LONGEST_WORDS = 300
KINDS = (FieldKind.RATING, FieldKind.YES_NO, FieldKind.LONG_TEXT)


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    wording: Text
    kind: FieldKind


def shipped_questions() -> tuple[SurveyQuestion, ...]:
    return (
        SurveyQuestion(text("How satisfied are you with the whole of it?"), FieldKind.RATING),
        SurveyQuestion(text("Were you told clearly, and at once, what you had to bring?"), FieldKind.YES_NO),
        SurveyQuestion(text("Was it done by the day that you had been promised?"), FieldKind.YES_NO),
        SurveyQuestion(text("How did the staff treat you?"), FieldKind.RATING),
        SurveyQuestion(text("Were you asked for a paper or a payment that the guide does not name?"), FieldKind.YES_NO),
        SurveyQuestion(text("What should change?"), FieldKind.LONG_TEXT),
    )


def build_form(questions: Sequence[SurveyQuestion]) -> Form:
    """Returns the form of these; words may always stay empty. Raises RequestRefused."""
    written = [question for question in questions if any(question.wording.root.values())]
    if not 1 <= len(written) <= MOST_QUESTIONS:
        raise refused_field("questions", "length", text("Write one to twelve questions."))
    for question in written:
        _check(question)
    return Form(fields=tuple(_field(place, question) for place, question in enumerate(written, 1)))


def _check(question: SurveyQuestion) -> None:
    if not question.wording.root.get(DEFAULT):
        raise refused_field("questions", "required", text("Each question needs its wording in Chinese."))
    if max(map(len, question.wording.root.values())) > 2 * LONGEST_QUESTION:
        raise refused_field("questions", "length", text("A question is too long."))
    if question.kind not in KINDS:
        raise refused_field("questions", "kind", text("A question is answered by grades, yes or no, or words."))


def _field(place: int, question: SurveyQuestion) -> Field:
    words = question.kind is FieldKind.LONG_TEXT
    more: dict[str, Any] = {"max_length": _LONGEST_WORDS, "required": False} if words else {}
    wording = Text({tag: words for tag, words in question.wording.root.items() if words})
    return Field(key=f"q{place}", label=wording, kind=question.kind, **more)


def questions_of(content: Mapping[str, Any]) -> tuple[SurveyQuestion, ...]:
    """Returns what a form asks."""
    return tuple(SurveyQuestion(field.label, field.kind) for field in Form.model_validate(content).fields)
