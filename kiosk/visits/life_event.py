"""一件事一次办: the items of an event of life, chosen together, with one form, one review and one touch to hand in."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from uuid import uuid4

from contract.cases import Submission, case_code
from contract.catalogue import Catalogue, Item, LifeEvent
from contract.fields import Field, FieldKind, Option
from contract.file_fields import list_not_asked, put_later
from contract.forms import Form
from contract.merged_form import MergedForm, build_joint_item, merge_forms
from contract.paper_codes import case_qr
from contract.people import Person
from contract.rules import card_problem, needs_agent
from kiosk.hub_link.connection import HubRefused
from kiosk.pages.fault_text import printer_out, reader_out
from kiosk.pages.form_filling import fill_field, prefill
from kiosk.pages.kinds import FormPage, GuidePage, OutcomePage
from kiosk.pages.language import N_, _, language
from kiosk.pages.next_step import after_application, join_steps
from kiosk.pages.page_parts import Choice, ListRow, TextSection, Tone
from kiosk.pages.printed import HandedIn, receipt
from kiosk.pages.ui import Back
from kiosk.pages.wizard import run_steps
from kiosk.pages.wording import in_all_languages, reason
from kiosk.visit import Visit
from kiosk.visits.apply import apply_or_go_without, fill, review, submission_of, submit_with_papers, take_person
from kiosk.visits.check_papers import paper_lines
from kiosk.visits.ending import what_next
from kiosk.visits.file_answers import ask_for_missing, build_file_answers
from kiosk.visits.identify import NoCard
from kiosk.visits.no_card import go_without
from kiosk.visits.outcome import kept_here, paper_note, without_paper
from kiosk.visits.papers import (
    PhoneUpload,
    end_upload,
    may_take_papers,
    open_for_item,
    papers_of,
    take_papers,
    takes_papers,
)
from kiosk.visits.questions import ApplicationDraft
from kiosk.visits.reuse import put_choices

_ITEMS = "items"


@dataclass(slots=True, repr=False)
class EventDraft:
    """The items that were chosen, and the one draft for all of them."""

    items: tuple[Item, ...] = ()
    merged: MergedForm = field(default_factory=lambda: MergedForm(Form(), {}))
    draft: ApplicationDraft | None = None
    uploads: dict[str, PhoneUpload] = field(default_factory=dict)  # by the item's code: its papers go to its department

    def get_upload(self, item: Item) -> PhoneUpload:
        return self.uploads.setdefault(
            item.code, PhoneUpload(name=item.name.in_locale(language()), item_papers=papers_of(item))
        )

    def choose(self, event: LifeEvent, items: tuple[Item, ...]) -> None:
        self.items, self.merged = items, merge_forms(items)
        self.draft = ApplicationDraft(build_joint_item(event, items, self.merged.form), may_be_saved=False)

    def get_draft(self) -> ApplicationDraft:
        """Returns the draft. Raises ValueError before anything was chosen."""
        if self.draft is None:
            raise ValueError("nothing was chosen yet")
        return self.draft


def apply_for_event(visit: Visit, catalogue: Catalogue, event: LifeEvent) -> None:
    """Applies, from the guide to the case numbers. Raises Back where the resident goes back before it."""
    items = catalogue.items_of(event)
    state = EventDraft()
    try:
        run_steps(
            lambda: visit.ask(guide_page(event, items, "" if visit.devices.can_identify() else reader_out())),
            lambda: choose_items(visit, event, items, state),
            lambda: fill_in_and_papers(visit, event, state),
            lambda: review(visit, state.get_draft()),
        )
        hand_in_all(visit, event, state)
    except NoCard:
        if instead := go_without(visit, catalogue, items[0]):
            apply_or_go_without(visit, catalogue, instead)
    finally:
        for upload in state.uploads.values():
            end_upload(visit, upload)


def guide_page(event: LifeEvent, items: Sequence[Item], why_not: str) -> GuidePage:
    papers = [paper for item in items for paper in item.papers if not paper.on_card]
    names = dict.fromkeys(paper_lines(paper)[0] for paper in papers)
    sections = (
        TextSection(_("What is dealt with at once"), tuple(map(_with_plain_line, items))),
        TextSection(_("What to bring"), (_("Your own identity card"), *names)),
        TextSection(
            _("How it goes"),
            (
                _("You fill in one form. Each department answers for its own part."),
                _("For somebody else, please choose each item by itself."),
            ),
        ),
    )
    return GuidePage(event.name.in_locale(language()), sections=sections, action=_("Apply now"), why_not=why_not)


def _with_plain_line(item: Item) -> str:
    name = item.name.in_locale(language())
    return _("{item}: {plain}").format(item=name, plain=item.in_short.in_locale(language())) if item.in_short else name


def choose_items(visit: Visit, event: LifeEvent, items: Sequence[Item], state: EventDraft) -> None:
    """Asks which items; all are ticked beforehand. Raises Back."""
    ticked: tuple[str, ...] = ()
    problem = ""
    while not ticked:
        answers = visit.ask(choice_page(event, items, [item.code for item in state.items or items], problem))
        ticked = tuple(answers.get(_ITEMS, ()))
        problem = _("Please choose at least one.")
    chosen = tuple(item for item in items if _key(item) in ticked)
    if chosen != state.items:
        state.choose(event, chosen)


def _key(item: Item) -> str:
    return f"item_{item.code}"


def choice_page(event: LifeEvent, items: Sequence[Item], ticked: Sequence[str], problem: str) -> FormPage:
    label = in_all_languages(N_("What do you need of this?"))
    options = tuple(Option(value=_key(item), label=item.name) for item in items)
    question = Field(key=_ITEMS, label=label, kind=FieldKind.CHOICES, options=options)
    shown = fill_field(question, tuple(_key(item) for item in items if item.code in ticked))
    problems = {_ITEMS: problem} if problem else {}
    return FormPage(
        event.name.in_locale(language()), fields=(shown,), action=_("Continue"), problems=problems, start_at=_ITEMS
    )


def fill_in(visit: Visit, event: LifeEvent, state: EventDraft) -> None:
    """Asks for the card first: what is not for the person is left out before anything is asked. Raises Back, NoCard."""
    draft = state.get_draft()
    if draft.person is None:
        visit.check_room()
        take_person(visit, draft)
        leave_out(visit, event, state)
    fill(visit, state.get_draft())


def fill_in_and_papers(visit: Visit, event: LifeEvent, state: EventDraft) -> None:
    """Asks for the form, then the papers of one item after the other, where a telephone can send them now. Back from
    the first papers leads to the form. Raises Back, NoCard."""
    while True:
        fill_in(visit, event, state)
        with suppress(Back):
            run_steps(*(partial(take_papers_for, visit, item, state) for item in _with_papers(visit, state)))
            return


def _with_papers(visit: Visit, state: EventDraft) -> list[Item]:
    return [
        item
        for item in state.items
        if takes_papers(item) and may_take_papers(visit, state.get_upload(item), partial(open_for_item, item))
    ]


def take_papers_for(visit: Visit, item: Item, state: EventDraft) -> None:
    """Raises Back."""
    upload, own = state.get_upload(item), state.merged.answers_of(item, state.get_draft().answers)
    upload.not_asked, answers = frozenset(list_not_asked(item, own)), None
    while answers is None:
        take_papers(visit, upload, partial(open_for_item, item), _("Continue"), state.get_draft().person)
        answers = ask_for_missing(visit, item, build_file_answers(item, own, upload), may_go_back=True)


def leave_out(visit: Visit, event: LifeEvent, state: EventDraft) -> None:
    """Tells what is not for this person, and why. Raises Back where nothing is."""
    draft, today = state.get_draft(), visit.now().date()
    refused = {item.code: why for item in state.items if (why := _why_not(item, draft.person, today))}
    if not refused:
        return
    names = {item.code: item.name.in_locale(language()) for item in state.items}
    lines = [_("{item}: {plain}").format(item=names[code], plain=why) for code, why in refused.items()]
    rest = tuple(item for item in state.items if item.code not in refused)
    go_on = (Choice("", _("Go on with the rest")),) if rest else ()
    visit.tell(_("Part of this is not for you"), "\n".join(lines), *go_on)
    if not rest:
        state.items, state.draft = (), None
        raise Back
    state.choose(event, rest)
    answers = prefill(state.merged.form, draft.known, today)
    state.draft = replace(state.get_draft(), person=draft.person, known=draft.known, answers=answers)


def _why_not(item: Item, person: Person | None, today: date) -> str:
    if person is not None and needs_agent(item, person, today):
        return _("Somebody else has to apply for you, at this item alone.")
    problem = card_problem(item, person, today)
    return problem.message.in_locale(language()) if problem else ""


def hand_in_all(visit: Visit, event: LifeEvent, state: EventDraft) -> None:
    """Hands in each item by itself: what one department refuses stops none of the others. Raises HubRefused where all
    do."""
    draft, now = state.get_draft(), visit.now()
    if draft.person and draft.reuse:
        put_choices(visit, draft.person, draft.reuse)
    handed_in, refused = list[HandedIn](), list[ListRow]()
    for item in state.items:
        submission = submission_for(item, state, now)
        try:
            accepted = submit_with_papers(visit, submission, state.get_upload(item))
        except HubRefused as refusal:
            if not handed_in and item is state.items[-1]:
                raise
            refused.append(ListRow(item.name.in_locale(language()), reason(refusal.problem), tone=Tone.TROUBLE))
            continue
        step = after_application(item, visit.services, state.get_upload(item).list_missing(item), accepted)
        code = accepted.code if accepted else case_code(submission.id)
        handed_in.append(HandedIn(item, code, now, accepted, step))
    visit.finish(outcome_page(event, handed_in, refused, print_receipts(visit, handed_in), visit.pages))


def print_receipts(visit: Visit, handed_in: Sequence[HandedIn]) -> str:
    """Prints the receipts; returns what the resident is told of them: after the first that does not come no other is
    tried."""
    if not visit.devices.can("printer"):
        return without_paper(printer_out())
    visit.wait_a_moment(_("Your receipts are being printed."))
    for each in handed_in:
        fault = visit.hand_out(receipt(visit.site, each, visit.pages)).result()
        if fault:
            return paper_note(fault)
    return _("Please take your receipts.")


def submission_for(item: Item, state: EventDraft, now: datetime) -> Submission:
    draft = state.get_draft()
    upload = state.get_upload(item)
    answers = put_later(item, build_file_answers(item, state.merged.answers_of(item, draft.answers), upload))
    return submission_of(replace(draft, id=uuid4(), item=item, answers=answers, upload=upload), now)


def outcome_page(
    event: LifeEvent, handed_in: Sequence[HandedIn], refused: Sequence[ListRow], note: str, pages: str
) -> OutcomePage:
    each_its_own = _("Each part has a number of its own. With your card you see all of them when you track a case.")
    how = each_its_own if all(each.accepted for each in handed_in) else kept_here()
    first, step = handed_in[0], join_steps([each.step for each in handed_in])
    return OutcomePage(
        _("Handed in: {event}").format(event=event.name.in_locale(language())),
        text=step.words,
        steps=step.rows(),
        code_label=first.item.name.in_locale(language()),
        code=first.code,
        qr=case_qr(first.code, pages),
        rows=(*(ListRow(each.item.name.in_locale(language()), each.code) for each in handed_in), *refused),
        note=f"{note}\n{how}",
        choices=what_next(),
        back=False,
        cancel=False,
    )
