"""还是这个电话吗: who comes is asked in passing whether what was given long ago is still right."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress

from contract.fact_fields import fact_field
from contract.forms import Form
from contract.numbers import mask_text
from contract.own_record import OwnRecord
from contract.people import FactChecked, Person
from kiosk.hub_link.connection import HubAway, HubRefused
from kiosk.pages.form_filling import fill_field
from kiosk.pages.kinds import FormPage, ReviewPage
from kiosk.pages.known_facts import FactWithOrigin
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import ListRow, Tone
from kiosk.pages.ui import Back
from kiosk.pages.wording import plain_date, reason
from kiosk.visit import Visit

log = logging.getLogger(__name__)


def known_for_form(visit: Visit, person: Person, form: Form) -> Mapping[str, FactWithOrigin]:
    """Returns what is known of the person, whose card lies here. Of what the form asks for, that which is to be checked
    again is asked about first; what has changed is left out, so that the form asks for it. Raises Back."""
    facts = dict(visit.known_facts(person))
    keys = dict.fromkeys(field.fact for field in form.fields if field.fact in facts and facts[field.fact].is_due)
    rows = {key: fact_row(key, facts[key].value, facts[key].origin) for key in keys if key}
    for key in _ask(visit, rows):
        del facts[key]
    for key in rows.keys() & facts.keys():
        _tell(visit, person, key, facts[key].value)
    return facts


def check_record(visit: Visit, person: Person, record: OwnRecord) -> bool:
    """Asks about what is to be checked again in one's own record; who goes back is not asked. Returns whether anything
    was said."""
    values = {fact.key: fact.value for fact in record.facts if fact.key in record.due}
    days = {fact.key: plain_date(fact.checked_at.date()) for fact in record.facts}
    rows = {key: fact_row(key, value, _("Given on {date}").format(date=days[key])) for key, value in values.items()}
    with suppress(Back):
        for key in _ask(visit, rows):
            values[key] = _ask_value(visit, key)
        outcomes = [_tell(visit, person, key, value) for key, value in values.items()]
        return any(outcomes)
    return False


def _ask(visit: Visit, rows: Mapping[str, ListRow]) -> Iterator[str]:
    """Yields the keys of those that have changed, as they are tapped; all others are right. Raises Back."""
    left = dict(rows)
    while left and (key := visit.ask(check_page(tuple(left.values())))):
        del left[key]
        yield key


def check_page(rows: tuple[ListRow, ...]) -> ReviewPage:
    return ReviewPage(_("Is this still right?"), rows=rows, action=_("Yes, still right"))


def fact_row(key: str, value: str, origin: str) -> ListRow:
    label = fact_field(key).label.in_locale(language())
    return ListRow(label, mask_text(value), badge=origin, key=key, full=value)


def _ask_value(visit: Visit, key: str) -> str:
    """Returns what is right now. Raises Back."""
    field = fact_field(key)
    page = FormPage(field.label.in_locale(language()), fields=(fill_field(field),), action=_("Keep"))
    return str(visit.ask(page)[key])


def _tell(visit: Visit, person: Person, key: str, value: str) -> bool:
    """Tells the hub. Where it is away, or has been told meanwhile, the resident is not kept: they are asked another
    time. A value that cannot be is told to them."""
    visit.wait_a_moment()
    try:
        visit.hub_link.hub.check_fact(FactChecked(person=person, key=key, value=value))
    except HubAway as away:
        log.info("not checked: %s", away)
        return False
    except HubRefused as refusal:
        if refusal.problem.errors:
            visit.tell(_("This could not be done"), reason(refusal.problem), tone=Tone.TROUBLE)
        return False
    return True
