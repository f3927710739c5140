"""The questions of an item's form: those that are open, one after the other; what is filled already is passed over."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from contract.answers import clean_answers
from contract.catalogue import CardRule, Item
from contract.field_kinds import get_kind
from contract.forms import Answer, FieldKind
from contract.people import Person
from contract.rules import AGENT, AGENT_NAME, AGENT_NUMBER
from kiosk.pages.form_filling import form_fields, open_questions
from kiosk.pages.kinds import FormPage
from kiosk.pages.known_facts import FactWithOrigin
from kiosk.pages.language import _, language
from kiosk.pages.page_parts import Choice, FilledField
from kiosk.pages.ui import Back
from kiosk.visit import Visit
from kiosk.visits.act_for import Acting
from kiosk.visits.papers import PhoneUpload


@dataclass(slots=True, repr=False)
class ApplicationDraft:
    """The answers of a resident so far, in memory as long as the journey is about this item; at the hub where they are
    saved to go on later."""

    item: Item
    id: UUID = field(default_factory=uuid4)
    person: Person | None = None
    known: Mapping[str, FactWithOrigin] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    acting: Acting | None = None
    asked: set[str] = field(default_factory=set)  # keys of the questions that were put
    is_passed: bool = False  # nothing was left to ask
    upload: PhoneUpload = field(default_factory=PhoneUpload)
    reuse: dict[str, bool] | None = None  # what was said to the keeping of these details; None: not asked yet
    may_be_saved: bool = True  # to go on later; one for several items may not
    resumes: str = ""  # the code of what was saved, to be fetched with the card
    saved: UUID | None = None  # the id under which it was saved before


class SaveWanted(Exception):
    """The resident wants to save what was entered, and to go on later."""


SAVE = "/save"  # as no key of a field


def save_choice(draft: ApplicationDraft) -> Choice | None:
    """Returns the button that saves; None where nobody could be known by it: the item needs a card that tells no
    number."""
    is_known = draft.item.card is CardRule.NONE or bool(draft.person and draft.person.number)
    if not draft.may_be_saved or not is_known:
        return None
    return Choice(SAVE, _("Save for later"), icon="list")


def ask_form(visit: Visit, draft: ApplicationDraft, start_at: str) -> None:
    """Puts the questions that are open; where none is, the last one again on the way back. Raises Back, SaveWanted."""
    form, fields, trail = draft.item.form, shown_fields(visit, draft, start_at), list[str]()
    is_open = bool(draft.problems) or bool(set(open_questions(form, fields, draft.answers)) - draft.asked)
    if not start_at and not is_open:
        trail = [field.key for field in form.asked(draft.answers) if field.key in draft.asked]
        if not trail:
            pass_over(draft)
            return
        start_at = trail.pop()
    page = FormPage(
        draft.item.name.in_locale(language()),
        fields=fields,
        action=_("Continue"),
        problems=draft.problems,
        start_at=start_at,
        visited=frozenset(draft.asked),
        trail=tuple(trail),
        aside=save.label if (save := save_choice(draft)) else "",
    )
    draft.is_passed = False
    try:
        entered = visit.ask(page)
    except Back as back:
        draft.answers.update(back.entered or {})
        if back.aside:
            raise SaveWanted from None
        raise
    draft.answers = clean_answers(form, entered)
    draft.asked |= set(open_questions(form, fields, draft.answers))


def pass_over(draft: ApplicationDraft) -> None:
    """Passes the form over, as nothing is to be asked. Raises Back on the way back."""
    draft.is_passed = not draft.is_passed
    if not draft.is_passed:
        raise Back


def shown_fields(visit: Visit, draft: ApplicationDraft, start_at: str) -> tuple[FilledField, ...]:
    """Returns the form's fields. What was said at the card is settled: whether they act for somebody, and who they
    are."""
    messages = visit.catalogue.messages if visit.catalogue else ()
    fields = form_fields(draft.item.form, draft.answers, draft.known, messages)
    on_card = (AGENT_NAME, AGENT_NUMBER) if by_card(visit, draft) else ()
    is_said = draft.person is not None and start_at != AGENT and AGENT not in draft.problems
    return tuple(
        _with_places(visit, replace(shown, locked=True) if is_said and shown.field.key == AGENT else shown)
        for shown in fields
        if shown.field.key not in on_card and not get_kind(shown.field.kind).takes_files
    )


def _with_places(visit: Visit, shown: FilledField) -> FilledField:
    book = visit.place_book
    if shown.field.kind is not FieldKind.ADDRESS or not book.places:
        return shown
    return replace(shown, places=book, map_picture=visit.map_picture)


def by_card(visit: Visit, draft: ApplicationDraft) -> bool:
    """Returns whether the card says who acts, so that it need not be typed."""
    typed = draft.acting is not None and draft.acting.agent is None
    return draft.person is not None and not typed and visit.devices.can_identify()
