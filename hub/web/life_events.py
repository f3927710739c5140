"""一件事一次办 on the phone: the items of an event of life, chosen together, with one form; a case for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from contract.cases import Accepted, Submission
from contract.catalogue import CardRule, Catalogue, Item, LifeEvent
from contract.fields import Answer
from contract.file_fields import list_file_fields, put_later
from contract.merged_form import MergedForm, build_joint_item, merge_forms
from contract.people import Person
from contract.problems import FieldProblem, Problem
from contract.rules import card_problem, needs_agent
from hub.cases.services import list_mistakes, submit
from hub.catalogue import paper_form
from hub.core.clock import local_day
from hub.core.problems import RequestRefused
from hub.core.sent_ids import get_id
from hub.files.form_files import take_form_files
from hub.kiosks import rate_limits
from hub.kiosks.models import Kiosk
from hub.kiosks.own_pages import get_own_page
from hub.registers.form_licences import fetch_form_licences, list_ticked
from hub.residents.selectors import as_person
from hub.web.applying import check_is_true, lead_to_log_in, read_drawn_at, show_questions, with_facts
from hub.web.catalogue import get_catalogue
from hub.web.centres import get_site
from hub.web.form_papers import files_for, list_joint_papers, prefix_of, sent_for
from hub.web.frame import page, show, wording
from hub.web.limits import APPLICATIONS, FILES, limit_of
from hub.web.logged_in import find_logged_in
from hub.web.place_choice import SHOW, take_chosen_places

_ITEMS = "item"  # the name of the boxes; their values are the items' codes


@dataclass(frozen=True, slots=True)
class JointForm:
    """What was chosen of an event, and its one form."""

    event: LifeEvent
    items: Sequence[Item]
    merged: MergedForm

    @property
    def as_item(self) -> Item:
        return build_joint_item(self.event, self.items, self.merged.form)


@dataclass(frozen=True, slots=True)
class HandedInItem:
    """An item that was handed in, or `why_not`."""

    item: Item
    accepted: Accepted | None
    why_not: str = ""


@page(public=True)
def life_event(request: HttpRequest, code: str) -> HttpResponse:
    """Returns what is dealt with at once, and what to bring."""
    event, items = get_event(get_catalogue(), code)
    papers = dict.fromkeys(paper.name for item in items for paper in item.papers if not paper.on_card)
    needs_log_in = any(item.card is not CardRule.NONE for item in items)
    may_apply = bool(settings.HUB_CITY_ISSUER) or not needs_log_in
    return show(request, "event", event=event, items=items, papers=papers, may_apply=may_apply)


def get_event(catalogue: Catalogue, code: str) -> tuple[LifeEvent, tuple[Item, ...]]:
    """Returns the event and its items. Raises Http404."""
    for event in catalogue.life_events:
        if event.code == code and (items := catalogue.items_of(event)):
            return event, items
    raise Http404


@page(post=True)
def apply(request: HttpRequest, code: str) -> HttpResponse:
    """Asks which items, then for their one form; handed in, returns the case of each. Handed in twice nothing is
    twice."""
    event, items = get_event(get_catalogue(), code)
    applicant = find_logged_in(request)
    if applicant is None and any(item.card is not CardRule.NONE for item in items):
        return lead_to_log_in()
    person = None if applicant is None else as_person(applicant)
    refused = _list_refused(items, person)
    sent = (request.POST if request.method == "POST" else request.GET).copy()
    chosen = [item for item in items if item.code in sent.getlist(_ITEMS) and item.code not in refused]
    if not chosen:
        choices = [(item, refused.get(item.code, "")) for item in items]
        return show(request, "event_choice", event=event, choices=choices, may_go_on=len(refused) < len(items))
    joint = JointForm(event, chosen, merge_forms(chosen))
    if person is not None:
        sent["name"], sent["number"] = person.name, person.number
    if request.method != "POST":
        return _show_form(request, joint, with_facts(sent, joint.as_item, applicant))
    take_chosen_places(sent, joint.merged.form)
    try:
        if SHOW in sent:
            _take_papers(request, joint, sent, get_own_page(get_site(sent.get("site", "")), timezone.now()))
            return _show_form(request, joint, sent)
        parts = _hand_in(request, joint, sent, person)
    except RequestRefused as refusal:
        return _show_form(request, joint, sent, refusal.problem)
    return show(request, "event_handed_in", event=event, parts=parts)


def _list_refused(items: Sequence[Item], person: Person | None) -> dict[str, str]:
    """Returns why items are not for this person, by their codes."""
    today = local_day(timezone.now())
    refused = {item.code: _why_not(item, person, today) for item in items}
    return {code: why for code, why in refused.items() if why}


def _why_not(item: Item, person: Person | None, today: date) -> str:
    if person is not None and needs_agent(item, person, today):
        return _("Somebody else has to apply for you, at this item alone.")
    rule = card_problem(item, person, today)
    return rule.message.in_locale(get_language() or "") if rule else ""


def _hand_in(request: HttpRequest, joint: JointForm, sent: QueryDict, person: Person | None) -> list[HandedInItem]:
    """Hands in each item by itself, once nothing is wrong with any: what one department refuses then stops none of the
    others. Raises Refused."""
    now = timezone.now()
    site, key = get_site(sent.get("site", "")), get_id(sent.get("id", ""))
    answers = paper_form.answers(sent, joint.as_item)
    at, kiosk = read_drawn_at(sent.get("at", ""), now), get_own_page(site, now)
    papers = _take_papers(request, joint, sent, kiosk)
    submissions = [
        Submission(
            id=uuid5(key, item.code),  # the same for the same form
            item=item.code,
            item_version=item.version,
            applicant=None if item.card is CardRule.NONE else person,
            answers=put_later(item, joint.merged.answers_of(item, answers) | _file_answers(item, own)),
            stated_at=at,
            submitted_at=at,
            upload=upload,
        )
        for item, (own, upload) in zip(joint.items, papers, strict=True)
    ]
    _check(joint, submissions, local_day(now))
    check_is_true(sent)
    limit_of(request, "apply", APPLICATIONS).consume()
    rate_limits.consume_write(kiosk, now)
    if person is not None and any(list_ticked(own) for own, _upload in papers):
        limit_of(request, "files", FILES).consume()
        uploads = [
            fetch_form_licences(own, item, person, kiosk, kiosk, now)
            for item, (own, _upload) in zip(joint.items, papers, strict=True)
        ]
        submissions = [
            each.model_copy(update={"upload": upload}) for each, upload in zip(submissions, uploads, strict=True)
        ]
    return [_part(item, each, kiosk) for item, each in zip(joint.items, submissions, strict=True)]


def _take_papers(
    request: HttpRequest, joint: JointForm, sent: QueryDict, kiosk: Kiosk
) -> list[tuple[QueryDict, UUID | None]]:
    """Takes the files of each item; returns what was sent for it, and its upload. Raises Refused: for each paper what
    is wrong, under the name that it has in the one form."""
    if request.FILES:
        limit_of(request, "files", FILES).consume()
    parts: list[tuple[QueryDict, UUID | None]] = []
    errors: list[FieldProblem] = []
    for item in joint.items:
        own, upload = sent_for(item, sent), None
        try:
            upload = take_form_files(own, files_for(item, request), item, kiosk, timezone.now())
        except RequestRefused as refused:
            if refused.problem.status != 422:
                raise
            errors += [_renamed(error, f"{prefix_of(item)}{error.field}") for error in refused.problem.errors]
        parts.append((own, upload))
    if errors:
        raise RequestRefused(422, errors=tuple(errors))
    return parts


def _file_answers(item: Item, own: QueryDict) -> dict[str, Answer]:
    names = {field.key: own.get(f"a_{field.key}", "") for _position, field in list_file_fields(item)}
    return {key: answer for key, answer in names.items() if answer}


def _check(joint: JointForm, submissions: Sequence[Submission], today: date) -> None:
    """Raises Refused, with each problem at its question in the one form."""
    errors: dict[str, FieldProblem] = {}
    for item, submission in zip(joint.items, submissions, strict=True):
        keys = joint.merged.keys[item.code]
        for error in list_mistakes(today, submission, item):
            key = keys.get(error.field, f"{prefix_of(item)}{error.field}")
            errors.setdefault(key, _renamed(error, key))
    if errors:
        raise RequestRefused(422, errors=tuple(errors.values()))


def _renamed(error: FieldProblem, name: str) -> FieldProblem:
    return error.model_copy(update={"field": name})


def _part(item: Item, submission: Submission, kiosk: Kiosk) -> HandedInItem:
    try:
        return HandedInItem(item, submit(submission, kiosk, timezone.now()))
    except RequestRefused as refused:
        return HandedInItem(item, None, wording(refused.problem))


def _show_form(request: HttpRequest, joint: JointForm, sent: QueryDict, refusal: Problem | None = None) -> HttpResponse:
    parts = list_joint_papers(joint.items, sent, refusal)
    has_licences = any(paper.licence for part in parts for paper in part.inputs)
    about = {"event": joint.event, "items": joint.items, "parts": parts, "has_licences": has_licences}
    return show_questions(request, "event_apply", joint.as_item, sent, refusal, about)
