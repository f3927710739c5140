"""Open cases, the nearest limit first: narrowed, counted, and handed on together."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contract.cases import CaseState, read_case_code
from contract.casework import WorkColour, WorkList
from contract.numbers import mask_name
from contract.people import Person
from hub.audit.findings import raise_row_changed
from hub.cases import access, colleagues, handling, worklists
from hub.cases.actors import Actor
from hub.cases.models import CASE_COLUMNS, Case, SavedList
from hub.cases.states import OPEN
from hub.catalogue.models import Area, Department, Item
from hub.console.frame import page, report_outcome, show
from hub.console.opened_case import close_case
from hub.core.problems import RequestRefused
from hub.core.row_seal import SEAL
from hub.core.sealing import ChangedPastHub
from hub.files.paper_checks import find_check
from hub.kiosks.office_hours import last_office_day
from hub.staff.models import Role
from hub.staff.names import names_of
from hub.staff.scopes import Action, departments_of, list_areas, role_of, staff_who_may

_MOST = 300  # people to choose from
_MOST_SAVED, _LONGEST_NAME = 12, 40
_PARTS = ("list", "item", "state", "colour", "area", "order")  # of the address: which list, and how it is narrowed


@page(Action.READ_CASES)
def worklist(request: HttpRequest, user: User) -> HttpResponse:
    """Shows a worklist. `list` is which, `item`, `state`, `colour` and `area` narrow it; `code` leads straight to a
    case."""
    close_case(request)
    code = read_case_code(request.GET.get("code", ""))
    if code is not None:
        return redirect("console:paper_check" if find_check(code) else "console:case", code)
    if request.GET.get("code"):
        messages.error(request, _("This is not a case code."))
    which, chosen = _which(request, user), _filter(request)
    rows, count, today = WorkList(cases=()), 0, last_office_day(timezone.now())
    with report_outcome(request):
        rows = worklists.worklist(user, which, today, request.GET.get("after", ""), chosen)
        count = worklists.count(user, which, today, chosen)
    return show(
        request,
        user,
        "worklist",
        which=which,
        chosen=chosen,
        rows=rows,
        count=count,
        more_than=worklists.MOST_COUNTED,
        applicants=_applicants(row.code for row in rows.cases),
        names={area.code: area for area in Area.objects.all()} | {row.code: row for row in Department.objects.all()},
        people=names_of(row.responsible for row in rows.cases),
        counts=worklists.counts(user),
        items=Item.objects.filter(pk__in=worklists.list_items(user, which, today)),
        areas=list_areas(user),
        states=OPEN,
        colours=(*WorkColour, worklists.STILL),
        orders=list(worklists.WorkOrder),
        here_again=urlencode({name: value for name in _PARTS if (value := request.GET.get(name))}),
        colleagues=_colleagues(user),
        saved=SavedList.objects.filter(user=user),
    )


def _which(request: HttpRequest, user: User) -> worklists.Which:
    """Returns which list it is. Raises Http404."""
    first = worklists.Which.MINE if role_of(user) is Role.WINDOW else worklists.Which.DEPARTMENT
    try:
        return worklists.Which(request.GET.get("list", first))
    except ValueError:
        raise Http404 from None


def _filter(request: HttpRequest) -> worklists.WorkFilter:
    """Returns the filter of the address. An unknown value narrows nothing."""
    sent = request.GET
    state, colour, order = sent.get("state", ""), sent.get("colour", ""), sent.get("order", "")
    return worklists.WorkFilter(
        item=sent.get("item", "")[:12],
        state=state if state in list(CaseState) else "",
        colour=colour if colour in (*WorkColour, worklists.STILL) else "",
        area=sent.get("area", "")[:40],
        order=worklists.WorkOrder(order) if order in list(worklists.WorkOrder) else worklists.WorkOrder.DUE,
    )


def _applicants(codes: Iterable[str]) -> dict[str, str]:
    """Returns whose cases they are, masked, by code; none of a confidential one."""
    names = {}
    for case in Case.objects.filter(code__in=list(codes)).only(*CASE_COLUMNS, SEAL, "applicant"):
        try:
            if not case.confidential and case.applicant is not None:
                names[case.code] = mask_name(Person.model_validate(case.applicant).name)
        except ChangedPastHub as error:
            raise_row_changed(error)
    return names


def _colleagues(user: User) -> list[User]:
    """Returns to whom cases may be handed on; whether each fits a case is asked with it."""
    departments = departments_of(user)
    people = staff_who_may(Action.READ_CASES).exclude(pk=user.pk).select_related("staff_profile")
    near = people.filter(staff_profile__departments__in=departments) | people.filter(staff_profile__departments=None)
    return list(near.distinct()[:_MOST])


@page(Action.READ_CASES, post=True)
def hand_on(request: HttpRequest, user: User) -> HttpResponse:
    """Hands the ticked cases on to one colleague; each that cannot be stays where it is, and is named."""
    codes, to = request.POST.getlist("case")[: worklists.PAGE], request.POST.get("to", "")
    refused_codes = [code for code in codes if not _hand_one_on(user, code, to)]
    count = len(codes) - len(refused_codes)
    if not codes:
        messages.error(request, _("Tick the cases first."))
    if count:
        done = ngettext("%(count)s case is handed on.", "%(count)s cases are handed on.", count)
        messages.success(request, done % {"count": count})
    if refused_codes:
        messages.error(request, _("These could not be handed on: %(codes)s") % {"codes": " ".join(refused_codes)})
    return redirect(f"{reverse('console:worklist')}?{_again(request)}")


@page(Action.READ_CASES, post=True)
def save(request: HttpRequest, user: User) -> HttpResponse:
    """Stores the list's filter under a name, in place of one of the same name."""
    name, parameters = request.POST.get("name", "").strip()[:_LONGEST_NAME], _again(request)
    others = SavedList.objects.filter(user=user).exclude(name=name)
    if not name:
        messages.error(request, _("Give the list a name."))
    elif others.count() >= _MOST_SAVED:
        messages.error(request, _("There are too many lists: delete one first."))
    else:
        SavedList.objects.update_or_create(user=user, name=name, defaults={"parameters": parameters})
        messages.success(request, _("Saved."))
    return redirect(f"{reverse('console:worklist')}?{parameters}")


@page(Action.READ_CASES, post=True)
def delete_saved(request: HttpRequest, user: User, saved_id: int) -> HttpResponse:
    SavedList.objects.filter(user=user, pk=saved_id if saved_id < 2**63 else 0).delete()
    return redirect("console:worklist")


def _again(request: HttpRequest) -> str:
    return urlencode({name: value[:40] for name in _PARTS if (value := request.POST.get(name))})


def _hand_one_on(user: User, code: str, to: str) -> bool:
    try:
        case = access.case_for(user, code, Action.READ_CASES)
        handling.hand_on(case, colleagues.receiver(user, case, to), Actor(staff=user), timezone.now(), None)
    except (RequestRefused, PermissionDenied, Http404):
        return False
    return True
