"""The finder: six plain questions, and what one may be entitled to by the rules of the items."""

from collections.abc import Iterator
from dataclasses import dataclass

from contract.catalogue import Catalogue, Item
from contract.fields import Answers, Field, FieldKind, Option
from contract.forms import Form
from contract.text import Text, text


def _question(key: str, label: Text, options: dict[str, Text]) -> Field:
    rows = tuple(Option(value=value, label=wording) for value, wording in options.items())
    return Field(key=key, label=label, kind=FieldKind.CHOICE, options=rows)


FINDER_FORM = Form(
    fields=(
        _question(
            "age",
            text("How old is the person it is for?"),
            {
                "child": text("Under 18"),
                "adult": text("18 to 59"),
                "sixty": text("60 to 79"),
                "eighty": text("80 or over"),
            },
        ),
        _question(
            "money",
            text("Does the money at home last?"),
            {"enough": text("Yes, mostly"), "short": text("No, it is not enough")},
        ),
        _question(
            "disability",
            text("Has the person a disability?"),
            {"none": text("No"), "card": text("Yes, with a disability card"), "no_card": text("Yes, without a card")},
        ),
        _question(
            "work",
            text("What does the person live on?"),
            {
                "employed": text("A job with an employer"),
                "flexible": text("Work of their own, odd jobs"),
                "jobless": text("Looking for work"),
                "pension": text("A pension"),
                "family": text("The family, or nothing"),
            },
        ),
        _question(
            "home",
            text("Where does the person live?"),
            {
                "own": text("In a home of the family"),
                "rented": text("In a rented home"),
                "moved": text("Moved here from elsewhere"),
                "none": text("Nowhere for sure"),
            },
        ),
        _question(
            "event",
            text("Has something happened?"),
            {
                "none": text("Nothing of these"),
                "hardship": text("Illness, accident or fire"),
                "birth": text("A child is born or expected"),
                "orphan": text("A child is without parents' care"),
                "dispute": text("A dispute or a case at court"),
            },
        ),
    )
)


def list_options() -> dict[str, set[str]]:
    """Returns the questions' keys, with the answers that each may have."""
    return {field.key: {option.value for option in field.options} for field in FINDER_FORM.fields}


@dataclass(frozen=True, slots=True)
class Finding:
    """An item that may be for the person: why, and what is still missing."""

    item: Item
    why: tuple[Text, ...]
    missing: tuple[Text, ...]


def list_findings(catalogue: Catalogue, answers: Answers) -> tuple[Finding, ...]:
    """Returns what lacks nothing first, in the catalogue's order."""
    return tuple(sorted(_findings(catalogue, answers), key=lambda finding: len(finding.missing)))


def _findings(catalogue: Catalogue, answers: Answers) -> Iterator[Finding]:
    for item in catalogue.items:
        met = [rule for rule in item.entitled if answers.get(rule.question) in rule.values]
        nearly = [rule for rule in item.entitled if rule not in met and answers.get(rule.question) in rule.nearly]
        if item.entitled and len(met) + len(nearly) == len(item.entitled):
            missing = tuple(rule.missing for rule in nearly if rule.missing)
            yield Finding(item, tuple(rule.why for rule in met), missing)
