"""A draft as residents will see it: the kiosk's pages and its paper, drawn in HTML; and a trial run of its form, of
which nothing is kept."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import get_language

from contract.answers import clean_answers, render_answer
from contract.cases import Accepted, Submission, case_code
from contract.catalogue import CardRule
from contract.catalogue import Item as Guide
from contract.field_kinds import get_kind
from contract.field_kinds.inputs import AddressEditor, FileList, KeyboardEditor, MemberTable, NumberPad, SignaturePad
from contract.fields import Answers, Field, FieldKind, Option
from contract.paper_codes import case_qr
from contract.people import Person
from contract.text import Text
from hub.calendar.selectors import special_days
from hub.cases.limits import promised_by
from hub.cases.services import list_mistakes
from hub.catalogue import paper_form
from hub.catalogue.areas import ROOT, Area
from hub.catalogue.item_checks import list_problems
from hub.catalogue.item_sample import build_sample, sample_answers
from hub.catalogue.limit_words import limit_words
from hub.catalogue.models import Department, ItemDraft
from hub.console.frame import page, show, wording
from hub.console.item_drafts import draft_frame, get_draft
from hub.console.receipts import how_to_track
from hub.core.clock import local_day
from hub.core.problems import RequestRefused
from hub.core.qr_svg import draw_qr
from hub.kiosks.office_hours import dealt_with_on
from hub.staff.scopes import Action
from languages.registry import LOCALES

_EDITORS = {
    KeyboardEditor: "keyboard",
    AddressEditor: "keyboard",
    NumberPad: "pad",
    MemberTable: "members",
    SignaturePad: "signature",
    FileList: "files",
}
_INVENTED = Field(key="number", label=Text(), kind=FieldKind.IDENTITY_NUMBER)


@dataclass(frozen=True, slots=True)
class QuestionPreview:
    """One page of the kiosk's form; `editor` is what it is filled in with."""

    field: Field
    editor: str
    options: tuple[Option, ...]
    by_card: bool
    only_if: str  # when it is asked, in words


@page(Action.REVIEW_ITEMS)
def preview(request: HttpRequest, user: User, draft_id: int) -> HttpResponse:
    """Returns the pages in the language of `language`, else in the reader's own."""
    draft = get_draft(user, draft_id)
    frame = draft_frame(draft, user, "preview")
    chosen = request.GET.get("language", "")
    tag = next((tag for tag in LOCALES if chosen == tag), get_language() or "")
    now = timezone.now()
    guide = build_sample(draft.content, frame["problems"], local_day(now))
    pages = _draw_pages(guide, tag, now) if guide else ""
    return show(request, user, "item_preview", **frame, pages=pages, locales=LOCALES.values(), tag=tag)


def _draw_pages(guide: Guide, tag: str, now: datetime) -> str:
    with translation.override(tag):
        return render_to_string("console/item_preview_pages.html", _preview_context(guide, now))


def _preview_context(guide: Guide, now: datetime) -> dict[str, object]:
    answers = sample_answers(guide, local_day(now))
    identifier = uuid4()
    accepted = Accepted(
        id=identifier, code=case_code(identifier), accepted_at=now, promised_by=_due(guide, now), provisional=False
    )
    return {
        "guide": guide,
        "department": Department.objects.filter(code=guide.department).first(),
        "promised": limit_words(guide.promised),
        "statutory": limit_words(guide.statutory),
        "questions": [_question(guide, field) for field in guide.form.fields],
        "review": _rows(guide, answers),
        "place": Area.objects.get(pk=ROOT),
        "item": guide.shown_name,
        "how_to_track": how_to_track(guide),
        "needs_card": guide.card is not CardRule.NONE,
        "submitted_at": now,
        "printed_at": now,
        "accepted": accepted,
        "qr": draw_qr(case_qr(accepted.code, settings.HUB_PAGES)),
    }


