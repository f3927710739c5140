"""办理一个事项: read its guide, show a card, fill in, read through, state that it is true and hand it in."""

from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import chain
from uuid import uuid4

from contract.answers import check_answers, clean_answers
from contract.cases import Accepted, Submission
from contract.catalogue import CardRule, Catalogue, Item
from contract.file_fields import list_file_keys, list_not_asked
from contract.forms import Answer, Form
from contract.problems import FieldProblem
from contract.rules import AGENT, AGENT_NAME, AGENT_NUMBER, agent_problem, needs_agent
from kiosk import clock
from kiosk.hub_link.connection import HubRefused
from kiosk.pages.fault_text import reader_out
from kiosk.pages.form_filling import prefill, review_rows
from kiosk.pages.kinds import ReviewPage
from kiosk.pages.language import _, language
from kiosk.pages.ui import Back
from kiosk.pages.wizard import run_steps
from kiosk.visit import Visit
from kiosk.visits.act_for import act_for
from kiosk.visits.check_papers import read_guide
from kiosk.visits.checking import known_for_form
from kiosk.visits.file_answers import ask_for_missing, build_file_answers
from kiosk.visits.identify import NoCard, identify
from kiosk.visits.no_card import go_without
from kiosk.visits.outcome import show_outcome
from kiosk.visits.papers import (
    PhoneUpload,
    end_upload,
    may_take_papers,
    open_for_item,
    papers_of,
    take_papers,
    takes_papers,
)
from kiosk.visits.questions import SAVE, ApplicationDraft, SaveWanted, ask_form, by_card, save_choice
from kiosk.visits.result import await_result
from kiosk.visits.reuse import ask_about_reuse, put_choices, typed_facts
from kiosk.visits.saved_drafts import SavedForLater, save_for_later, take_up_saved


def apply_or_go_without(visit: Visit, catalogue: Catalogue, draft: ApplicationDraft) -> None:
    """Applies for the item or, where there is no card, shows what is possible without; back from that leads to the
    guide. Raises Back."""
    while True:
        try:
            apply_for(visit, catalogue, draft)
            return
        except NoCard:
            with suppress(Back):
                instead = go_without(visit, catalogue, draft.item)
                if instead:
                    apply_or_go_without(visit, catalogue, instead)
                return


def why_not(visit: Visit, item: Item) -> str:
    """Returns why this item cannot be applied for at this kiosk now."""
    return reader_out() if item.card is not CardRule.NONE and not visit.devices.can_identify() else ""


def apply_for(visit: Visit, catalogue: Catalogue, draft: ApplicationDraft) -> None:
    """Runs from the guide to the receipt, or until it is saved to go on later. Raises Back where the resident goes back
    before it."""
    item = draft.item
    steps = (
        lambda: read_guide(visit, item, catalogue, why_not(visit, item)),
        lambda: fill_in_and_papers(visit, draft),
        lambda: review(visit, draft),
    )
    try:
        run_steps(*steps)
        while (submitted := hand_in(visit, draft)) is None:
            run_steps(*steps, begin=1)
    except SavedForLater:
        return
    finally:
        end_upload(visit, draft.upload)
    if not (draft.person and not draft.acting and await_result(visit, submitted[1], draft.person.number)):
        show_outcome(visit, item, *submitted, draft.upload)


def fill(visit: Visit, draft: ApplicationDraft, start_at: str = "") -> None:
    """Asks the form, again where something in it cannot be taken. Raises NoRoom before the first page of one that could
    not be kept, SavedForLater."""
    if not draft.answers:
        visit.check_room()
    if draft.person is None and draft.item.card is not CardRule.NONE:
        take_person(visit, draft)
    elif not draft.answers:
        draft.answers = prefill(draft.item.form, {}, visit.now().date())
    while True:
        try:
            ask_form(visit, draft, start_at)
        except SaveWanted:
            save_for_later(visit, draft)
            continue
        try:
            name_agent(visit, draft)
        except Back:
            start_at = AGENT
            continue
        draft.problems = in_words(without_files(draft.item, problems_of(draft, visit.now())))
        if not draft.problems:
            return
        start_at = next(iter(draft.problems))


