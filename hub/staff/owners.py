"""Every item has somebody who answers for it: what is confidential is for them and for whom they name."""

from django.db import transaction

from hub.audit.services import record
from hub.catalogue.areas import ROOT, Area
from hub.catalogue.models import Department, Item
from hub.staff.models import Role
from hub.staff.scopes import Action, staff_who_may


@transaction.atomic
def assign_owners() -> int:
    """Assigns to items without an owner a head of their department, preferring one who serves it by name. Returns how
    many still have none, as there is no head."""
    heads = {department.pk: _head_of(department) for department in Department.objects.filter(item__owner=None)}
    for department, head in heads.items():
        rows = Item.objects.filter(owner=None, department=department)
        if head is not None and (codes := list(rows.values_list("code", flat=True))):
            rows.update(owner=head)
            record(None, "assign owner", f"user {head}", {"items": codes})
    return Item.objects.filter(owner=None).count()


def _head_of(department: Department) -> int | None:
    heads = staff_who_may(Action.ASSIGN_CASES, Area.objects.get(pk=ROOT), department)
    heads = heads.filter(staff_profile__role=Role.HEAD)
    by_name = heads.filter(staff_profile__departments=department)
    return (by_name or heads).values_list("pk", flat=True).first()


def confidential_without_reader() -> list[str]:
    """Returns the codes of the confidential items that nobody may open: neither their owner nor whom they name."""
    readers = staff_who_may(Action.READ_CONFIDENTIAL)
    rows = Item.objects.filter(privacy="confidential", offered=True)
    opened = rows.filter(owner__in=readers) | rows.filter(readers__in=readers)
    return sorted(set(rows.values_list("code", flat=True)) - set(opened.values_list("code", flat=True)))
