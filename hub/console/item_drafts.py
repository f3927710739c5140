"""A draft of an item: its pages to write in, what is wrong with it, what it changes, and its way to being published."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.catalogue import drafting
from hub.catalogue.comparison import Difference, list_differences
from hub.catalogue.item_checks import list_problems
from hub.catalogue.item_json import Content, content_of, new_content
from hub.catalogue.item_parts import SECTIONS, ItemSection, get_section
from hub.catalogue.item_rows import press_button
from hub.catalogue.models import DraftState, ItemDraft
from hub.catalogue.parts import Group, ItemPart, Rows, read_parts
from hub.console.frame import page, report_outcome, show, wording
from hub.console.item_inputs import ItemInputs
from hub.console.items import list_drafts, require_city
from hub.core.clock import local_day
from hub.core.problems import RequestRefused
from hub.core.wording import list_words
from hub.staff.scopes import Action, may

_FORM, _FIELDS = "form", "form.fields"  # the page of the form, and its list: each field has a page of its own


@page(Action.REVIEW_ITEMS)
def overview(request: HttpRequest, user: User, draft_id: int) -> HttpResponse:
    """Returns what is changed, what is wrong, and what can be done with the draft now."""
    return _show_overview(request, user, get_draft(user, draft_id))


def _show_overview(request: HttpRequest, user: User, draft: ItemDraft, reason: str = "") -> HttpResponse:
    base = draft.base or new_content()
    outdated = drafting.is_outdated(draft)
    wrote = draft.writers.filter(pk=user.pk).exists()
    return show(
        request,
        user,
        "item_draft",
        **draft_frame(draft, user, "overview"),
        differences=list_differences(base, draft.content),
        outdated=outdated,
        changed_since=list_differences(base, content_of(draft.item)) if draft.item and outdated else [],
        writers=draft.writers.all(),
        wrote=wrote,
        may_publish=draft.state == DraftState.REVIEW and not wrote,
        reason=reason or draft.reason,
        longest=drafting.LONGEST_REASON,
    )


@page(Action.REVIEW_ITEMS)
def edit(request: HttpRequest, user: User, draft_id: int, section: str) -> HttpResponse:
    draft = get_draft(user, draft_id)
    return _show_section(request, user, draft, _section(section), draft.content)


@page(Action.REVIEW_ITEMS)
def edit_field(request: HttpRequest, user: User, draft_id: int, place: int) -> HttpResponse:
    draft = get_draft(user, draft_id)
    return _show_field(request, user, draft, draft.content, _field_place(draft.content, place))


@page(Action.EDIT_CATALOGUE, post=True)
def save(request: HttpRequest, user: User, draft_id: int, section: str) -> HttpResponse:
    """Keeps the page as it was sent, right or not. `do` is the button: to save, or to add, move or take away a row
    (`add:papers`, `up:papers:2`)."""
    draft, part_of = get_draft(user, draft_id, closed=True), _section(section)
    typed = _read(draft, part_of, request)
    path = press_button(typed, request.POST.get("do", ""))
    try:
        _save(request, user, draft, typed)
    except RequestRefused as refused:
        return _show_section(
            request, user, _again(draft), part_of, {**draft.content, **typed}, wording(refused.problem)
        )
    if request.POST.get("do") == "next":
        return redirect("console:item_section", draft.pk, _next(part_of))
    if request.POST.get("do") == f"add:{_FIELDS}":
        return redirect("console:item_field", draft.pk, len(typed[_FORM]["fields"]) - 1)
    return redirect(f"{reverse('console:item_section', args=[draft.pk, section])}{path and f'#{path}'}")


@page(Action.EDIT_CATALOGUE, post=True)
def save_field(request: HttpRequest, user: User, draft_id: int, place: int) -> HttpResponse:
    """Keeps one field of the form."""
    draft = get_draft(user, draft_id, closed=True)
    place = _field_place(draft.content, place)
    part = _fields_part()
    fields = list(draft.content[_FORM]["fields"])
    fields[place] = part.row.read(request.POST, f"{_FIELDS}.{place}")
    typed: Content = {_FORM: {"fields": fields}}
    path = press_button(typed, request.POST.get("do", ""))
    try:
        _save(request, user, draft, typed)
    except RequestRefused as refused:
        content = {**draft.content, **typed}
        return _show_field(request, user, _again(draft), content, place, wording(refused.problem))
    if request.POST.get("do") == "next":
        return redirect("console:item_section", draft.pk, _FORM)
    return redirect(f"{reverse('console:item_field', args=[draft.pk, place])}{path and f'#{path}'}")


def _save(request: HttpRequest, user: User, draft: ItemDraft, typed: Content) -> None:
    """Raises Refused."""
    revision = request.POST.get("revision", "")
    drafting.save_draft(
        draft, typed, int(revision) if revision.isascii() and revision.isdigit() else 0, user, timezone.now()
    )


@page(Action.EDIT_CATALOGUE, post=True)
def ask_for_review(request: HttpRequest, user: User, draft_id: int) -> HttpResponse:
    draft, reason = get_draft(user, draft_id), request.POST.get("reason", "").replace("\0", "")
    with report_outcome(request, _("Somebody else can read and publish it now.")):
        drafting.ask_for_review(draft, reason, user, timezone.now())
        return redirect("console:item_draft", draft.pk)
    return _show_overview(request, user, draft, reason)


@page(Action.REVIEW_ITEMS, post=True)
def give_back(request: HttpRequest, user: User, draft_id: int) -> HttpResponse:
    draft, reply = get_draft(user, draft_id), request.POST.get("reply", "").replace("\0", "")
    with report_outcome(request, _("It is written in again.")):
        drafting.return_draft(draft, reply, user, timezone.now())
    return redirect("console:item_draft", draft.pk)


@page(Action.REVIEW_ITEMS, post=True)
def publish(request: HttpRequest, user: User, draft_id: int) -> HttpResponse:
    draft = get_draft(user, draft_id)
    with report_outcome(request, _("Published.")):
        item = drafting.publish_draft(draft, user, timezone.now())
        return redirect("console:item_versions", item.code)
    return redirect("console:item_draft", draft.pk)


@page(Action.EDIT_CATALOGUE, post=True)
def drop(request: HttpRequest, user: User, draft_id: int) -> HttpResponse:
    draft = get_draft(user, draft_id)
    with report_outcome(request, _("The draft was dropped. What is published stays as it is.")):
        drafting.drop_draft(draft, user, timezone.now())
    return redirect("console:items")


@page(Action.EDIT_CATALOGUE, post=True)
def take_over(request: HttpRequest, user: User, draft_id: int) -> HttpResponse:
    draft = get_draft(user, draft_id)
    with report_outcome(request, _("The changes were taken over into this draft.")):
        clashing = drafting.take_over(draft, user, timezone.now())
        if clashing:
            labels = {part.name: str(part.label) for section in SECTIONS for part in section.parts}
            names = list_words(labels[name] for name in clashing)
            messages.warning(
                request, _("Changed in both, and left as this draft has it: %(names)s.") % {"names": names}
            )
    return redirect("console:item_draft", draft.pk)


def get_draft(user: User, draft_id: int, closed: bool = False) -> ItemDraft:
    """Returns an open draft that one may read, or a `closed` one too. Raises Http404, PermissionDenied."""
    require_city(user)
    row = list_drafts(user, closed).filter(pk=draft_id).first() if draft_id < 2**63 else None
    if row is None:
        raise Http404
    return row


def _again(draft: ItemDraft) -> ItemDraft:
    """Returns the draft as it is by now."""
    return ItemDraft.objects.select_related("item", "changed_by").get(pk=draft.pk)


def draft_frame(draft: ItemDraft, user: User, tab: str) -> dict[str, Any]:
    """Returns what every page of a draft shows."""
    problems = drafting.problems_of(draft, timezone.now())
    counts = {section.name: sum(problem.section == section.name for problem in problems) for section in SECTIONS}
    tabs = [(section.name, section.label, counts[section.name]) for section in SECTIONS]
    edits = may(user, Action.EDIT_CATALOGUE) and draft.state == DraftState.WRITING
    name = draft.content["name"]
    return {
        "here": "items",
        "draft": draft,
        "name": name,
        "tabs": tabs,
        "tab": tab,
        "problems": problems,
        "edits": edits,
    }


def _show_section(
    request: HttpRequest, user: User, draft: ItemDraft, section: ItemSection, content: Content, refusal: str = ""
) -> HttpResponse:
    frame = draft_frame(draft, user, section.name)
    inputs = _inputs(draft, content)
    views = inputs.list_views(section.parts) if section.name != _FORM else []
    fields = inputs.rows_view(_fields_part(), content[_FORM]["fields"], _FIELDS) if section.name == _FORM else None
    mine = _mine(draft, content, refusal)
    context = {"section": section, "views": views, "fields": fields, "refusal": refusal, "mine": mine}
    return show(request, user, "item_section", **frame, **context)


def _show_field(
    request: HttpRequest, user: User, draft: ItemDraft, content: Content, place: int, refusal: str = ""
) -> HttpResponse:
    frame = draft_frame(draft, user, _FORM)
    inputs = _inputs(draft, content)
    view = inputs.row_view(_fields_part(), content[_FORM]["fields"], _FIELDS, place)
    mine = _mine(draft, content, refusal)
    context = {"section": get_section(_FORM), "view": view, "place": place, "refusal": refusal, "mine": mine}
    return show(request, user, "item_field", **frame, **context)


def _mine(draft: ItemDraft, content: Content, refusal: str) -> list[Difference]:
    """Returns how what was typed differs from what somebody else kept meanwhile."""
    return list_differences(draft.content, content) if refusal else []


def _inputs(draft: ItemDraft, content: Content) -> ItemInputs:
    problems = list_problems(content, draft.item, local_day(timezone.now()))
    return ItemInputs(content, {problem.path: problem.sentence for problem in problems}, draft.item is not None)


def _section(name: str) -> ItemSection:
    try:
        return get_section(name)
    except KeyError:
        raise Http404 from None


def _next(section: ItemSection) -> str:
    names = [each.name for each in SECTIONS]
    return names[min(names.index(section.name) + 1, len(names) - 1)]


def _fields_part() -> Rows:
    (form,) = get_section(_FORM).parts
    assert isinstance(form, Group)  # noqa: S101
    (fields,) = form.parts
    assert isinstance(fields, Rows)  # noqa: S101
    return fields


def _field_place(content: Content, place: int) -> int:
    if place >= len(content[_FORM]["fields"]):
        raise Http404
    return place


def _read(draft: ItemDraft, section: ItemSection, request: HttpRequest) -> Content:
    """Returns the content as sent; what the page has no inputs for stays as it is."""
    if section.name == _FORM:
        return {_FORM: {"fields": list(draft.content[_FORM]["fields"])}}
    typed = read_parts(section.parts, request.POST)
    fixed = [
        part.name for part in section.parts if isinstance(part, ItemPart) and part.fixed and draft.item is not None
    ]
    return {**typed, **{name: draft.content[name] for name in fixed}}