def take_person(visit: Visit, draft: ApplicationDraft) -> None:
    """Takes the applicant by their card, what is known of them, and what they saved. Raises Back."""
    form, today = draft.item.form, visit.now().date()
    applicant = identify(visit, draft.item, may_act=_asks_for_agent(form))
    if applicant.for_other:
        draft.known = visit.known_facts(applicant.person)
    else:
        draft.known = known_for_form(visit, applicant.person, form)
    draft.answers = prefill(form, draft.known, today)
    if _asks_for_agent(form):
        acts = applicant.for_other or needs_agent(draft.item, applicant.person, today)
        draft.answers[AGENT] = "yes" if acts else "no"
    take_up_saved(visit, draft, applicant.person)
    draft.person = applicant.person


def _asks_for_agent(form: Form) -> bool:
    return any(field.key == AGENT for field in form.fields)


def fill_in_and_papers(visit: Visit, draft: ApplicationDraft) -> None:
    """Asks the form, then takes the papers, where a telephone can send them now; back from the papers leads to the
    form."""
    while True:
        fill(visit, draft)
        with suppress(Back):
            hand_papers_in(visit, draft)
            return


def hand_papers_in(visit: Visit, draft: ApplicationDraft) -> None:
    """Takes the papers, and the files that are answers. Raises Back."""
    item, upload = draft.item, draft.upload
    if not takes_papers(item):
        return
    holder = None if draft.answers.get(AGENT) == "yes" else draft.person
    upload.item_papers, upload.not_asked = papers_of(item), frozenset(list_not_asked(item, draft.answers))
    answers: dict[str, Answer] | None = None
    while answers is None:
        may = take_papers(visit, upload, partial(open_for_item, item), _("Continue"), holder)
        filled = build_file_answers(item, draft.answers, upload)
        answers = ask_for_missing(visit, item, filled, may_go_back=may)
    draft.answers = answers


def name_agent(visit: Visit, draft: ApplicationDraft) -> None:
    """Asks for the agent's card, where one can be read. Raises Back."""
    if draft.answers.get(AGENT) != "yes":
        draft.acting = None
        visit.ui.return_to_first()
    elif draft.person is not None and by_card(visit, draft):
        draft.acting = draft.acting or act_for(visit, draft.item, draft.person)
        draft.answers = clean_answers(draft.item.form, {**draft.answers, **draft.acting.answers()})


def problems_of(draft: ApplicationDraft, now: datetime) -> tuple[FieldProblem, ...]:
    """Returns what the item's form and its rules find wrong with the answers, as the hub would."""
    problems = check_answers(draft.item.form, draft.answers, now.date())
    lone = agent_problem(submission_of(draft, now), draft.item, now.date())
    return (*problems, lone) if lone and lone.field not in {problem.field for problem in problems} else problems


def without_files(item: Item, problems: tuple[FieldProblem, ...]) -> tuple[FieldProblem, ...]:
    """Returns those of the form's own pages: files are asked for on the page of the papers."""
    keys = list_file_keys(item)
    return tuple(problem for problem in problems if problem.field not in keys)


def review(visit: Visit, draft: ApplicationDraft) -> None:
    """Shows all answers, and the statement that they are true; a row that is touched goes back to its field. Then asks
    whether they may be used again."""
    while True:
        key = visit.ask(review_page(draft))
        if key == SAVE:
            save_for_later(visit, draft)
            continue
        if key:
            correct(visit, draft, key)
            continue
        with suppress(Back):
            agree_to_reuse(visit, draft)
            return


