"""Which cases somebody sees, and who may open a confidential one."""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from contract.cases import read_case_code
from hub.audit.services import record as audit
from hub.cases.models import Case, Task
from hub.staff.scopes import Action, areas_of, departments_of, may, require


def visible_to(user: User) -> QuerySet[Case]:
    """Cases of one's areas, or taken in there, where one's departments have a part; and those one answers for."""
    areas, departments = areas_of(user), departments_of(user)
    place = Q(area__in=areas) | Q(taken_in__in=areas)
    part = Q(department__in=departments) | Q(pk__in=Task.objects.filter(department__in=departments).values("case"))
    return Case.objects.filter(place & part | Q(responsible=user))


def case_for(user: User, code: str, action: Action) -> Case:
    """Raises PermissionDenied (403) where the role forbids it, Http404 where the case is out of sight."""
    require(user, action)
    found = visible_to(user).select_related("item_version__item", "department", "area", "taken_in", "responsible")
    case = found.filter(code=read_case_code(code) or "").first()
    if case is None:
        raise Http404
    return case


def opened_by(user: User, case: Case) -> None:
    """To be asked, and kept on record, before a case's contents are shown. Raises PermissionDenied."""
    if case.confidential and not may_open(user, case):
        raise PermissionDenied(Action.READ_CONFIDENTIAL.value)
    audit(user, "read case", f"case {case.code}", {"confidential": case.confidential})


def may_open(user: User, case: Case) -> bool:
    """A confidential case is for the item's owner and readers, for who answers for it and who works on it.

    Where an item names nobody, all who may read confidential cases of its department may.
    """
    if not case.confidential:
        return True
    if not may(user, Action.READ_CONFIDENTIAL):
        return False
    item = case.item_version.item
    named = {item.owner_id, *item.readers.values_list("pk", flat=True)} - {None}
    working = {case.responsible_id, *case.tasks.values_list("assigned_to", flat=True)}
    if user.pk in named | working:
        return True
    return not named and may(user, Action.READ_CONFIDENTIAL, case.area, case.department)
