"""The page of the outbox: the list, sending again, and resolving by staff. Nothing personal is shown."""

from contextlib import suppress

from kiosk.hub_link.messages import kind_words
from kiosk.hub_link.outbox import UNREADABLE, EntryState, Trace
from kiosk.pages.kinds import ListPage
from kiosk.pages.language import _, ngettext
from kiosk.pages.page_parts import Choice, ListRow, Tone
from kiosk.pages.ui import Back
from kiosk.pages.wording import moment
from kiosk.technician.context import TechnicianContext

_AGAIN, _DONE, _ALL, _MISSING = "again", "done", "all", "missing"


def show_outbox(tech: TechnicianContext) -> None:
    """Shows the outbox. Raises Back."""
    while True:
        key = tech.ask(_page(tech), renew=lambda: _page(tech))
        if key == _MISSING:
            with suppress(Back):
                show_missing(tech)
        elif key == _ALL:
            _send(tech, *tech.hub_link.outbox.in_trouble())
        elif trace := _named(tech, key):
            try:
                deal_with(tech, trace)
            except Back:
                continue


def outbox_row(tech: TechnicianContext) -> ListRow:
    """Returns the way here, with how it stands; to the database where that is not used."""
    if tech.hub_link.database_fault:
        words = _("What waits lies in the database, which is not used.")
        return ListRow(_("Outbox"), words, _("Not known"), "database", Tone.TROUBLE)
    counts, trouble_count = tech.hub_link.outbox.counts(), len(tech.hub_link.outbox.in_trouble())
    waiting = _("Waiting to be sent: {count}").format(count=counts.pending)
    if missing := tech.hub_link.ledger.missing():
        badge = ngettext("{count} entry lost", "{count} entries lost", len(missing)).format(count=len(missing))
        return ListRow(_("Outbox"), waiting, badge, "outbox", Tone.TROUBLE)
    if not trouble_count:
        return ListRow(_("Outbox"), waiting, _("In order"), "outbox", Tone.GOOD)
    badge = _("Not taken: {count}").format(count=trouble_count)
    return ListRow(_("Outbox"), waiting, badge, "outbox", Tone.TROUBLE)


def deal_with(tech: TechnicianContext, trace: Trace) -> None:
    """Shows an entry and what can be done with it. Raises Back."""
    text = _(
        "{what}, number {code}, of {when}: {how}.\n\n"
        "The person who handed it in holds this number. Send it again once the reason is gone: the hub takes it only "
        "once. Where that does not help, take it in at the counter, together with the person; then choose “Taken "
        "over”, and its content is deleted here."
    ).format(what=kind_words(trace.kind), code=trace.code or "–", when=moment(trace.made_at), how=how_words(trace))
    again, done = Choice(_AGAIN, _("Send again")), Choice(_DONE, _("Taken over: delete it here"))
    if tech.tell(_("Not taken by the hub"), text, again, done, tone=Tone.TROUBLE) == _AGAIN:
        _send(tech, trace)
        return
    sure = _("Its content cannot be brought back. Has it been taken in at the counter, or is it settled otherwise?")
    tech.tell(_("Delete it here"), sure, Choice(_DONE, _("Delete it")), back=True)
    tech.hub_link.outbox.resolved_by_staff(trace.id)


def show_missing(tech: TechnicianContext) -> None:
    """Shows what waited for the hub and the damaged database has no more. Raises Back."""
    text = _(
        "The database was damaged, and these were lost before the hub had them. Their people hold the numbers: take "
        "it in at the counter, together with them. The damaged files are kept in the data directory."
    )
    names = (f"{kind_words(entry.kind)} {entry.code}" for entry in tech.hub_link.ledger.missing())
    choice = Choice(_DONE, _("Noted"))
    tech.tell(_("Entries lost"), "\n".join((text, "", *names)), choice, tone=Tone.TROUBLE, back=True)
    tech.hub_link.ledger.forget_missing()
    tech.hub_link.heartbeat.wake()


def how_words(trace: Trace) -> str:
    if trace.state is EntryState.PENDING:
        return _("the hub fails on it, it is tried again by itself")
    if trace.status == UNREADABLE:
        return _("this version of the program cannot read it")
    return _("the hub refused it ({status})").format(status=trace.status)


def _page(tech: TechnicianContext) -> ListPage:
    traces = tech.hub_link.outbox.in_trouble()
    rows = [
        ListRow(kind_words(trace.kind), _line(trace), how_words(trace), str(trace.id), Tone.TROUBLE) for trace in traces
    ]
    if missing := tech.hub_link.ledger.missing():
        codes = ", ".join(entry.code for entry in missing)
        rows.insert(0, ListRow(_("Entries lost"), codes, key=_MISSING, tone=Tone.TROUBLE))
    if len(traces) > 1:
        rows.append(ListRow(_("Send all again"), _("Once the reason is gone"), key=_ALL))
    return ListPage(_("Outbox"), tuple(rows), empty=_("Nothing has been refused."))


def _line(trace: Trace) -> str:
    return _("{code}, {when}").format(code=trace.code or "–", when=moment(trace.made_at))


def _named(tech: TechnicianContext, key: str) -> Trace | None:
    return next((trace for trace in tech.hub_link.outbox.in_trouble() if str(trace.id) == key), None)


def _send(tech: TechnicianContext, *traces: Trace) -> None:
    for trace in traces:
        tech.hub_link.outbox.send_again(trace.id)
    tech.hub_link.sender.wake()
    tech.tell(_("It is sent again"), _("If the hub takes it, it is gone from this list."), tone=Tone.GOOD)
