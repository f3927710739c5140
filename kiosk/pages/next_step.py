"""What a resident does next, told first on the last page of a journey and on paper: what to bring, where to, until
when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from contract.cases import Accepted, CaseDetail
from contract.catalogue import Item, Privacy, Service
from contract.queues import Appointment
from contract.text import Text
from contract.tickets import Ticket
from devices.documents import Align, Block, Line, Pair, Rule
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import ListRow
from kiosk.pages.wording import moment, promised_day

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NextStep:
    """A sentence, and what belongs to it as far as it is known: what to bring, and where to, each a thing or a place by
    itself; and other facts."""

    words: str
    bring: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    facts: tuple[Pair, ...] = ()

    def pairs(self) -> tuple[Pair, ...]:
        """Returns what belongs to it, under its labels."""
        lists = ((_("Bring"), self.bring), (_("Where"), self.where))
        return (*(Pair(label, _(", ").join(values)) for label, values in lists if values), *self.facts)

    def rows(self) -> tuple[ListRow, ...]:
        return tuple(ListRow(pair.label, pair.value) for pair in self.pairs())

    def blocks(self) -> tuple[Block, ...]:
        """Returns what stands of it on paper, with a rule below."""
        return Line(_("What to do next"), align=Align.CENTER), Line(self.words, bold=True), *self.pairs(), Rule()


def after_application(
    item: Item, services: Mapping[str, Service], missing: Sequence[Text], accepted: Accepted | None
) -> NextStep:
    """Returns the step after an application. `missing`: papers that were not handed in with it."""
    promised = promise(accepted)
    if not missing:
        nothing = _("You need not do anything now. It is being dealt with.")
        later = _("You need not do anything now. It is handed in by itself once the connection is back.")
        return NextStep(nothing if accepted else later, facts=promised)
    return _bring_missing(missing, (where_of(item, services),), promised)


def after_supplement(case: CaseDetail) -> NextStep:
    """Returns the step after papers that a case lacked."""
    if case.missing:
        return _bring_missing(case.missing, (), promise(case))
    return NextStep(
        _("All papers are there. Your case goes on by itself, and its time limit with it."), facts=promise(case)
    )


def _bring_missing(missing: Sequence[Text], where: tuple[str, ...], promised: tuple[Pair, ...]) -> NextStep:
    bring = (*map(_name, missing), _("your identity card"))
    return NextStep(_("Please bring what is still missing to the counter."), bring, where, promised)


def join_steps(steps: Sequence[NextStep]) -> NextStep:
    """Returns the steps as one: the words of the first that asks for something, and each fact once."""
    asking = [step for step in steps if step.bring] or steps
    return NextStep(
        asking[0].words,
        _once(thing for step in steps for thing in step.bring),
        _once(place for step in steps for place in step.where),
        _once(fact for step in steps for fact in step.facts),
    )


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))


def as_printed(step: NextStep, item: Item) -> NextStep:
    """Returns what stands of it on paper: of an item that is not public, no paper is named."""
    return step if item.privacy is Privacy.PUBLIC else replace(step, bring=())


def after_number(ticket: Ticket, waits: Sequence[Pair], *, in_queue: bool = True) -> NextStep:
    """Returns the step of one who has a number. `in_queue`: whether the hub knows of it."""
    zone = _name(ticket.zone)
    words = _("Please wait here until your number is called: {zone}").format(zone=zone)
    if not in_queue:
        words = _("Please wait here: {zone}. If your number is not called, show the ticket at the counter.").format(
            zone=zone
        )
    return NextStep(words, facts=(*waits, Pair(_("Have ready"), _("your identity card and your papers"))))


def after_question(*, with_card: bool, with_phone: bool) -> NextStep:
    """Returns the step after a question. `with_card`: the card leads to the answer; `with_phone`: a telephone was
    left."""
    words = _("Come back here in a few days, and choose “Questions and answers”.")
    if with_phone:
        words = _("Staff answer it, and may call you. To read the answer, choose “Questions and answers” here.")
    needed = _("your card or this number") if with_card else _("this number")
    return NextStep(words, bring=(needed,))


def after_booking(appointment: Appointment, service: Service, *, by_card: bool) -> NextStep:
    """Returns the step of one who has an appointment. `by_card`: one may check in with the card."""
    needed = _("your card or this code, and your papers") if by_card else _("this code, and your papers")
    words = _("Please come on {day}, and check in on a kiosk from 30 minutes before.")
    return NextStep(words.format(day=moment(appointment.starts_at)), (needed,), (_name(service.zone),))


def where_of(item: Item, services: Mapping[str, Service]) -> str:
    """Returns the zone of the windows that deal with it; else what the item says of places and times."""
    service = services.get(item.service or "")
    return _name(service.zone) if service else _name(item.place_and_time)


def promise(case: Accepted | CaseDetail | None) -> tuple[Pair, ...]:
    """Returns the day by which it is answered, where one was promised."""
    if not (case and case.promised_by):
        return ()
    return (Pair(_("Promised by"), promised_day(case.promised_by, case.provisional)),)


def _name(wording: Text) -> str:
    return wording.in_locale(language())
