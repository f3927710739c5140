"""The city's service items: the list of them, their versions, and how a change begins."""

from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.catalogue.comparison import list_differences
from hub.catalogue.drafting import list_open, start_draft
from hub.catalogue.item_json import content_of_version
from hub.catalogue.models import Item, ItemDraft, ItemVersion
from hub.certificates.models import AtOnceItem
from hub.console.frame import page, report_outcome, show
from hub.core.clock import local_day
from hub.core.text_field import wording_lookups
from hub.departments import immediate_items
from hub.staff.scopes import Action, departments_of, may, works_for_city


@page(Action.REVIEW_ITEMS)
def item_list(request: HttpRequest, user: User) -> HttpResponse:
    """Lists all, or those of the name or code `q`. First of all the drafts, those that wait for review before the
    others."""
    require_city(user)
    typed = request.GET.get("q", "").strip().replace("\0", "")[:40]
    items = Item.objects.select_related("department", "at_once").prefetch_related("versions")
    named = Q(code__contains=typed) | Q(pinyin__contains=typed.lower())
    for lookup in wording_lookups("name"):
        named |= Q(**{f"{lookup}__icontains": typed})
    today = local_day(timezone.now())
    rows = [(item, *_versions_now(item, today)) for item in (items.filter(named) if typed else items)]
    drafts = sorted(list_drafts(user), key=lambda row: row.state)
    return show(request, user, "items", rows=rows, drafts=drafts, typed=typed, edits=may(user, Action.EDIT_CATALOGUE))


def _versions_now(item: Item, today: date) -> tuple[ItemVersion | None, ItemVersion | None]:
    """Returns the version in force, and the one that comes after it."""
    versions = list(item.versions.all())
    current = next((row for row in versions if row.since <= today), None)
    coming = next((row for row in reversed(versions) if row.since > today), None)
    return current, coming


def list_drafts(user: User, closed: bool = False) -> QuerySet[ItemDraft]:
    """Returns the open drafts, or the `closed` ones too, that one may read: all of them who edits items, those of their
    departments who reviews them."""
    rows = ItemDraft.objects.select_related("item", "changed_by") if closed else list_open()
    if may(user, Action.EDIT_CATALOGUE):
        return rows
    codes = departments_of(user).values_list("code", flat=True)
    return rows.filter(Q(item__department__code__in=codes) | Q(content__department__in=list(codes)))


@page(Action.EDIT_CATALOGUE, post=True)
def start(request: HttpRequest, user: User) -> HttpResponse:
    """Begins a change of the item of that `code`, or goes on with the one that is there; without, a new item."""
    require_city(user)
    code = request.POST.get("code", "")
    item = Item.objects.filter(code=code).first()
    if code and item is None:
        raise Http404
    draft = start_draft(item, user, timezone.now())
    return redirect("console:item_section", draft.pk, "basics")


@page(Action.REVIEW_ITEMS)
def versions(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Returns who published what and when; and of two versions, `from` and `to`, what differs: else of the newest and
    the one before."""
    require_city(user)
    item = Item.objects.filter(code=code).first()
    if item is None:
        raise Http404
    rows = list(item.versions.select_related("written_by", "reviewed_by"))
    by_number = {str(row.version): row for row in rows}
    after = by_number.get(request.GET.get("to", "")) or rows[0]
    before = by_number.get(request.GET.get("from", "")) or next((row for row in rows if row.pk < after.pk), after)
    differences = list_differences(content_of_version(before), content_of_version(after))
    context: dict[str, object] = {"rows": rows, "before": before, "after": after, "differences": differences}
    at_once, has_system = AtOnceItem.objects.filter(item=item).exists(), immediate_items.has_system(item)
    context |= {"at_once": at_once, "has_system": has_system, "edits": may(user, Action.EDIT_CATALOGUE)}
    return show(request, user, "item_versions", here="items", item=item, **context)


@page(Action.EDIT_CATALOGUE, post=True)
def choose_answering(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """Says whether the department's system answers what is handed in, or staff do."""
    require_city(user)
    item = Item.objects.filter(code=code).first()
    if item is None:
        raise Http404
    with report_outcome(request, _("Done.")):
        immediate_items.set_answered_at_once(item, "at_once" in request.POST, user)
    return redirect("console:item_versions", item.code)


def require_city(user: User) -> None:
    """Raises PermissionDenied for who works for less than the city: the items are the whole city's."""
    if not works_for_city(user):
        raise PermissionDenied
