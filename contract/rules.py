"""The checks of a person against an item's rules: kind of card, its dates, its number, the age."""

from datetime import date

from contract.cases import Submission
from contract.catalogue import CardRule, Item
from contract.numbers import NumberError, NumberProblem, age, read_identity_number
from contract.people import Person, PersonKind
from contract.problems import FieldProblem
from contract.text import Message, Text, text

_EXPIRED = text(
    "This card has expired, and this service needs a valid one. Please use a valid card, or renew it"
    " with the police first.",
)
_NOT_YET_VALID = text("This card is not valid yet. Please use a valid one, or ask at the counter.")
_CARD_NEEDED = text("This service needs your identity card. Please place it on the reader.")
_IDENTITY_CARD_NEEDED = text(
    "This card tells neither name nor ID number, and this service needs an identity card. Please use"
    " your identity card, or ask at the counter.",
)
_UNKNOWN_CARD = text(
    "This kind of card is not known here, and this service cannot accept it. Please use a resident "
    "identity card, a residence permit for Hong Kong, Macao and Taiwan residents or a foreigner's "
    "permanent residence card, or ask at the counter.",
)
_CHECK_DIGIT = text(
    "The number on this card does not pass its check: the card may be wrong or badly read. Please "
    "place it again; if that does not help, ask at the counter.",
)
_BAD_NUMBER = text(
    "The number on this card does not follow the rules for such numbers. Please use another valid "
    "card, or ask at the counter.",
)


AGENT = "agent"  # key of the field that asks whether an agent applies
AGENT_NAME, AGENT_NUMBER = "agent_name", "agent_number"  # keys of the fields that ask who that is


class RuleProblem(Message):
    """Why an item cannot be applied for with this card, and what to do."""

    code: str
    message: Text


def card_problem(item: Item, person: Person | None, today: date) -> RuleProblem | None:
    """Returns the first of the item's rules that the person does not meet; None where nothing stands in the way.

    Codes: card_needed, identity_card_needed, check_digit, number, unknown_card, expired, not_yet_valid, too_young,
    too_old. An item without a card rule takes anyone, whatever is wrong with the card; one that takes any card takes
    one out of its dates.
    """
    if item.card is CardRule.NONE:
        return None
    if person is None:
        return RuleProblem(code="card_needed", message=_CARD_NEEDED)
    if person.card_number and not person.number:
        return RuleProblem(code="identity_card_needed", message=_IDENTITY_CARD_NEEDED)
    dates = _dates_problem(person, today) if item.card is CardRule.VALID else None
    return _number_problem(person, today) or dates or _age_problem(item, person, today)


def agent_problem(submission: Submission, item: Item, today: date) -> FieldProblem | None:
    """Returns the problem of a missing agent, where the applicant is too young to apply alone: code agent_needed, at
    the field that asks for one."""
    person, limit = submission.applicant, item.agent_under
    if limit is None or person is None or submission.agent or submission.answers.get(AGENT) == "yes":
        return None
    if not needs_agent(item, person, today):
        return None
    return FieldProblem(field=AGENT, code="agent_needed", message=_agent_needed(limit))


def needs_agent(item: Item, person: Person, today: date) -> bool:
    """Returns whether the person is too young to apply alone."""
    if item.agent_under is None:
        return False
    birth = _birth(person, today)
    return birth is not None and age(birth, today) < item.agent_under


def is_expired(person: Person, today: date) -> bool:
    """Returns whether the card's last day has passed. A card without end never expires."""
    return person.valid_to is not None and person.valid_to < today


def _number_problem(person: Person, today: date) -> RuleProblem | None:
    try:
        read_identity_number(person.number, today)
    except NumberError as error:
        if person.kind is PersonKind.UNKNOWN:
            return RuleProblem(code="unknown_card", message=_UNKNOWN_CARD)
        if error.problem is NumberProblem.CHECK_DIGIT:
            return RuleProblem(code="check_digit", message=_CHECK_DIGIT)
        return RuleProblem(code="number", message=_BAD_NUMBER)
    return None


def _dates_problem(person: Person, today: date) -> RuleProblem | None:
    if person.kind is PersonKind.UNKNOWN:
        return RuleProblem(code="unknown_card", message=_UNKNOWN_CARD)
    if is_expired(person, today):
        return RuleProblem(code="expired", message=_EXPIRED)
    if person.valid_from is not None and person.valid_from > today:
        return RuleProblem(code="not_yet_valid", message=_NOT_YET_VALID)
    return None


def _age_problem(item: Item, person: Person, today: date) -> RuleProblem | None:
    birth = _birth(person, today)
    if birth is None:
        return None
    years = age(birth, today)
    if item.min_age is not None and years < item.min_age:
        return RuleProblem(code="too_young", message=_too_young(item.min_age))
    if item.max_age is not None and years > item.max_age:
        return RuleProblem(code="too_old", message=_too_old(item.max_age))
    return None


def _birth(person: Person, today: date) -> date | None:
    """Returns the date of birth of a person whose number passed its check."""
    return person.birth or read_identity_number(person.number, today).birth


def _agent_needed(limit: int) -> Text:
    return text(
        'For those under {limit} a guardian or close relative applies: please choose "Yes" and fill in the agent.',
        limit=limit,
    )


def _too_young(min_age: int) -> Text:
    return text(
        "This service is for people aged {min_age} and over. If you apply for a relative, please place "
        "the relative's card; if in doubt, ask at the counter.",
        min_age=min_age,
    )


def _too_old(max_age: int) -> Text:
    return text(
        "This service is for people aged {max_age} and under. If you apply for a relative, please place "
        "the relative's card; if in doubt, ask at the counter.",
        max_age=max_age,
    )