def _question(guide: Guide, field: Field) -> QuestionPreview:
    kind = get_kind(field.kind)
    by_card = guide.card is not CardRule.NONE and field.fact in ("name", "number")
    editor = _EDITORS.get(type(kind.editor), "options")
    return QuestionPreview(field, editor, kind.options(field), by_card, paper_form.condition_words(guide.form, field))


def _rows(guide: Guide, answers: Answers) -> list[tuple[Text, Text]]:
    return [(field.label, render_answer(field, answers.get(field.key, ""))) for field in guide.form.asked(answers)]


def _due(guide: Guide, now: datetime) -> date | None:
    special = special_days(local_day(now))
    same_day = dealt_with_on(timezone.localtime(now), [], special)
    start = same_day if guide.promised.unit == "same_day" else local_day(now)
    return promised_by(guide.promised, start, special)


@page(Action.REVIEW_ITEMS)
def trial(request: HttpRequest, user: User, draft_id: int) -> HttpResponse:
    """Returns the form, to be filled in for an invented person; with `filled`, with invented answers."""
    draft = get_draft(user, draft_id)
    today = local_day(timezone.now())
    sent = QueryDict(mutable=True)
    number = str(get_kind(FieldKind.IDENTITY_NUMBER).sample(_INVENTED, today))
    sent.update({"name": "试办", "number": number})
    guide = _guide(draft, today)
    if guide and "filled" in request.GET:
        paper_form.put_answers(sent, guide.form, sample_answers(guide, today))
    return _show_trial(request, user, draft, guide, sent)


@page(Action.REVIEW_ITEMS, post=True)
def check_trial(request: HttpRequest, user: User, draft_id: int) -> HttpResponse:
    """Returns what the hub would say to these answers: what is wrong, at each field, or what the case would be."""
    draft, sent, now = get_draft(user, draft_id), request.POST, timezone.now()
    guide = _guide(draft, local_day(now))
    if guide is None:
        return _show_trial(request, user, draft, guide, sent)
    try:
        result = _try_out(guide, sent, now)
    except RequestRefused as refused:
        return _show_trial(request, user, draft, guide, sent, refused=refused)
    return _show_trial(request, user, draft, guide, sent, result=result)


def _guide(draft: ItemDraft, today: date) -> Guide | None:
    return build_sample(draft.content, list_problems(draft.content, draft.item, today), today)


def _try_out(guide: Guide, sent: QueryDict, now: datetime) -> dict[str, object]:
    """Raises Refused for what would be refused."""
    day, answers = local_day(now), paper_form.answers(sent, guide)
    person: Person | None = None if guide.card is CardRule.NONE else paper_form.person(sent, day)
    submission = Submission(
        id=uuid4(),
        item=guide.code,
        item_version=guide.version,
        applicant=person,
        answers=answers,
        stated_at=now,
        submitted_at=now,
    )
    mistakes = list_mistakes(day, submission, guide)
    if mistakes:
        raise RequestRefused(422, errors=mistakes)
    offices = {row.code: row.name for row in Department.objects.all()}
    steps = [(step, offices.get(step.department or guide.department)) for step in guide.steps]
    return {"rows": _rows(guide, clean_answers(guide.form, answers)), "due": _due(guide, now), "steps": steps}


def _show_trial(
    request: HttpRequest,
    user: User,
    draft: ItemDraft,
    guide: Guide | None,
    sent: QueryDict,
    *,
    refused: RequestRefused | None = None,
    result: dict[str, object] | None = None,
) -> HttpResponse:
    problem = refused.problem if refused else None
    if problem is not None:
        messages.error(request, wording(problem))
    context: dict[str, object] = {"guide": guide, "sent": sent, "result": result}
    context["questions"] = paper_form.questions(guide, sent, problem) if guide else []
    context["needs_card"] = guide is not None and guide.card is not CardRule.NONE
    return show(request, user, "item_trial", **draft_frame(draft, user, "trial"), **context)
