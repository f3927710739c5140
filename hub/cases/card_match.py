"""Answers held against the card that was shown."""

from contract.catalogue import Item
from contract.numbers import tidy_number
from contract.people import Person
from hub.cases.models import Case

_MIDDLE_DOTS = str.maketrans(dict.fromkeys("•∙⋅・･‧．.", "·"))


def list_unlike_card(case: Case) -> tuple[str, ...]:
    """Returns the keys of the answers to the applicant's name or number that are not those on the card; none where no
    card was shown.
    """
    if case.applicant is None:
        return ()
    person = Person.model_validate(case.applicant)
    on_card = {"name": _name(person.name), "number": tidy_number(person.number)}
    form = Item.model_validate(case.item_version.content).form
    facts_by_key = [(field.key, field.fact or "") for field in form.fields if field.fact in on_card]
    return tuple(key for key, fact in facts_by_key if _differs(case.answers.get(key), fact, on_card[fact]))


def _differs(answer: object, fact: str, on_card: str) -> bool:
    """Returns whether the answer differs; one that was left out does not."""
    if not isinstance(answer, str) or not answer.strip():
        return False
    return (_name(answer) if fact == "name" else tidy_number(answer)) != on_card


def _name(name: str) -> str:
    """Returns the name without spaces, all middle dots as one, and letters without case."""
    return "".join(name.translate(_MIDDLE_DOTS).split()).casefold()
