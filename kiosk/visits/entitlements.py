"""What a resident is entitled to, from when until when, and the way to renew it."""

from contract.own_record import EntitlementState, OwnEntitlement, OwnRecord
from contract.people import Person
from kiosk.pages.kinds import ListPage, MessagePage
from kiosk.pages.language import _, language, ngettext
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.pages.ui import Back
from kiosk.pages.wording import plain_date
from kiosk.visit import Visit
from kiosk.visits.apply import apply_or_go_without
from kiosk.visits.questions import ApplicationDraft

_RENEW = "renew"


def entitlements_row(record: OwnRecord) -> ListRow:
    """Returns the row of the record that leads here."""
    soon = sum(1 for each in record.entitlements if each.state is EntitlementState.ENDS_SOON)
    count = len(record.entitlements)
    number = ngettext("{count} entry", "{count} entries", count).format(count=count) if count else _("None")
    badge = ngettext("{count} ends soon", "{count} end soon", soon).format(count=soon) if soon else ""
    return ListRow(_("What I am entitled to"), number, badge=badge, key="entitlements", tone=Tone.TROUBLE)


def browse_entitlements(visit: Visit, person: Person, record: OwnRecord) -> None:
    """Shows the entitlements, each on a page of its own; from there the way to renew it. Raises Back."""
    while True:
        entitlement = record.entitlements[int(visit.ask(entitlements_page(record)))]
        try:
            if visit.ask(entitlement_page(entitlement)) != _RENEW:
                continue
            catalogue = visit.catalogue
            if catalogue is None or entitlement.item is None:
                continue
            apply_or_go_without(visit, catalogue, ApplicationDraft(catalogue.item(entitlement.item)))
        except Back:
            continue
        except KeyError:
            visit.tell(_("This could not be done"), _("Please ask the staff how to renew it."), tone=Tone.TROUBLE)
            continue
        return


def entitlements_page(record: OwnRecord) -> ListPage:
    rows = tuple(_row(each, str(number)) for number, each in enumerate(record.entitlements))
    return ListPage(_("What I am entitled to"), rows=rows, empty=_("Nothing was granted yet."))


def _row(entitlement: OwnEntitlement, key: str) -> ListRow:
    """Returns the row under the name that others may read."""
    name = entitlement.shown_name.in_locale(language())
    tone = Tone.TROUBLE if entitlement.state is EntitlementState.ENDS_SOON else Tone.CALM
    return ListRow(name, _days(entitlement), badge=_state(entitlement.state), key=key, tone=tone)


def entitlement_page(entitlement: OwnEntitlement) -> MessagePage:
    lines = [_days(entitlement)]
    if entitlement.case:
        lines.append(_("With case {code}").format(code=entitlement.case))
    if entitlement.reason:
        lines.append(_("Ended early: {reason}").format(reason=entitlement.reason))
    if entitlement.item:
        lines.append(_("It ends soon. To go on with it, please renew it in time."))
    back = Choice("", _("Back to the list"))
    choices = (Choice(_RENEW, _("Renew it")), back) if entitlement.item else (back,)
    return MessagePage(entitlement.name.in_locale(language()), text="\n".join(lines), choices=choices)


def _days(entitlement: OwnEntitlement) -> str:
    first = plain_date(entitlement.first_day)
    if entitlement.last_day is None:
        return _("from {first} until further notice").format(first=first)
    return _("from {first} until {last}").format(first=first, last=plain_date(entitlement.last_day))


def _state(state: EntitlementState) -> str:
    return {
        EntitlementState.ENDS_SOON: _("Ends soon"),
        EntitlementState.RUNNING: _("Current"),
        EntitlementState.COMING: _("Begins later"),
        EntitlementState.OVER: _("Over"),
    }[state]