def agree_to_reuse(visit: Visit, draft: ApplicationDraft) -> None:
    """Asks who applies for themselves; nobody else can say it for them. Raises Back."""
    if draft.reuse is None and draft.person is not None and draft.answers.get(AGENT) != "yes":
        typed = typed_facts(draft.item.form, draft.answers, draft.known)
        draft.reuse = ask_about_reuse(visit, draft.person, typed)


def correct(visit: Visit, draft: ApplicationDraft, key: str) -> None:
    if key in list_file_keys(draft.item):
        correct_files(visit, draft, key)
        return
    before, acting = dict(draft.answers), draft.acting
    if key in (AGENT, AGENT_NAME, AGENT_NUMBER):
        draft.acting, key = None, AGENT
    try:
        fill(visit, draft, start_at=key)
    except Back:
        draft.answers, draft.problems, draft.acting = before, {}, acting


def correct_files(visit: Visit, draft: ApplicationDraft, key: str) -> None:
    """Leads to the page of the papers, where there is one now."""
    before = dict(draft.answers)
    draft.answers.pop(key, None)
    try:
        if may_take_papers(visit, draft.upload, partial(open_for_item, draft.item)):
            hand_papers_in(visit, draft)
            return
        label = draft.item.form.field(key).label.in_locale(language())
        visit.tell(label, _("This cannot be handed in here now. Please bring it to the counter."))
    except Back:
        pass
    draft.answers = before


def review_page(draft: ApplicationDraft) -> ReviewPage:
    return ReviewPage(
        draft.item.name.in_locale(language()),
        rows=review_rows(draft.item.form, draft.answers, draft.known),
        statement=(
            _("By handing this in I state that what I have entered is true and complete."),
            _("The department may check it against other records. False statements have consequences in law."),
            _("What you have entered is used to deal with this application, and kept as long as the law demands."),
        ),
        action=_("It is true: hand in"),
        beside=save_choice(draft),
    )


def hand_in(visit: Visit, draft: ApplicationDraft) -> tuple[Submission, Accepted | None] | None:
    """Hands in the draft. Returns None where the hub found something to correct; it then stands in the draft, under a
    new id. Raises HubRefused."""
    draft.upload.files_here.stop_sending()
    now = visit.now()
    submission = submission_of(draft, now)
    if draft.person and draft.reuse and draft.answers.get(AGENT) != "yes":
        put_choices(visit, draft.person, draft.reuse)
        draft.reuse = {}
    try:
        return submission, submit_with_papers(visit, submission, draft.upload)
    except HubRefused as refusal:
        problem = refusal.problem
        if not correctable(draft.item.form, problem.errors):
            raise
    draft.id = uuid4()
    draft.problems, draft.acting = in_words(problem.errors), None
    return None


def submit_with_papers(visit: Visit, submission: Submission, upload: PhoneUpload) -> Accepted | None:
    """Submits as `Visit.submit` does, with what has not arrived of the papers."""
    rest = upload.files_here.list_rest()
    return visit.submit(submission.model_copy(update={"kept": len(rest)}), tuple(chain.from_iterable(rest)))


def correctable(form: Form, problems: tuple[FieldProblem, ...]) -> bool:
    """Returns whether every problem belongs to a field that the resident can fill again."""
    keys = {field.key for field in form.fields}
    return bool(problems) and all(problem.field in keys for problem in problems)


def submission_of(draft: ApplicationDraft, now: datetime) -> Submission:
    return Submission(
        id=draft.id,
        item=draft.item.code,
        item_version=draft.item.version,
        applicant=draft.person,
        answers=draft.answers,
        stated_at=now,
        submitted_at=now,
        agent=draft.acting.agent if draft.acting and draft.acting.mandate else None,
        machine_at=clock.machine_at(),
        upload=draft.upload.id if draft.upload.is_used else None,
        files=draft.upload.files,
        draft=draft.saved if draft.saved != draft.id else None,
    )


def in_words(problems: tuple[FieldProblem, ...]) -> dict[str, str]:
    return {problem.field: problem.message.in_locale(language()) for problem in problems}
