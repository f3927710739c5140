"""代办: who applies for somebody else shows their own card as well, and a mandate is there or is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from contract.catalogue import Item
from contract.field_kinds import get_kind
from contract.forms import Answer, Field, FieldKind
from contract.numbers import mask_name
from contract.people import Person
from contract.residents import Mandate, MandateGiven, ResidentSearch
from contract.rules import AGENT_NAME, AGENT_NUMBER
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.pages.form_filling import fill_field
from kiosk.pages.kinds import FormPage, MenuPage, StatementPage
from kiosk.pages.language import N_, _, language
from kiosk.pages.page_parts import Choice, Tone
from kiosk.pages.ui import Back
from kiosk.pages.wording import in_all_languages, plain_date, reason
from kiosk.visit import Visit
from kiosk.visits.identify import card_or

_SIGNATURE = "signature"


@dataclass(frozen=True, slots=True, repr=False)
class Acting:
    """The agent, by their card; None where it is typed. `mandate`: the hub knows of one that holds."""

    agent: Person | None = None
    mandate: bool = False

    def answers(self) -> Mapping[str, Answer]:
        return {AGENT_NAME: self.agent.name, AGENT_NUMBER: self.agent.number} if self.agent else {}


def act_for(visit: Visit, item: Item, applicant: Person) -> Acting:
    """Shows the way to apply for somebody else. While the hub is away no mandate can be asked for: then the form alone
    says who acts. From then on the pages belong to the agent, whose card lies there. Raises Back."""
    try:
        return _act_for(visit, item, applicant)
    except Back:
        visit.ui.return_to_first()
        raise


def _act_for(visit: Visit, item: Item, applicant: Person) -> Acting:
    text = _("Now place the card of the person who applies on the applicant's behalf.")
    answer = card_or(visit, text, Choice("typed", _("Go on without that card")), other_than=applicant)
    if not isinstance(answer, Person):
        return Acting()
    visit.wait_a_moment()
    try:
        held = visit.hub_link.hub.mandates(ResidentSearch(number=answer.number)).held
        if not any(holds(mandate, item, applicant, visit.now().date()) for mandate in held):
            give(visit, item, applicant, answer)
    except HubAway:
        return Acting(answer)
    except HubRefused as refusal:
        visit.tell(_("This card cannot be used here"), reason(refusal.problem), tone=Tone.TROUBLE)
        raise Back from None
    return Acting(answer, mandate=True)


def holds(mandate: Mandate, item: Item, principal: Person, today: date) -> bool:
    in_time = mandate.since <= today <= mandate.until and not mandate.revoked
    return in_time and mandate.principal == principal.name and item.code in mandate.items


def give(visit: Visit, item: Item, principal: Person, agent: Person) -> None:
    """Records a mandate; both are here, with their cards. Raises Back, HubAway, HubRefused."""
    days = visit.ask(until_page())
    until = visit.now().date() + timedelta(days=int(days))
    page = mandate_page(item, principal, agent, until)
    visit.ask(page)
    signature = str(visit.ask(signature_page(page.text[0]))[_SIGNATURE]) if asks_for_signature(item) else ""
    visit.wait_a_moment()
    visit.hub_link.hub.give_mandate(
        MandateGiven(id=uuid4(), principal=principal, agent=agent, items=(item.code,), until=until, signature=signature)
    )


def asks_for_signature(item: Item) -> bool:
    return any(get_kind(field.kind).signs_form for field in item.form.fields)


def signature_page(sentence: str) -> FormPage:
    """Returns the form on which the principal signs what the agent may do."""
    label = in_all_languages(N_("Signature of the person who gives the mandate"))
    field = Field(key=_SIGNATURE, label=label, kind=FieldKind.SIGNATURE)
    return FormPage(_("Mandate"), fields=(fill_field(field, help_text=sentence),), action=_("Continue"))


def until_page() -> MenuPage:
    return MenuPage(
        _("For how long may they act?"),
        choices=(
            Choice("0", _("Today only"), icon="clock"),
            Choice("30", _("30 days"), icon="calendar"),
            Choice("365", _("A year"), icon="calendar"),
        ),
    )


def mandate_page(item: Item, principal: Person, agent: Person, until: date) -> StatementPage:
    sentence = _("{principal} lets {agent} act in this matter until {day}: {item}")
    sentence = sentence.format(
        principal=mask_name(principal.name),
        agent=mask_name(agent.name),
        day=plain_date(until),
        item=item.name.in_locale(language()),
    )
    ending = _("Either of you can end it at any time, under My record or at a counter.")
    return StatementPage(_("Mandate"), text=(sentence, ending), tick=_("We both agree to this."), action=_("Continue"))
