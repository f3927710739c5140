"""Asks once, before the first form with a card is handed in, whether its details may be kept to fill in the next one;
for what is sensitive apart, and why. Then whether messages may be sent to the telephone in it, where the hub can send
any.

What the hub knows of earlier answers cannot be looked up while it is away; then the question is put, and what is said
waits in the outbox."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import uuid4

from contract.forms import Answers, Field, Form
from contract.people import SENSITIVE_FACTS, Person
from contract.registers import REGISTER_FACTS
from contract.residents import Consent, ConsentChoice, Consents, ResidentSearch
from kiosk import clock
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.pages.kinds import MessagePage
from kiosk.pages.known_facts import FactWithOrigin
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice
from kiosk.visit import Visit

REUSE, SENSITIVE, POPULATION = "reuse", "sensitive", "population"  # the purposes, as the hub calls them
_MESSAGES = {"phone": "message_sms", "email": "message_email"}  # the purposes of messages, by fact
_YES, _NO = "yes", "no"


def typed_facts(form: Form, answers: Answers, facts: Mapping[str, FactWithOrigin]) -> tuple[Field, ...]:
    """Returns the answered fields that hold a fact about the person which is not on their card."""
    return tuple(
        field
        for field in form.asked(answers)
        if field.fact and answers.get(field.key) and not ((fact := facts.get(field.fact)) and fact.from_card)
    )


def ask_about_reuse(visit: Visit, person: Person, fields: Iterable[Field]) -> dict[str, bool]:
    """Asks; returns what the person says now to the purposes that these fields need and that they have not answered
    yet. Raises Back."""
    typed = tuple(fields)
    if not typed or not person.number:
        return {}
    consents = _find_consents(visit, person)
    choices: dict[str, bool] = {}
    if _is_open(consents, REUSE, visit.now().date()):
        choices[REUSE] = visit.ask(reuse_page(_find(consents, REUSE))) == _YES
    sensitive = [field for field in typed if field.fact in SENSITIVE_FACTS]
    may_keep = choices[REUSE] if REUSE in choices else _is_given(consents, REUSE)
    if sensitive and may_keep and _is_open(consents, SENSITIVE, visit.now().date()):
        choices[SENSITIVE] = visit.ask(sensitive_page(_find(consents, SENSITIVE), sensitive)) == _YES
    return choices | _ask_about_register(visit, consents, typed) | _ask_about_messages(visit, consents, typed)


def _ask_about_register(visit: Visit, consents: Consents | None, typed: Iterable[Field]) -> dict[str, bool]:
    """Asks those who typed what the population register tells, where the hub has one."""
    consent = _find(consents, POPULATION)
    may_tell = any(field.fact in REGISTER_FACTS for field in typed)
    if consent is None or not may_tell or not _is_open(consents, POPULATION, visit.now().date()):
        return {}
    return {POPULATION: visit.ask(message_page(consent)) == _YES}


def _ask_about_messages(visit: Visit, consents: Consents | None, typed: Iterable[Field]) -> dict[str, bool]:
    """Asks about messages, unless the hub can send none, or cannot be asked."""
    facts, today = {field.fact for field in typed}, visit.now().date()
    offered = [_find(consents, purpose) for fact, purpose in _MESSAGES.items() if fact in facts]
    open_ones = [consent for consent in offered if consent is not None and _is_open(consents, consent.purpose, today)]
    return {consent.purpose: visit.ask(message_page(consent)) == _YES for consent in open_ones}


def put_choices(visit: Visit, person: Person, choices: Mapping[str, bool]) -> None:
    """Puts the choices into the outbox; on disk when it returns; the hub hears of it before what is handed in next."""
    for purpose, choice in choices.items():
        visit.hub_link.outbox.put_message(
            ConsentChoice(
                id=uuid4(),
                person=person,
                purpose=purpose,
                given=choice,
                language=language(),
                chosen_at=visit.now(),
                machine_at=clock.machine_at(),
            )
        )


def _find_consents(visit: Visit, person: Person) -> Consents | None:
    """Returns what they said before; None where the hub cannot tell."""
    visit.wait_a_moment()
    try:
        return visit.hub_link.hub.consents(ResidentSearch(number=person.number))
    except (HubAway, HubRefused):
        return None


def _find(consents: Consents | None, purpose: str) -> Consent | None:
    return next((each for each in consents.consents if each.purpose == purpose), None) if consents else None


def _is_open(consents: Consents | None, purpose: str, today: date) -> bool:
    """Returns whether nothing was said to it, or the yes has run out. A hub that has no such purpose is not asked for
    it."""
    if consents is None:
        return True
    consent = _find(consents, purpose)
    if consent is None:
        return False
    return consent.given is None or (consent.kept_until is not None and consent.kept_until < today)


def _is_given(consents: Consents | None, purpose: str) -> bool:
    consent = _find(consents, purpose)
    return bool(consent and consent.given)


def reuse_page(consent: Consent | None) -> MessagePage:
    own = _("You can take this back at any time. If you say no, nothing is refused to you.")
    return _page(_("Remember these details, and fill them in next time?"), consent, own)


def sensitive_page(consent: Consent | None, fields: Iterable[Field]) -> MessagePage:
    title = _("Remember this as well: {details}?")
    labels = dict.fromkeys(field.label.in_locale(language()) for field in fields)
    own = _(
        "This is sensitive: allowances are paid and checked with it, and to keep it for your next form needs your "
        "separate consent. If you say no, nothing is refused to you; you type it each time."
    )
    return _page(title.format(details=_(", ").join(labels)), consent, own)


def message_page(consent: Consent) -> MessagePage:
    return _page(consent.name.in_locale(language()), consent, "", _("Yes"))


def _page(title: str, consent: Consent | None, own: str, yes: str = "") -> MessagePage:
    """Returns the page with the hub's wording of the purpose, where it answered."""
    choices = (Choice(_YES, yes or _("Yes, remember"), icon="check"), Choice(_NO, _("No"), icon="cross"))
    text = consent.wording.in_locale(language()) if consent else own
    return MessagePage(title, text=text, choices=choices)
